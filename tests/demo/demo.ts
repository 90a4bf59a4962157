import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { stopAgeWorkers } from '#core/bundle/age-pool'
import { chinaDate } from '#shared/filing/china-time'
import { machineKeyFile } from '../../electron/host/places'
import { openLiveStation } from '../support/live-station'
import { runMainJob, type MainJobResult, type Step } from '../support/main-job'
import { checkText, stationKeyFiles } from './check-files'

/** `npm run demo`: the main job without a screen, through the same services, two stations in a temporary folder. */

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, keep: { type: 'string' } } })

interface TimedStep extends Step {
  milliseconds: number
}

async function keep(folder: string, keyFile: string, result: MainJobResult): Promise<void> {
  await mkdir(join(folder, 'bundles'), { recursive: true })
  await mkdir(join(folder, 'keys'), { recursive: true })
  const files: { name: string; from: 'applicant' | 'review' }[] = []
  for (const bundle of result.bundles) {
    await writeFile(join(folder, 'bundles', `${bundle.name}.beian`), bundle.bytes)
    files.push({ name: bundle.name, from: bundle.from })
  }
  for (const name of ['applicant', 'review'] as const) {
    const keys = await stationKeyFiles(join(folder, name), keyFile)
    await writeFile(join(folder, 'keys', `${name}.age-identity.txt`), keys.identity, { mode: 0o600 })
    await writeFile(join(folder, 'keys', `${name}.minisign.pub`), keys.minisign)
    await writeFile(join(folder, 'keys', `${name}.recovery-code.txt`), `${result.recoveryCodes[name]}\n`, { mode: 0o600 })
  }
  await writeFile(join(folder, 'CHECK.md'), checkText(files))
}

async function main(): Promise<void> {
  const folder = values.keep === undefined ? await mkdtemp(join(tmpdir(), 'beian-demo-')) : resolve(values.keep)
  await mkdir(folder, { recursive: true })
  const started = performance.now()
  const steps: TimedStep[] = []
  let last = started
  const tell = (step: Step): void => {
    const now = performance.now()
    const timed = { ...step, milliseconds: Math.round(now - last) }
    last = now
    steps.push(timed)
    if (!values.json) console.log(`${String(steps.length).padStart(2)}  ${step.station}  ${step.title}：${step.shown}  （${timed.milliseconds} 毫秒）`)
  }
  // Kept folders must open afterwards with the program and the command line of this machine.
  const keyFile = values.keep === undefined ? join(folder, 'machine.key') : machineKeyFile()
  const applicant = await openLiveStation('申请端', join(folder, 'applicant'), { keyFile })
  const review = await openLiveStation('审核端', join(folder, 'review'), { keyFile })
  const close = async (): Promise<void> => {
    await applicant.close()
    await review.close()
  }
  try {
    const result = await runMainJob(applicant.driver, review.driver, chinaDate(Date.now()), tell)
    await close()
    if (values.keep !== undefined) await keep(folder, keyFile, result)
    const total = Math.round(performance.now() - started)
    if (values.json) console.log(JSON.stringify({ steps, filingNumber: result.filingNumber, milliseconds: total, folder: values.keep === undefined ? null : folder }, null, 2))
    else {
      if (values.keep !== undefined) console.log(`数据、交接包、密钥和核对办法（CHECK.md）在 ${folder}`)
      console.log(`共 ${total} 毫秒，备案号：${result.filingNumber}`)
    }
  } finally {
    await close()
    await stopAgeWorkers()
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true })
  }
}

await main()
