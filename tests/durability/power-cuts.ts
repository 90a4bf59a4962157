import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisedIn, whatIsWrong } from './check-folder'
import { eatMyData, obstacle, type Outcome, pause, sh, start, withFolder } from './tools'

export const FILE_SYSTEMS = {
  ext4: { make: ['mkfs.ext4', '-q', '-F'], megabytes: 96, mount: [] },
  xfs: { make: ['mkfs.xfs', '-q', '-f'], megabytes: 320, mount: ['-o', 'nouuid'] },
  btrfs: { make: ['mkfs.btrfs', '-q', '-f'], megabytes: 160, mount: [] },
} as const
export type FileSystemName = keyof typeof FILE_SYSTEMS

const ROUNDS = 8
/** A round counts from so many promised transactions on (issue 3). */
const LEAST = 50

function mount(name: FileSystemName, image: string, at: string): void {
  sh('mount', '-o', 'loop', ...FILE_SYSTEMS[name].mount, image, at)
}

/** One round: the promised count, and what is wrong with what a power cut at a random moment leaves. */
async function round(name: FileSystemName, workload: string, folder: string, env: Record<string, string>): Promise<{ promised: number; wrong: string | undefined }> {
  const { make, megabytes } = FILE_SYSTEMS[name]
  const [command, ...flags] = make
  const [image, copy, live, after] = ['image', 'copy', 'live', 'after'].map((part) => join(folder, part)) as [string, string, string, string]
  sh('truncate', '-s', `${megabytes}M`, image)
  sh(command, ...flags, image)
  await Promise.all([live, after].map((path) => mkdir(path, { recursive: true })))
  mount(name, image, live)
  const running = start(process.execPath, [workload, join(live, 'data'), '100000'], env)
  let promised = 0
  try {
    const target = LEAST + Math.floor(Math.random() * 60)
    while (promisedIn(running.output()) < target && running.process.exitCode === null) await pause(10)
    running.process.kill('SIGSTOP')
    // Everything that was printed before the stop is in the pipe by now.
    await pause(50)
    promised = promisedIn(running.output())
    sh('cp', '--sparse=always', image, copy)
  } finally {
    running.process.kill('SIGKILL')
    await running.ended
    sh('umount', live)
  }
  mount(name, copy, after)
  try {
    return { promised, wrong: await whatIsWrong(join(after, 'data'), promised, false) }
  } finally {
    sh('umount', after)
    await Promise.all([image, copy].map((path) => rm(path)))
  }
}

async function rounds(name: FileSystemName, workload: string, env: Record<string, string>): Promise<{ promised: number; wrong: string[] }> {
  const wrong: string[] = []
  let least = Infinity
  for (let i = 0; i < ROUNDS; i++) {
    const result = await withFolder((folder) => round(name, workload, folder, env))
    least = Math.min(least, result.promised)
    if (result.wrong !== undefined) wrong.push(`round ${i + 1}: ${result.wrong}`)
  }
  return { promised: least, wrong }
}

/** store.md §4: power cuts on a mounted image; every promised transaction must be in the copy. */
export async function powerCuts(name: FileSystemName, workload: string): Promise<Outcome> {
  const title = `power cut on ${name}`
  const skipped = obstacle(FILE_SYSTEMS[name].make[0], 'losetup')
  if (skipped !== undefined) return { name: title, skipped }
  const { promised, wrong } = await rounds(name, workload, {})
  if (promised < LEAST) wrong.push(`a round had only ${promised} promised transactions`)
  return { name: title, counted: `${ROUNDS} rounds, at least ${promised} promised transactions each`, ...(wrong.length > 0 ? { failure: wrong.join('; ') } : {}) }
}

/** The same with syncs that do nothing: it must lose, or the test proves nothing. */
export async function powerCutControl(name: FileSystemName, workload: string): Promise<Outcome> {
  const title = `control: power cut on ${name} under libeatmydata must lose`
  const library = eatMyData()
  const skipped = obstacle(FILE_SYSTEMS[name].make[0], 'losetup') ?? (library === undefined ? 'libeatmydata not installed' : undefined)
  if (skipped !== undefined) return { name: title, skipped }
  const { wrong } = await rounds(name, workload, { LD_PRELOAD: library ?? '' })
  return { name: title, counted: `${wrong.length} of ${ROUNDS} rounds lost`, ...(wrong.length === 0 ? { failure: 'nothing was lost' } : {}) }
}
