import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisedIn, whatIsWrong } from './check-folder'
import { openStore } from '#core/store/open-store'
import { diskOptions } from './workload'
import { contentsOf, entries } from '../core/store/harness'
import { obstacle, type Outcome, sh, start, withFolder } from './tools'

interface Disk {
  name: string
  needs: string[]
  mount(folder: string, at: string): void
  /** Makes room, as a person does who clears up. */
  grow(folder: string, at: string): void
}

const DISKS: Disk[] = [
  {
    name: 'full disk: tmpfs of 4 MB',
    needs: ['losetup'],
    mount: (_folder, at) => void sh('mount', '-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', at),
    grow: (_folder, at) => void sh('mount', '-o', 'remount,size=64m', at),
  },
  {
    name: 'full disk: ext4 of 8 MB',
    needs: ['mkfs.ext4', 'losetup'],
    mount: (folder, at) => {
      sh('truncate', '-s', '8M', join(folder, 'small'))
      sh('mkfs.ext4', '-q', '-F', '-O', '^has_journal', join(folder, 'small'))
      sh('mount', '-o', 'loop', join(folder, 'small'), at)
      sh('dd', 'if=/dev/zero', `of=${join(at, 'film')}`, 'bs=1M', 'count=3', 'status=none')
    },
    grow: (_folder, at) => void sh('rm', join(at, 'film')),
  },
]

async function fillUp(disk: Disk, workload: string, folder: string): Promise<string | { promised: number }> {
  const at = join(folder, 'mounted')
  await mkdir(at)
  disk.mount(folder, at)
  try {
    const dir = join(at, 'data')
    const running = start(process.execPath, [workload, dir, '100000'])
    await running.ended
    const last = running.output().trim().split('\n').at(-1) ?? ''
    const promised = promisedIn(running.output())
    if (!/^failed store\.(diskFull|readOnly)$/.test(last)) return `the workload ended with: ${last}`
    if (promised === 0) return 'nothing was saved before the disk was full'
    const full = await openStore(diskOptions(dir))
    if (full.kind !== 'open') return `on the full disk opening found ${JSON.stringify(full)}`
    const found = (await contentsOf(full.store, entries)).size
    await full.store.close()
    if (found < promised) return `on the full disk ${found} of ${promised} promised transactions are readable`
    disk.grow(folder, at)
    return (await whatIsWrong(dir, promised, false)) ?? { promised }
  } finally {
    sh('umount', at)
  }
}

/** store.md §4: the disk fills up under the workload; what was promised stays, and with room again it goes on. */
export async function fullDisks(workload: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const disk of DISKS) {
    const skipped = obstacle(...disk.needs)
    if (skipped !== undefined) {
      outcomes.push({ name: disk.name, skipped })
      continue
    }
    const result = await withFolder((folder) => fillUp(disk, workload, folder))
    if (typeof result === 'string') outcomes.push({ name: disk.name, failure: result })
    else outcomes.push({ name: disk.name, counted: `${result.promised} promised transactions` })
  }
  return outcomes
}
