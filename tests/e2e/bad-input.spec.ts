import type { Page } from '@playwright/test'
import { box, pickFile, press, type } from './support/controls'
import { connect, type Direct } from './support/direct'
import { group, nextStep } from './support/filing'
import { textAsPicture, tooLarge } from './support/papers'
import { APPLICANT, heading, openMenu, signIn } from './support/person'
import { expect, test } from './support/prepared'

/** What the applicant's program holds, as its lists tell. */
async function contents(direct: Direct): Promise<string> {
  const lists = (['drafts.list', 'applications.list', 'subjects.list'] as const).map((name) => direct.get(name, {}))
  return JSON.stringify(await Promise.all([...lists, direct.get('assets.list', { kind: 'website' })]))
}

async function openSubjectForm(page: Page): Promise<void> {
  await signIn(page, APPLICANT)
  await openMenu(page, '开办主体管理', '新增主体')
}

test('a wrong digit of an ID card: at its field when it is left, and in the summary on submission', async ({ startAt, openPage }) => {
  const host = await startAt('submitted', 'applicant')
  const page = await openPage(host)
  const direct = await connect(host, APPLICANT)
  const before = await direct.get<{ total: number }>('applications.list', {})
  await openSubjectForm(page)
  await type(page, '负责人证件号码', '110105194912310021')
  const field = box(page, '负责人证件号码')
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(field).toHaveAccessibleDescription(/第18位校验不符，请对照证件核对/)
  await press(page, '提交审核')
  const summary = page.getByRole('alert').filter({ has: page.getByRole('heading', { name: /处内容需要修改/ }) })
  await expect(summary).toBeFocused()
  await summary.getByRole('button', { name: /第18位校验不符/ }).click()
  await expect(field).toBeFocused()
  expect((await direct.get<{ total: number }>('applications.list', {})).total).toBe(before.total)
  await direct.close()
})

test('a picture of 6 MB and a text named .png are refused with the limit and their own figures', async ({ startAt, openPage }) => {
  const page = await openPage(await startAt('registered', 'applicant'))
  await signIn(page, APPLICANT)
  await press(page, '申请主体')
  await pickFile(page, '主办单位有效证件', await tooLarge())
  await expect(page.getByRole('alert').filter({ hasText: /文件大小 \d+(\.\d+)?MB，超过 5MB 的上限/ })).toBeVisible()
  await pickFile(page, '主办单位有效证件', textAsPicture())
  await expect(page.getByRole('alert').filter({ hasText: '文件内容不是 png/jpeg/jpg 图片' })).toBeVisible()
  await expect(page.getByRole('button', { name: /查看大图$/ })).toHaveCount(0)
})

test('a private address is refused at its field', async ({ startAt, openPage }) => {
  const page = await openPage(await startAt('submitted', 'applicant'))
  await signIn(page, APPLICANT)
  await openMenu(page, '网站业务', '新办网站申请')
  await nextStep(page, '网站基本信息')
  await type(page, 'IP', '192.168.1.1')
  await expect(group(page, '网站信息').getByText(/192\.168\.1\.1.*(内网|私有|局域网)/)).toBeVisible()
  await expect(heading(page, '新办网站申请')).toBeVisible()
})

test('unknown keys and wrong types straight to the host: named by field, and nothing is stored', async ({ startAt }) => {
  const host = await startAt('submitted', 'applicant')
  const direct = await connect(host, APPLICANT)
  const before = await contents(direct)
  const rest = { businessType: 'subject.create', unverified: [], reasons: {} }
  const cases = [
    { command: 'drafts.save', input: { ...rest, record: { nmae: '晨光' } }, field: 'nmae' },
    { command: 'drafts.save', input: { ...rest, record: { nature: 'organization', officeAddress: 7 } }, field: 'officeAddress' },
    { command: 'applications.submit', input: { ...rest, record: { nature: 'organization', admin: true } }, field: 'admin' },
    { command: 'applications.submit', input: { ...rest, record: { nature: 'individual', responsiblePerson: { name: { first: '晓' } } } }, field: 'responsiblePerson.name' },
  ] as const
  for (const { command, input, field } of cases) {
    const envelope = await direct.call(command, input)
    expect(envelope.ok, `${command} ${field}`).toBe(false)
    if (envelope.ok) continue
    const told = Object.entries(envelope.error.fields ?? {}).find(([path]) => path === field || path.startsWith(`${field}.`))
    expect(told?.[1], `${command} ${field}: ${JSON.stringify(envelope.error)}`).toMatch(/[\u4e00-\u9fff]/)
  }
  for (const input of [{ ...rest, record: {}, extra: 1 }, { ...rest, record: 'text' }, { ...rest, record: [] }, [], null, 'text', {}]) {
    const envelope = await direct.call('drafts.save', input)
    expect(envelope.ok, JSON.stringify(input)).toBe(false)
    if (!envelope.ok) expect(envelope.error.message).toMatch(/[\u4e00-\u9fff]/)
  }
  expect(await contents(direct)).toBe(before)
  await direct.close()
})
