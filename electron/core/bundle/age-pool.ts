import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { AGE_WORKER, runJob, type AgeJob, type AgeJobResult } from './age-worker'

/**
 * Worker threads that seal and open age chunks, so that the event loop stays free and two processors are used. Started
 * on first use; they keep no process alive and hold no state between jobs. Where no worker can be started the jobs run
 * on this thread, a megabyte at a time.
 */
const WORKERS = Math.max(1, Math.min(4, availableParallelism()))

/** Jobs that may be under way before whoever makes them should wait. */
export const JOBS_IN_FLIGHT = WORKERS + 2

interface Waiting {
  resolve: (result: AgeJobResult) => void
  job: AgeJob
}
interface Thread {
  worker: Worker
  waiting: Map<number, Waiting>
}

let threads: Thread[] | undefined
let nextId = 1

/** Runs one job; `job.data` is given away and must not be used afterwards. */
export async function runAgeJob(job: Omit<AgeJob, 'id'>): Promise<AgeJobResult> {
  const numbered: AgeJob = { ...job, id: nextId++ }
  threads ??= startThreads()
  const thread = threads.reduce<Thread | undefined>((least, next) => (least && least.waiting.size <= next.waiting.size ? least : next), undefined)
  return thread ? send(thread, numbered) : runHere(numbered)
}

/** Threads that answer now; 0 before first use and where the work is done on this thread. */
export const runningAgeWorkers = (): number => threads?.length ?? 0

/** Ends the workers; the next job starts new ones. */
export async function stopAgeWorkers(): Promise<void> {
  const running = threads ?? []
  threads = undefined
  await Promise.all(running.map((thread) => thread.worker.terminate()))
}

function send(thread: Thread, job: AgeJob): Promise<AgeJobResult> {
  return new Promise((resolve) => {
    // A thread with work to do must keep the process running, an idle one must not.
    if (thread.waiting.size === 0) thread.worker.ref()
    // The bytes stay here as well until the answer comes, so that the job can be done again if the thread dies.
    thread.waiting.set(job.id, { resolve, job })
    thread.worker.postMessage(job)
  })
}

async function runHere(job: AgeJob): Promise<AgeJobResult> {
  await new Promise((resolve) => setImmediate(resolve))
  return runJob(job)
}

function startThreads(): Thread[] {
  const place = workerPlace()
  if (!place) return []
  return Array.from({ length: WORKERS }, () => startThread(place))
}

function startThread(place: WorkerPlace): Thread {
  const thread: Thread = { worker: new Worker(place.code, { eval: place.eval, workerData: AGE_WORKER }), waiting: new Map() }
  thread.worker.unref()
  thread.worker.on('message', (result: AgeJobResult) => {
    const waiting = thread.waiting.get(result.id)
    thread.waiting.delete(result.id)
    if (thread.waiting.size === 0) thread.worker.unref()
    waiting?.resolve(result)
  })
  const fallBack = (): void => {
    threads = threads?.filter((other) => other !== thread)
    const waiting = [...thread.waiting.values()]
    thread.waiting.clear()
    for (const entry of waiting) void runHere(entry.job).then(entry.resolve)
  }
  thread.worker.on('error', fallBack)
  thread.worker.on('exit', fallBack)
  return thread
}

/** A file to run, or with `eval` a script. */
interface WorkerPlace {
  code: string
  eval: boolean
}

/**
 * The built worker lies beside the built program (or one folder up from a shared chunk). From source there is only
 * TypeScript, which a thread of Node 20 reads through the loader that runs the tests and the command line.
 */
function workerPlace(): WorkerPlace | undefined {
  const here = dirname(fileURLToPath(import.meta.url))
  const built = [join(here, 'age-worker.js'), join(here, '..', 'age-worker.js')].find((file) => existsSync(file))
  if (built) return { code: built, eval: false }
  const source = join(here, 'age-worker.ts')
  if (!existsSync(source)) return undefined
  try {
    // The loader's CommonJS entry cannot be used inside a thread; its module lies beside it.
    const loader = createRequire(import.meta.url).resolve('tsx/esm/api').replace(/\.cjs$/, '.mjs')
    const [api, worker] = [loader, source].map((path) => JSON.stringify(pathToFileURL(path).href))
    return { code: `import(${api}).then((loader) => { loader.register(); return import(${worker}) })`, eval: true }
  } catch {
    return undefined
  }
}
