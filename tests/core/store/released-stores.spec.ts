import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importBackup } from '#core/store/backup-import'
import type { ManagedStore } from '#core/store/managed-store'
import { openStore } from '#core/store/open-store'
import { openWithRecoveryCode } from '#core/store/recovery'
import { bytesOf, contentsOf, entries, machine, type Note, notes, optionsFor, putNote, requireOpen } from './harness'

/** Every store that was ever released opens, with its key and with its recovery code, and gives back what was put in. */
const RELEASED = join(import.meta.dirname, '../../fixtures/stores')
const versions = (await readdir(RELEASED, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name)

interface Expected {
  secret: number
  recoveryCode: string
  attachment: string
  notes: Record<string, Note>
  entries: Record<string, Note>
}

test('there are released stores', () => expect(versions).toContain('v1'))

describe.each(versions)('%s', (version) => {
  let folder = ''
  let expected: Expected

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'released-'))
    await cp(join(RELEASED, version), folder, { recursive: true })
    expected = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8')) as Expected
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const at = (name: string, secret: number): ReturnType<typeof optionsFor> =>
    optionsFor(undefined, { dir: join(folder, name), secrets: machine(secret), create: false })

  async function expectContents(store: ManagedStore, changed: Record<string, Note>): Promise<void> {
    expect(Object.fromEntries(await contentsOf(store, notes))).toEqual({ ...expected.notes, ...changed })
    expect(Object.fromEntries(await contentsOf(store, entries))).toEqual(expected.entries)
    expect((await bytesOf(store.attachments.read(expected.attachment))).toString()).toBe('附件的内容'.repeat(20_000))
    expect(await store.verify()).toEqual([])
  }

  test('opens with its key, is whole, and goes on', async () => {
    const { store, warnings } = requireOpen(await openStore(at('store', expected.secret)))
    expect(warnings).toEqual([])
    await expectContents(store, {})
    const added: Note = { id: 'added', text: 'later', rank: 1 }
    await putNote(store, added)
    await store.close()
    const again = requireOpen(await openStore(at('store', expected.secret))).store
    await expectContents(again, { added })
    await again.close()
  })

  test('opens elsewhere with its recovery code', async () => {
    await cp(join(RELEASED, version, 'store'), join(folder, 'elsewhere'), { recursive: true })
    expect((await openStore(at('elsewhere', 60))).kind).toBe('wrongKey')
    const { store } = requireOpen(await openWithRecoveryCode(at('elsewhere', 60), expected.recoveryCode))
    await expectContents(store, {})
    await store.close()
  })

  test('its earlier generations can be gone back to', async () => {
    await cp(join(RELEASED, version, 'store'), join(folder, 'back'), { recursive: true })
    const { store } = requireOpen(await openStore(at('back', expected.secret)))
    const earlier = (await store.generations()).find(({ counts }) => counts['notes'] === 60)
    await store.restoreGeneration(earlier?.id ?? 0)
    expect((await contentsOf(store, notes)).has('n13')).toBe(true)
    await store.close()
  })

  test('its portable backup can be taken in', async () => {
    const { recoveryCode } = expected
    const options = at('from-backup', 61)
    await importBackup({ ...options, path: join(folder, 'portable.backup'), recoveryCode })
    const { store } = requireOpen(await openStore(options))
    const before = expected.notes['n3']?.text.replaceAll('3', '2')
    await expectContents(store, { n2: { id: 'n2', text: before ?? '', rank: 2 } })
    await store.close()
  })
})
