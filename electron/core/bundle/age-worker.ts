import { parentPort, workerData } from 'node:worker_threads'
import { cipherReady, openChunks, sealChunks } from './age-stream'

/** What a thread is given so that it knows it is one; the same module is loaded elsewhere for `runJob`. */
export const AGE_WORKER = 'age-worker'

/** One job: consecutive chunks of an age payload. Buffers are handed over or shared, not copied. */
export interface AgeJob {
  id: number
  kind: 'seal' | 'open'
  key: Uint8Array
  first: number
  last: boolean
  data: Uint8Array
  /** Sealing only: where the result goes. */
  out?: Uint8Array
}

/** `failed`: number of the chunk that does not authenticate. `error`: the job could not be run at all. */
export interface AgeJobResult {
  id: number
  data?: Uint8Array
  /** The job's own buffer, to be used again. */
  spare?: Uint8Array
  failed?: number
  error?: string
}

/** Memory that changes hands with a message; shared memory does not have to. */
export const handedOver = (...parts: readonly (Uint8Array | undefined)[]): ArrayBuffer[] =>
  parts.flatMap((bytes) => (bytes?.buffer instanceof ArrayBuffer ? [bytes.buffer] : []))

/** Runs a job; also used on the main thread where no worker can be started. */
export async function runJob(job: AgeJob): Promise<AgeJobResult> {
  await cipherReady
  const result = job.kind === 'seal' ? sealChunks(job.key, job.first, job.last, job.data, job.out) : openChunks(job.key, job.first, job.last, job.data)
  return 'failed' in result ? { id: job.id, failed: result.failed } : { id: job.id, data: result, spare: job.data }
}

async function answer(job: AgeJob): Promise<void> {
  const result = await runJob(job).catch((error: unknown): AgeJobResult => ({ id: job.id, error: String(error) }))
  parentPort?.postMessage(result, handedOver(result.data, result.spare))
}

if (workerData === AGE_WORKER) parentPort?.on('message', (job: AgeJob) => void answer(job))
