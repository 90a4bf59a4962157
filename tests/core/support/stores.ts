import { PassphraseSecrets } from '#core/passphrase-secrets'
import { dirname, join } from 'node:path'
import { ALL_COLLECTIONS } from '#core/collections/all.collections'
import type { CoreContext } from '#core/context'
import { createEvents, type CoreEvent } from '#core/events'
import { createFilingTime } from '#core/filing-time'
import { createRecordedNote, createRecordedWrite } from '#core/recorded-write'
import { loadResources } from '#core/resources'
import { createNoticesService, type NoticesService } from '#core/services/notices/notices.service'
import { createSessions, type SessionKeeper } from '#core/sessions'
import { openStore } from '#core/store/open-store'
import type { Change, Store } from '#core/store/store'
import { createTestPorts, onCleanup, RESOURCES, temporaryFolder, type TestPorts } from './ports'

export interface TestStore {
  store: Store
  dir: string
  recoveryCode: string
  ports: TestPorts
}

/** A new real store with all collections in a temporary folder; closed and removed with the test file. */
export async function openTestStore(options: { ports?: TestPorts } = {}): Promise<TestStore> {
  const ports = options.ports ?? createTestPorts()
  const dir = join(await temporaryFolder(), 'store')
  const opened = await openStore({
    dir, collections: ALL_COLLECTIONS, secrets: ports.secrets, clock: ports.clock, create: true, holder: { name: '测试', pid: process.pid, host: 'localhost' },
  })
  if (opened.kind !== 'open' || opened.recoveryCode === undefined) throw new Error(`the test store did not open: ${opened.kind}`)
  onCleanup(() => opened.store.close())
  return { store: opened.store, dir, recoveryCode: opened.recoveryCode, ports }
}

export interface TestContext extends TestStore {
  ctx: CoreContext
  ports: TestPorts
  notices: NoticesService
  events: CoreEvent[]
}

/** The context services get, over a real store, for tests of one service that need records no command makes yet. */
export async function createTestContext(): Promise<TestContext> {
  const opened = await openTestStore()
  const { ports, store } = opened
  const events: CoreEvent[] = []
  const hub = createEvents((accountId) => sessions.clientsOf(accountId))
  const sessions: SessionKeeper = createSessions({ clock: ports.clock, events: hub, idleMinutes: () => 15 })
  hub.on((event) => void events.push(event))
  const time = createFilingTime(ports.clock)
  const made: { notices?: NoticesService } = {}
  const ctx: CoreContext = {
    ports, secrets: new PassphraseSecrets(ports.secrets), version: '0.0.0-test', shell: 'browser', dataDir: dirname(opened.dir), resources: await loadResources(RESOURCES), time, events: hub, sessions, store,
    storeOpen: true,
    useStore: () => undefined,
    note: createRecordedNote({ store: () => store, time, turnedReadOnly: () => undefined }),
    write: createRecordedWrite({
      store: () => store, time, turnedReadOnly: () => undefined,
      committed: async (changes: readonly Change[]) => made.notices?.committed(changes),
    }),
  }
  made.notices = createNoticesService(ctx)
  return { ...opened, ctx, notices: made.notices, events }
}
