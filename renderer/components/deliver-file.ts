import type { Output } from '#shared/contract/registry'
import { notifySuccess } from './notify'

/** Finishes a 保存: the desktop has written the file already; in the browser shell the page opens the download. */
export function deliverFile(outcome: Output<'bundles.save'>, fileName: string): void {
  if (outcome.kind === 'saved') notifySuccess(`已保存到 ${outcome.path ?? ''}`)
  if (outcome.kind !== 'download' || outcome.url === undefined) return
  const link = document.createElement('a')
  link.href = outcome.url
  link.download = fileName
  link.click()
  notifySuccess(`${fileName} 已交给浏览器下载`)
}
