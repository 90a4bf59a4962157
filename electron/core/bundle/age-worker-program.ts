import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a worker thread is to run: a file, or with `eval` the program itself. */
export interface WorkerProgram {
  code: string
  eval: boolean
}

/** The part of esbuild that is used, when the program runs from source. */
interface Bundler {
  build(options: object): Promise<{ outputFiles: { text: string }[] }>
}

/**
 * The built worker lies beside the built program (or one folder up from a shared chunk). From source there is only
 * TypeScript; threads do not take over the loader of the main thread, so it is bundled in memory by the bundler that this
 * very loader brings along. Undefined when neither is there.
 */
export async function workerProgram(): Promise<WorkerProgram | undefined> {
  const here = dirname(fileURLToPath(import.meta.url))
  const built = [join(here, 'age-worker.js'), join(here, '..', 'age-worker.js')].find((file) => existsSync(file))
  if (built) return { code: built, eval: false }
  const source = join(here, 'age-worker.ts')
  if (!existsSync(source)) return undefined
  try {
    const bundler = createRequire(import.meta.url)('esbuild') as Bundler
    const { outputFiles } = await bundler.build({ entryPoints: [source], bundle: true, platform: 'node', format: 'cjs', write: false, logLevel: 'silent' })
    return { code: outputFiles[0]?.text ?? '', eval: true }
  } catch {
    return undefined
  }
}
