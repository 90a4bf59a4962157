import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { v7 as uuid } from 'uuid'
import { createStationKeys, type StationKeys } from '#core/crypto/station-keys'
import type { BundleDocument, BundleFile, KnownStation, WriteBundleRequest } from '#core/bundle/types'
import type { ApplicationPayload, DecisionPayload } from '#shared/bundle/payloads'
import type { AttachmentRef, StationRole } from '#shared/filing/types'

/** Stations, documents and files for the bundle tests: real keys, real bytes. */

export interface TestStation {
  stationId: string
  name: string
  role: StationRole
  region: { code: string; name: string }
  keys: StationKeys
}

export async function makeStation(name: string, role: StationRole): Promise<TestStation> {
  return { stationId: uuid(), name, role, region: { code: '110101', name: '北京市/市辖区/东城区' }, keys: await createStationKeys() }
}

export const known = (station: TestStation): KnownStation =>
  ({ stationId: station.stationId, name: station.name, keys: [{ publicKey: station.keys.publicKey, epoch: station.keys.epoch }] })

export const addressee = (station: TestStation) => ({ stationId: station.stationId, publicKey: station.keys.publicKey, recipient: station.keys.recipient })

/** A file whose first bytes are a JPEG's; `size` bytes of noise. */
export function makeFile(size: number, type: 'jpg' | 'png' | 'pdf' = 'jpg'): BundleFile & { bytes: Uint8Array } {
  const bytes = new Uint8Array(randomBytes(size))
  bytes.set([0xff, 0xd8, 0xff, 0xe0].slice(0, size))
  return {
    bytes, size, type, sha256: createHash('sha256').update(bytes).digest('hex'),
    async *read() {
      for (let at = 0; at < bytes.length; at += 70_000) yield bytes.subarray(at, at + 70_000)
    },
  }
}

export const refOf = (file: BundleFile): AttachmentRef => ({ sha256: file.sha256, size: file.size, type: file.type, name: `照片-${file.sha256.slice(0, 4)}.${file.type}` })

export function makeApplication(files: readonly BundleFile[] = [], change: Partial<ApplicationPayload> = {}): ApplicationPayload {
  return {
    applicationId: uuid(), businessType: 'website.create', revision: 1, schemaVersion: 1, subjectId: uuid(), assetId: uuid(), submittedAt: '2026-03-01T08:00:00.000Z',
    submittedBy: { accountId: uuid(), name: '张三' }, record: { name: '示例网站', primaryDomain: 'example.cn', 中文: ['一', '二'] }, subjectRecord: { nature: 'organization' },
    prechecks: { findings: [], reasons: {} }, verification: null, acknowledgedAt: '2026-03-01T07:59:00.000Z', basedOn: null,
    attachments: files.map(refOf), previousRevisionSha256: null, ...change,
  }
}

export const documentOf = (payload: ApplicationPayload): BundleDocument =>
  ({ applicationId: payload.applicationId, businessType: payload.businessType, revision: payload.revision, schemaVersion: payload.schemaVersion, payload })

export function makeDecision(change: Partial<DecisionPayload> = {}): DecisionPayload {
  return {
    applicationId: uuid(), revision: 1, basedOn: 'a'.repeat(64), outcome: 'approved', opinions: [], remark: null, filingNumber: '京公网安备11000099000001号', demo: true,
    decidedAt: '2026-03-02T08:00:00.000Z', reviewer: { name: '李四' }, station: { id: uuid(), name: '审核站' }, ...change,
  }
}

export interface RequestChange {
  seq?: number
  prevBundleSha256?: string | null
  files?: readonly BundleFile[]
  items?: readonly BundleDocument[]
}

export function requestOf(sender: TestStation, receiver: TestStation, target: string, change: RequestChange = {}): WriteBundleRequest {
  return {
    envelope: {
      type: 'application-batch', bundleId: uuid(), sender, seq: change.seq ?? 1, prevBundleSha256: change.prevBundleSha256 ?? null, createdAt: '2026-03-01T09:00:00.000Z',
    },
    items: change.items ?? [documentOf(makeApplication(change.files ?? []))], files: change.files ?? [], recipients: [addressee(receiver)], signer: sender.keys, target,
  }
}

export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'beian-bundle-'))
export const removeFolder = (path: string): Promise<void> => rm(path, { recursive: true, force: true })

/** Names of command-line programs that are not on this machine. */
export const missingPrograms = (...programs: string[]): string[] =>
  programs.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0)

/** The code an action is refused with; 'accepted' when it is not. */
export async function refusalOf(action: () => unknown): Promise<string> {
  try {
    await action()
    return 'accepted'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : `defect: ${String(error)}`
  }
}
