import { join } from 'node:path'
import type { Secrets } from '#core/ports'
import { exportBackup } from './backup-export'
import { keepCopy } from './damaged-copies'
import type { Engine } from './engine'
import { listIfThere } from './file-system'
import { rewrapKeyFile, type StoreKey } from './key-file'
import type { BackupReport, DamageReport, Generation, ManagedStore } from './managed-store'
import { type Manifest, manifestNumbers, readManifest } from './manifest'
import type { OpenOptions } from './open-options'
import { isVerifiedOnOpening } from './open-state'
import { createRecoveryCode } from './recovery-code'
import { restoreGeneration } from './restore'
import { Scrubber } from './scrub'
import { DamagedFileError } from './sealed-files'
import type { Attachments, CollectionSpec, Query, Rows, StoredRecord, Transaction } from './store'
import { Upkeep } from './upkeep'
import { verifyStore } from './verify'

function describeGeneration(manifest: Manifest, present: number): Generation {
  const collections = Object.entries(manifest.collections)
  return {
    id: manifest.generation,
    at: manifest.at,
    counts: Object.fromEntries(collections.map(([name, { records }]) => [name, records])),
    bytes: collections.reduce((sum, [, { bytes }]) => sum + bytes, 0),
    present: manifest.generation === present,
    ...(manifest.kept === undefined ? {} : { kept: manifest.kept }),
  }
}

/** An open store: the engine for records, the rest of `ManagedStore` around it. */
export class EngineStore implements ManagedStore {
  readonly dir: string
  readonly attachments: Attachments
  private readonly upkeep: Upkeep
  private readonly scrubber: Scrubber
  private closing: Promise<void> | undefined
  /** The copy of a damaged file under way. */
  private keeping: Promise<void> = Promise.resolve()

  constructor(
    private readonly engine: Engine,
    private readonly key: StoreKey,
    private readonly options: OpenOptions,
    private readonly release: () => Promise<void>,
  ) {
    this.dir = options.dir
    this.protection = options.secrets.protection
    this.attachments = engine.attachments
    this.upkeep = new Upkeep(engine)
    this.scrubber = new Scrubber(engine)
    if (!isVerifiedOnOpening(engine.manifest)) this.scrubber.begin()
    engine.onDamage = (error) => {
      this.upkeep.stop()
      this.scrubber.stop()
      // A copy that cannot be kept changes nothing: the file itself stays.
      this.keeping = keepCopy(engine.sealed, error, options.clock.now()).catch(() => undefined)
    }
  }

  protection: string

  get readOnlyReason(): string | undefined {
    return this.engine.readOnlyReason
  }

  get<R extends StoredRecord, S extends object>(spec: CollectionSpec<R, S>, id: string): Promise<R | undefined> {
    return this.engine.get(spec, id)
  }

  query<R extends StoredRecord, S extends object>(spec: CollectionSpec<R, S>, query?: Query<S>): Promise<Rows<S>> {
    return this.engine.query(spec, query)
  }

  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.engine.transact(work)
  }

  close(): Promise<void> {
    this.closing ??= this.closeOnce()
    return this.closing
  }

  private async closeOnce(): Promise<void> {
    this.upkeep.stop()
    this.scrubber.stop()
    try {
      await this.engine.close()
      await this.keeping
    } finally {
      await this.release()
    }
  }

  async size(): Promise<{ bytes: number; files: number }> {
    const total = { bytes: 0, files: 0 }
    const add = async (path: string): Promise<void> => {
      const status = await this.engine.sealed.files.status(path)
      if (!status) return
      if (status.directory) {
        for (const name of await listIfThere(this.engine.sealed.files, path)) await add(join(path, name))
      } else {
        total.bytes += status.size
        total.files += 1
      }
    }
    await add(this.dir)
    return total
  }

  async checkpoint(): Promise<void> {
    await this.engine.checkpoint()
    await this.upkeep.sweep()
  }

  async generations(): Promise<Generation[]> {
    const { sealed, manifest } = this.engine
    const found: Generation[] = []
    for (const number of (await manifestNumbers(sealed)).reverse()) {
      try {
        found.push(describeGeneration(await readManifest(sealed, number), manifest.generation))
      } catch (error) {
        if (!(error instanceof DamagedFileError)) throw error
      }
    }
    return found
  }

  restoreGeneration(id: number): Promise<void> {
    return restoreGeneration(this.engine, id, this.options)
  }

  verify(): Promise<DamageReport[]> {
    return verifyStore(this.engine)
  }

  async renewRecoveryCode(): Promise<string> {
    this.engine.requireWritable()
    const recoveryCode = createRecoveryCode()
    await rewrapKeyFile(this.engine.sealed.files, this.dir, this.key, { recoveryCode })
    return recoveryCode
  }

  async rewrap(secrets: Secrets): Promise<void> {
    this.engine.requireWritable()
    await rewrapKeyFile(this.engine.sealed.files, this.dir, this.key, { secrets })
    this.protection = secrets.protection
  }

  exportBackup(path: string): Promise<BackupReport> {
    return exportBackup(this.engine, this.key, path)
  }
}
