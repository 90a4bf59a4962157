import { readdir, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { promisedIn, whatIsWrong } from './check-folder'
import { type Outcome, pause, start, withFolder } from './tools'

const BEFORE_CHECKPOINT = 10

/** The check itself, on which every run here rests, must notice one promised transaction that is not there. */
export async function checkControl(workload: string): Promise<Outcome> {
  const name = 'control: the check notices a lost transaction'
  return withFolder(async (folder) => {
    const dir = join(folder, 'data')
    const running = start(process.execPath, [workload, dir, '100000'])
    while (promisedIn(running.output()) < BEFORE_CHECKPOINT && running.process.exitCode === null) await pause(5)
    running.process.kill('SIGKILL')
    await running.ended
    const journal = (await readdir(join(dir, 'journal'))).sort().at(-1) ?? ''
    const { size } = await stat(join(dir, 'journal', journal))
    await truncate(join(dir, 'journal', journal), Math.floor(size / 2))
    const wrong = await whatIsWrong(dir, promisedIn(running.output()), false)
    return { name, counted: wrong, ...(wrong === undefined ? { failure: 'it noticed nothing' } : {}) }
  })
}
