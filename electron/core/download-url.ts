import type { DownloadName, Input } from '#shared/contract/registry'

/** Address of a download command on the page's own origin, as renderer/bridge and both shells understand it. */
export function downloadUrl<K extends DownloadName>(command: K, input: Input<K>): string {
  return `stream/${command}?input=${encodeURIComponent(JSON.stringify(input))}`
}
