/** How long a loop may hold the event loop before it lets others in; the limit is 50 ms (issue 3). */
const SLICE_MS = 12

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** A stopwatch for long loops: `await slice.breathe()` costs next to nothing until the slice is used up. */
export class Slice {
  private started = performance.now()

  /** True when it is time to let others in. */
  get used(): boolean {
    return performance.now() - this.started > SLICE_MS
  }

  async breathe(): Promise<void> {
    if (!this.used) return
    await nextTurn()
    this.started = performance.now()
  }
}

const STEP = 2048

async function mergeTwo<T>(a: readonly T[], b: readonly T[], compare: (x: T, y: T) => number, slice: Slice): Promise<T[]> {
  const merged: T[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const x = a[i] as T
    const y = b[j] as T
    if (compare(x, y) <= 0) {
      merged.push(x)
      i++
    } else {
      merged.push(y)
      j++
    }
    if (merged.length % STEP === 0) await slice.breathe()
  }
  for (; i < a.length; i++) merged.push(a[i] as T)
  for (; j < b.length; j++) merged.push(b[j] as T)
  return merged
}

/** A stable sort of a copy that never holds the event loop for long. */
export async function sortSliced<T>(items: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
  const slice = new Slice()
  let runs: T[][] = []
  for (let start = 0; start < items.length; start += STEP) {
    runs.push(items.slice(start, start + STEP).sort(compare))
    await slice.breathe()
  }
  while (runs.length > 1) {
    const merged: T[][] = []
    for (let i = 0; i < runs.length; i += 2) {
      const a = runs[i] ?? []
      const b = runs[i + 1]
      merged.push(b ? await mergeTwo(a, b, compare, slice) : a)
    }
    runs = merged
  }
  return runs[0] ?? []
}
