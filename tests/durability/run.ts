import { parseArgs } from 'node:util'
import { checkControl } from './check-control'
import { fullDisks } from './full-disk'
import { killPoints } from './kill-points'
import { FILE_SYSTEMS, type FileSystemName, powerCutControl, powerCuts } from './power-cuts'
import { buildWorkload, installTools, type Outcome } from './tools'
import { usbStick } from './usb-stick'

/** npm run test:durability [-- --only check|kill|ext4|xfs|btrfs|full|usb]: store.md §4, on Debian as root. */
const { values } = parseArgs({ options: { only: { type: 'string' } } })
const wanted = (part: string): boolean => values.only === undefined || values.only === part

function tell({ name, counted, skipped, failure }: Outcome): void {
  const word = skipped !== undefined ? 'skipped' : failure === undefined ? 'passed ' : 'FAILED '
  process.stdout.write(`${word}  ${name}${counted === undefined ? '' : ` (${counted})`}${skipped ?? failure ? `: ${skipped ?? failure}` : ''}\n`)
}

async function runAll(workload: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const take = async (part: string, work: () => Promise<Outcome | Outcome[]>): Promise<void> => {
    if (!wanted(part)) return
    for (const outcome of [await work()].flat()) {
      tell(outcome)
      outcomes.push(outcome)
    }
  }
  await take('check', () => checkControl(workload))
  await take('full', () => fullDisks(workload))
  await take('usb', () => usbStick(workload))
  for (const name of Object.keys(FILE_SYSTEMS) as FileSystemName[]) {
    await take(name, () => powerCuts(name, workload))
    await take(name, () => powerCutControl(name, workload))
  }
  await take('kill', () => killPoints(workload))
  return outcomes
}

installTools()
const outcomes = await runAll(await buildWorkload())
const count = (test: (outcome: Outcome) => boolean): number => outcomes.filter(test).length
const failed = count(({ failure }) => failure !== undefined)
const skipped = count(({ skipped: why }) => why !== undefined)
process.stdout.write(`${outcomes.length - failed - skipped} passed, ${failed} failed, ${skipped} skipped\n`)
process.exitCode = failed > 0 ? 1 : 0
