/** Files up to this many bytes are read into a buffer that is used again: nearly all shards and index segments. */
const SCRATCH_BYTES = 96 * 1024
/** As many as are ever read at a time. */
const KEPT = 8

/**
 * Buffers for sealed bytes, which nobody needs once they are decrypted. A new buffer for each would make the garbage
 * collector go through all rows of a large store twice a second.
 */
export class Scratch {
  private readonly free: Buffer[] = []

  async with<T>(bytes: number, use: (buffer: Buffer) => Promise<T>): Promise<T> {
    if (bytes > SCRATCH_BYTES) return use(Buffer.allocUnsafeSlow(bytes))
    const buffer = this.free.pop() ?? Buffer.allocUnsafeSlow(SCRATCH_BYTES)
    try {
      return await use(buffer.subarray(0, bytes))
    } finally {
      if (this.free.length < KEPT) this.free.push(buffer)
    }
  }
}
