import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#shared/errors/app-error'

/** Incoming files nobody accepted are thrown away after this long (milliseconds). */
const INCOMING_LIFETIME = 24 * 3_600_000

/**
 * Where bundle files lie on this machine: `outgoing` holds what was made here, `incoming` what waits for its preview. Both
 * hold age-encrypted files only (bundle.md §4: no plaintext on disk).
 */
export interface BundleFolder {
  /** Path a bundle made here gets. */
  outgoing(bundleId: string): string
  /** Makes the folder for outgoing bundles where it is missing. */
  prepareOutgoing(): Promise<void>
  incoming(incomingId: string): string
  /** Streams an upload to disk. @throws AppError bundle.tooLarge past `maxBytes`; nothing is kept then. */
  receive(incomingId: string, source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<number>
  /** @throws AppError handover.incomingGone */
  requireIncoming(incomingId: string): Promise<string>
  size(file: string): Promise<number | undefined>
  read(file: string): AsyncIterable<Uint8Array>
  remove(file: string): Promise<void>
  /** Throws away incoming files that nobody came back for. */
  sweep(now: number): Promise<void>
}

export function createBundleFolder(dataDir: string): BundleFolder {
  const folders = { outgoing: path.join(dataDir, 'outgoing'), incoming: path.join(dataDir, 'incoming') }
  const incoming = (incomingId: string): string => path.join(folders.incoming, `${incomingId}.beian`)

  async function size(file: string): Promise<number | undefined> {
    const found = await stat(file).catch(() => undefined)
    return found?.isFile() === true ? found.size : undefined
  }

  return {
    outgoing: (bundleId) => path.join(folders.outgoing, `${bundleId}.beian`),
    async prepareOutgoing() {
      await mkdir(folders.outgoing, { recursive: true, mode: 0o700 })
    },
    incoming,
    size,
    read: (file) => createReadStream(file),
    remove: (file) => rm(file, { force: true }),

    async receive(incomingId, source, maxBytes) {
      await mkdir(folders.incoming, { recursive: true, mode: 0o700 })
      const temporary = `${incoming(incomingId)}.part`
      const handle = await open(temporary, 'wx', 0o600)
      let received = 0
      try {
        for await (const piece of source) {
          received += piece.length
          if (received > maxBytes) throw new AppError('bundle.tooLarge', { params: { max: `${Math.round(maxBytes / 1024 / 1024)}MB` } })
          await handle.writeFile(piece)
        }
        await handle.sync()
        await handle.close()
        await rename(temporary, incoming(incomingId))
        return received
      } catch (error) {
        await handle.close().catch(() => undefined)
        await rm(temporary, { force: true })
        throw error
      }
    },

    async requireIncoming(incomingId) {
      const file = incoming(incomingId)
      if ((await size(file)) === undefined) throw new AppError('handover.incomingGone')
      return file
    },

    async sweep(now) {
      for (const name of await readdir(folders.incoming).catch(() => [])) {
        const file = path.join(folders.incoming, name)
        const found = await stat(file).catch(() => undefined)
        if (found !== undefined && now - found.mtimeMs > INCOMING_LIFETIME) await rm(file, { force: true })
      }
    },
  }
}
