import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/**
 * When a process started, as an opaque word that differs between two processes that had the same id one after the
 * other, also across restarts of the machine. Undefined where there is no such process or the system does not tell.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') return await linuxStart(pid)
    if (process.platform === 'win32') {
      return await outputOf('powershell', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`])
    }
    return await outputOf('ps', ['-o', 'lstart=', '-p', String(pid)])
  } catch {
    return undefined
  }
}

async function linuxStart(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The second field is the command in parentheses and may hold spaces; field 22 counts from after it.
  const startTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
  return `${boot.trim()}/${startTicks}`
}

function outputOf(command: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 5000, windowsHide: true }, (error, stdout) => {
      resolve(error || stdout.trim() === '' ? undefined : stdout.trim())
    })
  })
}

/** Whether the process that wrote `start` under `pid` still runs. When in doubt it does. */
export async function processRuns(pid: number, start: string | undefined): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
  }
  const now = await processStart(pid)
  return start === undefined || now === undefined || now === start
}
