import { readFile } from 'node:fs/promises'
import { expect, type Locator, type Page } from '@playwright/test'
import { press, tick } from './controls'
import { openMenu } from './person'

/** A file that the program gave to the browser. */
export interface SavedFile {
  name: string
  path: string
}

/** Does something that ends in a download and keeps the file. */
export async function saved(page: Page, work: () => Promise<void>): Promise<SavedFile> {
  const download = page.waitForEvent('download')
  await work()
  const file = await download
  return { name: file.suggestedFilename(), path: await file.path() }
}

/** Picks a file in an area named by its words. */
export async function pick(page: Page, label: string, file: SavedFile | { name: string; bytes: Buffer }): Promise<void> {
  const buffer = 'bytes' in file ? file.bytes : await readFile(file.path)
  const chooser = page.waitForEvent('filechooser')
  await page.getByText(label, { exact: true }).click()
  await (await chooser).setFiles({ name: file.name, mimeType: 'application/octet-stream', buffer })
}

/** 站点名片 → 保存名片文件. */
export async function saveCard(page: Page): Promise<SavedFile & { fingerprint: string }> {
  await openMenu(page, '交接', '站点名片')
  const fingerprint = await page.getByRole('region', { name: '本站名片' }).getByText(/^\d{5}( \d{5}){5}$/).innerText()
  return { fingerprint, ...(await saved(page, () => press(page, '保存名片文件'))) }
}

/** 导入…名片 in the open dialog: the file, the fingerprint compared, registered. */
export async function takeCard(page: Page, card: SavedFile & { fingerprint: string }): Promise<void> {
  const dialog = page.getByRole('dialog')
  await pick(page, '选择名片文件', card)
  await expect(dialog.getByText(card.fingerprint)).toBeVisible()
  await expect(dialog.getByRole('button', { name: '登记该站点' })).toBeDisabled()
  await tick(dialog, '我已与对方核对指纹，完全一致')
  await press(dialog, '登记该站点')
  await expect(dialog).toBeHidden()
}

/** 导出交接包 with everything that is preselected. */
export async function exportBundle(page: Page, count: number): Promise<SavedFile> {
  await openMenu(page, '交接', '导出交接包')
  return saved(page, () => press(page, `导出 ${count} 个申请`))
}

/** Chooses a bundle on the import page and waits for the preview. */
export async function previewBundle(page: Page, pageName: '导入交接包' | '导入结果', file: SavedFile): Promise<Locator> {
  await openMenu(page, '交接', pageName)
  const again = page.getByRole('button', { name: '继续导入', exact: true })
  if (await again.isVisible()) await again.click()
  await pick(page, '选择交接包文件', file)
  await expect(page.getByText('检查通过', { exact: true })).toBeVisible()
  return page.getByRole('group', { name: '交接包内容' })
}

/** Import with preview and confirmation; gives the panel of what became of it. */
export async function importBundle(page: Page, pageName: '导入交接包' | '导入结果', file: SavedFile): Promise<Locator> {
  await previewBundle(page, pageName, file)
  await press(page, '确认导入')
  const panel = page.getByRole('status').filter({ has: page.getByRole('heading', { name: /已处理/ }) })
  await expect(panel).toBeVisible()
  return panel
}

/** 结果导出: what waits for this station. */
export async function exportReceipt(page: Page): Promise<SavedFile> {
  await openMenu(page, '交接', '结果导出')
  return saved(page, () => press(page, '导出回执'))
}
export async function exportDecisions(page: Page, count: number): Promise<SavedFile> {
  await openMenu(page, '交接', '结果导出')
  return saved(page, () => press(page, `导出 ${count} 个审核结果`))
}
