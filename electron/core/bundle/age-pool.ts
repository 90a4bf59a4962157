import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { workerProgram } from './age-worker-program'
import { AGE_WORKER, handedOver, runJob, type AgeJob, type AgeJobResult } from './age-worker'

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
  reject: (error: Error) => void
}
interface Thread {
  worker: Worker
  waiting: Map<number, Waiting>
}
/** One start of the threads; `running` is shorter once a thread has died. */
interface Pool {
  running: Thread[]
  started: Promise<void>
}

let pool: Pool | undefined
let nextId = 1

/**
 * Runs one job; `job.data` and `job.out` are given away, unless they are shared memory, and come back
 * as the result's `spare` and `data`.
 * @throws Error when the thread dies under it
 */
export async function runAgeJob(job: Omit<AgeJob, 'id'>): Promise<AgeJobResult> {
  pool ??= startPool()
  const current = pool
  await current.started
  const numbered: AgeJob = { ...job, id: nextId++ }
  const thread = current.running.reduce<Thread | undefined>((least, next) => (least && least.waiting.size <= next.waiting.size ? least : next), undefined)
  return thread ? send(thread, numbered) : runHere(numbered)
}

/** Threads that answer now; 0 before first use and where the work is done on this thread. */
export const runningAgeWorkers = (): number => pool?.running.length ?? 0

/** Ends the workers; the next job starts new ones. */
export async function stopAgeWorkers(): Promise<void> {
  const stopped = pool
  pool = undefined
  await stopped?.started
  await Promise.all((stopped?.running ?? []).map((thread) => thread.worker.terminate()))
}

function send(thread: Thread, job: AgeJob): Promise<AgeJobResult> {
  return new Promise((resolve, reject) => {
    // A thread with work to do must keep the process running, an idle one must not.
    if (thread.waiting.size === 0) thread.worker.ref()
    thread.waiting.set(job.id, { resolve, reject })
    thread.worker.postMessage(job, handedOver(job.data, job.out))
  })
}

async function runHere(job: AgeJob): Promise<AgeJobResult> {
  await new Promise((resolve) => setImmediate(resolve))
  return runJob(job)
}

function startPool(): Pool {
  const running: Thread[] = []
  return { running, started: startThreads(running) }
}

/** Takes in only threads that have answered a first, empty job. */
async function startThreads(running: Thread[]): Promise<void> {
  const program = await workerProgram()
  if (!program) return
  // The program needs none of the main thread's loaders, which would only slow its start.
  const options = { eval: program.eval, workerData: AGE_WORKER, execArgv: [] }
  await Promise.all(Array.from({ length: WORKERS }, async () => {
    const thread = makeThread(new Worker(program.code, options), running)
    const probe: AgeJob = { id: nextId++, kind: 'seal', key: new Uint8Array(32), first: 0, last: true, data: new Uint8Array(0) }
    const answered = await send(thread, probe).then((answer) => answer.data !== undefined, () => false)
    if (answered) running.push(thread)
  }))
}

function makeThread(worker: Worker, running: Thread[]): Thread {
  const thread: Thread = { worker, waiting: new Map() }
  worker.on('message', (result: AgeJobResult) => {
    const waiting = thread.waiting.get(result.id)
    thread.waiting.delete(result.id)
    if (thread.waiting.size === 0) worker.unref()
    waiting?.resolve(result)
  })
  const died = (): void => {
    const at = running.indexOf(thread)
    if (at >= 0) running.splice(at, 1)
    const waiting = [...thread.waiting.values()]
    thread.waiting.clear()
    for (const entry of waiting) entry.reject(new Error('a worker thread died'))
  }
  worker.on('error', died)
  worker.on('exit', died)
  // Last, because listening for messages takes a hold on the process again.
  worker.unref()
  return thread
}
