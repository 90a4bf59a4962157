import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { ALL_COLLECTIONS } from '#core/collections/all.collections'
import { knownStations, self } from '#core/collections/station.collections'
import type { KnownStation } from '#core/bundle/types'
import { parsePublicKey, publicKeyLine } from '#core/crypto/minisign'
import { PROGRAM_NAME, recoveryOf, storeFolder } from '#core/services/station/opening'
import { openStore } from '#core/store/open-store'
import type { Store } from '#core/store/store'
import { AppError } from '#shared/errors/app-error'
import { createKeyFileSecrets } from '../host/key-file-secrets'
import { createSystemClock } from '../host/node-ports'
import { UsageError } from './usage-error'

/** What is needed to open and judge a bundle, wherever it comes from. */
export interface BundleKeys {
  identities: string[]
  knownStations: KnownStation[]
  /** When given, nobody else may have signed: a minisign public key line. */
  signer?: string
}

/** The keys of a data folder: this station's identity and the stations it knows. The folder is left as it was. */
export async function keysOfDataDir(dataDir: string, keyFile: string): Promise<BundleKeys> {
  const result = await openStore({
    dir: storeFolder({ dataDir }), collections: ALL_COLLECTIONS, secrets: createKeyFileSecrets(keyFile), clock: createSystemClock(), create: false,
    holder: { name: `${PROGRAM_NAME}（命令行）`, pid: process.pid, host: hostname() },
  })
  if (result.kind === 'fresh') throw new UsageError(`${dataDir} 里没有数据`)
  if (result.kind !== 'open') throw new RefusedError(recoveryOf({ dataDir }, result))
  try {
    return await readKeys(result.store)
  } finally {
    await result.store.close()
  }
}

async function readKeys(store: Store): Promise<BundleKeys> {
  const own = await store.get(self, 'self')
  if (own === undefined) throw new AppError('general.notReady')
  const { rows } = await store.query(knownStations)
  const records = await Promise.all(rows.map((row) => store.get(knownStations, row.id)))
  const stations = records.flatMap((record) =>
    record === undefined || record.trustedAt === null ? [] : [{ stationId: record.id, name: record.name, keys: [{ publicKey: record.publicKey, epoch: record.epoch }] }])
  return { identities: [own.keys.identity], knownStations: stations }
}

/** Keys from files: an age identity file and, optionally, the minisign public key that must have signed. */
export async function keysOfFiles(identityFile: string, signerFile: string | undefined): Promise<BundleKeys> {
  const identities = (await readText(identityFile)).split(/\r?\n/).filter((line) => line.startsWith('AGE-SECRET-KEY-1'))
  if (identities.length === 0) throw new UsageError(`${identityFile} 里没有 age 私钥`)
  if (signerFile === undefined) return { identities, knownStations: [] }
  const key = parsePublicKey(await readText(signerFile))
  if (!key) throw new UsageError(`${signerFile} 不是 minisign 公钥`)
  return { identities, knownStations: [], signer: publicKeyLine(key) }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new UsageError(`读不出 ${path}：${error instanceof Error ? error.message : String(error)}`)
  }
}

/** A refusal that already has its words. */
export class RefusedError extends Error {
  constructor(readonly body: { code: string; message: string; action: string }) {
    super(body.message)
  }
}
