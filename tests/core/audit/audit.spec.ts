import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { notices, type NoticeRecord } from '#core/collections/filing.collections'
import { audit, auditHead, settings, type AuditRecord } from '#core/collections/station.collections'
import { createFilingTime } from '#core/filing-time'
import { createRecordedWrite } from '#core/recorded-write'
import { canonicalJson, CHAIN_START, verifyChain } from '#core/services/audit/audit.service'
import type { Change, Store } from '#core/store/store'
import { MINUTE, type TestPorts } from '../support/ports'
import { openTestStore } from '../support/stores'

const SESSION = { accountId: 'a1', account: 'zhang', name: '张三', roles: ['applicant', 'admin'] as const }
const CALL = { session: SESSION, command: 'notices.markRead' as const }
const notice = (id: string, title = '标题'): NoticeRecord => ({ id, accountId: 'a1', kind: 'test', title, body: '内容', at: '2026-11-21T10:00:00.000Z', readAt: null })

async function writing(): Promise<{ store: Store; ports: TestPorts; told: (readonly Change[])[]; write: ReturnType<typeof createRecordedWrite> }> {
  const { store, ports } = await openTestStore()
  const told: (readonly Change[])[] = []
  const write = createRecordedWrite({
    store: () => store, time: createFilingTime(ports.clock), committed: async (changes) => void told.push(changes), turnedReadOnly: () => undefined,
  })
  return { store, ports, told, write }
}

async function entries(store: Store): Promise<AuditRecord[]> {
  const { rows } = await store.query(audit)
  const all = await Promise.all(rows.map((row) => store.get(audit, row.id)))
  return all.filter((entry) => entry !== undefined)
}

describe('an entry', () => {
  it('says who, as what, when, what, which records, and digests of before and after', async () => {
    const { store, ports, write, told } = await writing()
    await write(CALL, '新增', async (tx) => tx.put(notices, notice('n1')))
    await ports.clock.advance(MINUTE)
    await write({ session: undefined, command: 'station.setUp' }, '修改', async (tx) => {
      await tx.put(notices, notice('n1', '新标题'))
      await tx.put(notices, notice('n2'))
    })
    await write(CALL, '删除', async (tx) => tx.remove(notices, 'n1'))
    const digest = (record: NoticeRecord): string => createHash('sha256').update(canonicalJson(record)).digest('hex')
    const [first, second, third] = await entries(store)
    expect(first).toMatchObject({
      at: '2026-11-21T10:00:00.000Z', command: 'notices.markRead', what: '新增', accountId: 'a1', accountName: '张三', roles: ['applicant', 'admin'],
      previousHash: CHAIN_START, changes: [{ collection: 'notices', id: 'n1', before: null, after: digest(notice('n1')) }],
    })
    expect(second).toMatchObject({ at: '2026-11-21T10:01:00.000Z', accountId: null, roles: [], previousHash: first?.hash })
    expect(second?.changes.map(({ id, before, after }) => [id, before, after])).toEqual([
      ['n1', digest(notice('n1')), digest(notice('n1', '新标题'))], ['n2', null, digest(notice('n2'))],
    ])
    expect(third?.changes).toEqual([{ collection: 'notices', id: 'n1', before: digest(notice('n1', '新标题')), after: null }])
    expect(told.map((changes) => changes.length)).toEqual([1, 2, 1])
    expect((await store.get(settings, 'settings'))?.latestTime).toBe('2026-11-21T10:01:00.000Z')
  })

  it('is not made for work that failed or changed nothing', async () => {
    const { store, write, told } = await writing()
    await expect(write(CALL, '失败', async (tx) => {
      await tx.put(notices, notice('n1'))
      throw new Error('no')
    })).rejects.toThrow('no')
    await write(CALL, '空', async () => undefined)
    expect(await entries(store)).toEqual([])
    expect(told).toEqual([])
    expect(await verifyChain(store)).toEqual({ intact: true, entries: 0 })
  })

  it('digests do not depend on the order of keys', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
      const reversed = Object.fromEntries(Object.entries(record).reverse())
      expect(canonicalJson(reversed)).toBe(canonicalJson(record))
      expect(JSON.parse(canonicalJson(record))).toEqual(JSON.parse(JSON.stringify(record)))
    }))
  })
})

describe('the chain', () => {
  const COUNT = 6
  let store: Store
  let whole: AuditRecord[]
  beforeAll(async () => {
    const made = await writing()
    store = made.store
    for (let index = 0; index < COUNT; index += 1) await made.write(CALL, `第 ${index} 次`, async (tx) => tx.put(notices, notice('n1', String(index))))
    whole = await entries(store)
  })

  async function reset(): Promise<void> {
    await store.transact(async (tx) => {
      for (const entry of whole) await tx.put(audit, entry)
      await tx.put(auditHead, { id: 'head', entries: COUNT, hash: whole.at(-1)?.hash ?? '' })
    })
  }

  it('is intact as written', async () => {
    await reset()
    expect(await verifyChain(store)).toEqual({ intact: true, entries: COUNT })
  })

  it('shows every altered field at its entry', async () => {
    for (const [index, entry] of whole.entries()) {
      for (const change of [{ what: '别的' }, { at: '2020-01-01T00:00:00.000Z' }, { accountName: null }, { roles: [] }, { changes: [] }, { command: 'x' }, { hash: '1'.repeat(64) }] as const) {
        await reset()
        await store.transact(async (tx) => tx.put(audit, { ...entry, ...change } as AuditRecord))
        expect(await verifyChain(store)).toMatchObject({ intact: false, at: index + 1 })
      }
    }
  })

  it('shows a removed entry, a cut end, an emptied log and two entries swapped', async () => {
    for (const [index, entry] of whole.entries()) {
      await reset()
      await store.transact(async (tx) => tx.remove(audit, entry.id))
      expect(await verifyChain(store)).toMatchObject({ intact: false, at: index + 1 })
    }
    await reset()
    await store.transact(async (tx) => {
      for (const entry of whole) await tx.remove(audit, entry.id)
    })
    expect(await verifyChain(store)).toMatchObject({ intact: false, at: 1 })
    await reset()
    const [first, second] = whole
    if (first === undefined || second === undefined) throw new Error('entries are missing')
    await store.transact(async (tx) => {
      await tx.put(audit, { ...second, id: first.id })
      await tx.put(audit, { ...first, id: second.id })
    })
    expect(await verifyChain(store)).toMatchObject({ intact: false, at: 1 })
    await reset()
    expect(await verifyChain(store)).toMatchObject({ intact: true })
  })
})
