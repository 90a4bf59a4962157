type Order<T> = (a: T, b: T) => number

/** By a text (ISO instants sort as text), rising. */
export const rising = <K extends string>(key: K): Order<{ readonly [P in K]?: string }> =>
  (a, b) => {
    const [left, right] = [a[key] ?? '', b[key] ?? '']
    return left < right ? -1 : left > right ? 1 : 0
  }

/** By a text, falling: newest first. */
export const falling = <K extends string>(key: K): Order<{ readonly [P in K]?: string }> => (a, b) => rising(key)(b, a)
