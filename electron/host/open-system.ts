import { spawn } from 'node:child_process'

/** Whether this machine has a screen a browser could open on. */
export function hasDisplay(env: Record<string, string | undefined> = process.env, platform: NodeJS.Platform = process.platform): boolean {
  if (platform === 'win32' || platform === 'darwin') return true
  return Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY'])
}

function opener(target: string): [string, string[]] {
  if (process.platform === 'darwin') return ['open', [target]]
  // rundll32 takes the address as it is; `start` would let cmd read the & in it.
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', target]]
  return ['xdg-open', [target]]
}

/** Opens an address or folder with the system's own program for it; false when there is none. */
export function openWithSystem(target: string): Promise<boolean> {
  if (!hasDisplay()) return Promise.resolve(false)
  return new Promise((resolve) => {
    const [command, args] = opener(target)
    const child = spawn(command, args, { stdio: 'ignore', detached: true })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
