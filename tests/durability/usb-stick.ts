import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisedIn, whatIsWrong } from './check-folder'
import { obstacle, type Outcome, pause, sh, start, withFolder } from './tools'

const ROUNDS = 8

async function killOnStick(workload: string, folder: string): Promise<string | undefined> {
  const [image, at] = [join(folder, 'stick'), join(folder, 'mounted')]
  sh('truncate', '-s', '96M', image)
  sh('mkfs.exfat', image)
  await mkdir(at)
  const device = sh('losetup', '--find', '--show', image).trim()
  try {
    sh('mount.exfat-fuse', device, at)
    const dir = join(at, 'data')
    let promised = 0
    for (let i = 0; i < ROUNDS; i++) {
      const running = start(process.execPath, [workload, dir, '100000'])
      const target = promised + 5 + Math.floor(Math.random() * 20)
      while (promisedIn(running.output()) < target && running.process.exitCode === null) await pause(10)
      running.process.kill('SIGKILL')
      await running.ended
      promised = Math.max(promised, promisedIn(running.output()))
      const wrong = await whatIsWrong(dir, promised, false)
      if (wrong !== undefined) return `kill ${i + 1}: ${wrong}`
      promised = await countIn(dir, promised)
    }
    // Pulled out properly, put in again.
    sh('umount', at)
    sh('mount.exfat-fuse', device, at)
    return await whatIsWrong(dir, promised, false)
  } finally {
    sh('umount', at)
    sh('losetup', '-d', device)
  }
}

/** A transaction under way when it was killed may be there too. */
async function countIn(dir: string, promised: number): Promise<number> {
  return (await whatIsWrong(dir, promised + 1, false)) === undefined ? promised + 1 : promised
}

/** store.md §4: exFAT by FUSE as the USB stick, which has no links and no permissions. */
export async function usbStick(workload: string): Promise<Outcome> {
  const name = 'exFAT stick by FUSE, killed and pulled out'
  const skipped = obstacle('mkfs.exfat', 'mount.exfat-fuse', 'losetup')
  if (skipped !== undefined) return { name, skipped }
  const failure = await withFolder((folder) => killOnStick(workload, folder))
  return { name, counted: `${ROUNDS} kills`, ...(failure === undefined ? {} : { failure }) }
}
