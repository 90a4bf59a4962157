import type { Page } from '@playwright/test'
import { press } from './support/controls'
import { connect } from './support/direct'
import { SITE } from './support/filing'
import { APPLICANT, heading, openMenu, signIn } from './support/person'
import { expect, test } from './support/prepared'

const MINUTE = 60_000

async function openApplication(page: Page): Promise<void> {
  await signIn(page, APPLICANT)
  await openMenu(page, '我的', '我的申请')
  await press(page, `新办网站申请${SITE}详情`)
  await expect(heading(page, '申请详情')).toBeVisible()
}

test('within 30 minutes an application is withdrawn, after asking', async ({ startAt, openPage }) => {
  const page = await openPage(await startAt('submitted', 'applicant'))
  await openApplication(page)
  await press(page, '撤销申请')
  const dialog = page.getByRole('dialog', { name: `撤销申请“新办网站申请：${SITE}”` })
  await expect(dialog.getByRole('button', { name: '不撤销' })).toBeFocused()
  await press(dialog, '不撤销')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: '撤销申请' })).toBeFocused()
  await press(page, '撤销申请')
  await press(dialog, '撤销申请')
  await expect(page.getByText('已撤销', { exact: true })).toBeVisible()
  await openMenu(page, '我的', '我的申请')
  await expect(page.getByRole('row').filter({ hasText: SITE })).toContainText('已撤销')
})

test('after 30 minutes the button is closed and says why, and the host refuses', async ({ startAt, openPage }) => {
  const host = await startAt('submitted', 'applicant', { clockOffset: 31 * MINUTE })
  const page = await openPage(host)
  await openApplication(page)
  await expect(page.getByRole('button', { name: '撤销申请', exact: true })).toBeDisabled()
  await expect(page.getByRole('note', { name: /^撤销申请：.*30 分钟/ })).toBeVisible()

  const direct = await connect(host, APPLICANT)
  const { applications } = await direct.get<{ applications: { id: string; title: string; status: string }[] }>('applications.list', {})
  const site = applications.find((application) => application.title === SITE)
  expect(await direct.call('applications.withdraw', { id: site?.id })).toMatchObject({ ok: false, error: { code: 'filing.withdrawLate' } })
  await direct.close()
})
