import { execFileSync } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { stopAgeWorkers } from '#core/bundle/age-pool'
import { checkBundle } from '#core/bundle/reader'
import { writeBundle } from '#core/bundle/writer'
import { ageIdentityText } from '#core/crypto/station-keys'
import type { BundleFile } from '#core/bundle/types'
import {
  documentOf, known, makeApplication, makeFile, makeStation, missingPrograms, removeFolder, requestOf, temporaryFolder, type TestStation,
} from '../bundle/bundle-kit'

/** Making and checking a bundle of 100 MB of pictures against the command line, side by side in one run (bundle.md §7). */

const PICTURES = 40
const PICTURE_BYTES = 2_621_440
const ROUNDS = 5

export interface BundleBench {
  megabytes: number
  make: BenchRow
  check: BenchRow
  /** For people. */
  lines: string[]
}
export interface BenchRow {
  /** Milliseconds, median of the rounds. */
  ours: number
  commandLine: number
  /** Median of the rounds' own ratios; ours and theirs alternate. */
  ratio: number
  target: number
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function row(ours: readonly number[], theirs: readonly number[], target: number): BenchRow {
  return { ours: median(ours), commandLine: median(theirs), ratio: median(ours.map((time, index) => time / (theirs[index] ?? Number.NaN))), target }
}

async function placePictures(folder: string): Promise<BundleFile[]> {
  await mkdir(join(folder, 'data'))
  return Promise.all(Array.from({ length: PICTURES }, async () => {
    const file = makeFile(PICTURE_BYTES)
    const path = join(folder, 'data', `${file.sha256}.jpg`)
    await writeFile(path, file.bytes)
    return { sha256: file.sha256, size: file.size, type: 'jpg', read: () => createReadStream(path, { highWaterMark: 1024 * 1024 }) }
  }))
}

interface Scene {
  folder: string
  sender: TestStation
  receiver: TestStation
  files: BundleFile[]
}

async function makeScene(): Promise<Scene> {
  const folder = await temporaryFolder()
  const [sender, receiver] = await Promise.all([makeStation('申请站', 'applicant'), makeStation('审核站', 'review')])
  await writeFile(join(folder, 'key'), ageIdentityText(receiver.keys))
  return { folder, sender, receiver, files: await placePictures(folder) }
}

async function makeOurs(scene: Scene): Promise<void> {
  const items = scene.files.map((file) => documentOf(makeApplication([file])))
  await writeBundle(requestOf(scene.sender, scene.receiver, join(scene.folder, 'ours.beian'), { files: scene.files, items }))
}
const checkOurs = (scene: Scene): Promise<unknown> =>
  checkBundle(join(scene.folder, 'ours.beian'), { identities: [scene.receiver.keys.identity], knownStations: [known(scene.sender)] })

const shell = (folder: string, command: string): void => void execFileSync('sh', ['-ec', command], { cwd: folder, stdio: 'ignore' })
const makeTheirs = ({ folder, receiver }: Scene): void => shell(folder, `zip -0 -q -r - data | age -r ${receiver.keys.recipient} > theirs.age`)
const checkTheirs = ({ folder, sender }: Scene): void =>
  shell(folder, `age -d -i key ours.beian > x.zip; unzip -q x.zip -d bag; cd bag; sha256sum -c manifest-sha256.txt tagmanifest-sha256.txt;
    minisign -V -P ${sender.keys.publicKey} -m tagmanifest-sha256.txt`)

async function round(scene: Scene): Promise<[number, number, number, number]> {
  const clean = (): Promise<unknown> => Promise.all(['ours.beian', 'theirs.age', 'x.zip', 'bag'].map((name) => rm(join(scene.folder, name), { recursive: true, force: true })))
  await clean()
  const theirMake = await timed(() => makeTheirs(scene))
  const ourMake = await timed(() => makeOurs(scene))
  const theirCheck = await timed(() => checkTheirs(scene))
  const ourCheck = await timed(() => checkOurs(scene))
  return [ourMake, theirMake, ourCheck, theirCheck]
}

const lineOf = (name: string, baseline: string, { ours, commandLine, ratio, target }: BenchRow): string =>
  `交接包 ${name} ${(PICTURES * PICTURE_BYTES) / 1024 / 1024} MB: ${ours.toFixed(0)} ms, ${baseline} ${commandLine.toFixed(0)} ms → ${ratio.toFixed(2)}× (≤ ${target}×)`

/** Undefined when a program of the command line is missing. */
export async function benchBundle(): Promise<BundleBench | undefined> {
  if (missingPrograms('zip', 'unzip', 'age', 'minisign', 'sha256sum').length > 0) return undefined
  const scene = await makeScene()
  try {
    await round(scene) // starts the worker threads and warms the disk cache
    const rounds: [number, number, number, number][] = []
    for (let index = 0; index < ROUNDS; index++) rounds.push(await round(scene))
    const column = (index: 0 | 1 | 2 | 3): number[] => rounds.map((times) => times[index])
    const make = row(column(0), column(1), 2)
    const check = row(column(2), column(3), 1.7)
    const lines = [lineOf('制作', 'zip -0 | age', make), lineOf('核对', 'age -d | unzip | sha256sum | minisign', check)]
    return { megabytes: (PICTURES * PICTURE_BYTES) / 1024 / 1024, make, check, lines }
  } finally {
    await stopAgeWorkers()
    await removeFolder(scene.folder)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const result = await benchBundle()
  console.log(process.argv.includes('--json') ? JSON.stringify(result ?? null) : (result?.lines ?? ['未测，缺少比较用的程序']).join('\n'))
}
