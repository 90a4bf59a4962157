import { AppError } from '#shared/errors/app-error'

const damaged = (): AppError => new AppError('attachment.damaged')
const isRestart = (byte: number | undefined): boolean => byte !== undefined && byte >= 0xd0 && byte <= 0xd7

/** A Huffman table as a decoder uses it (ITU-T T.81 annex F.2.2.3): codes of one length are consecutive. */
export interface HuffmanTable {
  /** By length 1–16: the smallest code, the largest (−1: none), and where its symbols begin. */
  smallest: Int32Array
  largest: Int32Array
  first: Int32Array
  symbols: Uint8Array
  /** For the next 8 bits: the code's length times 256 plus its symbol; 0 where the code is longer. */
  quick: Uint16Array
}

/** @param counts how many codes of each length 1–16 */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const table: HuffmanTable = { smallest: new Int32Array(17), largest: new Int32Array(17).fill(-1), first: new Int32Array(17), symbols, quick: new Uint16Array(256) }
  let code = 0
  let index = 0
  for (let length = 1; length <= 16; length += 1) {
    const count = counts[length - 1] ?? 0
    if (code + count > 1 << length) throw damaged()
    table.smallest[length] = code
    table.first[length] = index
    if (count > 0) table.largest[length] = code + count - 1
    for (let each = 0; each < count && length <= 8; each += 1) {
      const from = (code + each) << (8 - length)
      table.quick.fill((length << 8) | (symbols[index + each] ?? 0), from, from + (1 << (8 - length)))
    }
    index += count
    code = (code + count) << 1
  }
  if (index !== symbols.length) throw damaged()
  return table
}

/** Bits of one scan's entropy-coded data; stuffed zeros are taken out, and running out of data is a damaged picture. */
export class BitReader {
  /** Bits read ahead, and how many of them there are (never more than 32). */
  private bits = 0
  private count = 0
  /** How many of them are zeros made up beyond the end of the data. */
  private madeUp = 0

  /** @param end where the scan's data end */
  constructor(private readonly bytes: Uint8Array, private at: number, private readonly end: number) {}

  private fill(): void {
    while (this.count <= 24) {
      const byte = this.bytes[this.at] ?? 0
      const over = this.at >= this.end || (byte === 0xff && this.bytes[this.at + 1] !== 0)
      if (over) this.madeUp += 8
      else this.at += byte === 0xff ? 2 : 1
      this.bits = (this.bits << 8) | (over ? 0 : byte)
      this.count += 8
    }
  }

  receive(length: number): number {
    if (length === 0) return 0
    if (this.count < length) this.fill()
    this.count -= length
    if (this.count < this.madeUp) throw damaged()
    return (this.bits >>> this.count) & ((1 << length) - 1)
  }

  bit(): number {
    return this.receive(1)
  }

  /** A signed value of `length` bits (T.81 F.2.2.1 EXTEND). */
  signed(length: number): number {
    if (length === 0) return 0
    if (length > 16) throw damaged()
    const value = this.receive(length)
    return value < 1 << (length - 1) ? value - (1 << length) + 1 : value
  }

  symbol(table: HuffmanTable | undefined): number {
    if (table === undefined) throw damaged()
    if (this.count < 16) this.fill()
    const quick = table.quick[(this.bits >>> (this.count - 8)) & 255] ?? 0
    if (quick !== 0) {
      this.count -= quick >> 8
      if (this.count < this.madeUp) throw damaged()
      return quick & 255
    }
    let code = this.receive(8)
    for (let length = 9; length <= 16; length += 1) {
      code = (code << 1) | this.receive(1)
      if (code <= (table.largest[length] ?? -1)) return table.symbols[(table.first[length] ?? 0) + code - (table.smallest[length] ?? 0)] ?? 0
    }
    throw damaged()
  }

  /** Goes on after the next restart marker. */
  restart(): void {
    this.count = 0
    this.madeUp = 0
    while (this.at + 1 < this.end && !(this.bytes[this.at] === 0xff && isRestart(this.bytes[this.at + 1]))) this.at += 1
    if (this.at + 1 >= this.end) throw damaged()
    this.at += 2
  }
}
