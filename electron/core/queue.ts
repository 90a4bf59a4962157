/** Runs pieces of asynchronous work one after another, in the order they came (architecture.md, rule 6). */
export interface Queue {
  run<T>(work: () => Promise<T>): Promise<T>
  /** Resolves when everything queued so far is done, well or badly. */
  settled(): Promise<void>
}

export function createQueue(): Queue {
  let tail: Promise<unknown> = Promise.resolve()
  return {
    run<T>(work: () => Promise<T>): Promise<T> {
      const result = tail.then(work, work)
      // One failure must not stop what comes after it; the caller still gets it through `result`.
      tail = result.catch(() => undefined)
      return result
    },
    async settled() {
      await tail
    },
  }
}
