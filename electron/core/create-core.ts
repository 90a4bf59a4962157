import type { Change, Store } from './store/store'
import { AppError } from '#shared/errors/app-error'
import { createBackupFiles } from './backup-files'
import { createBundleFolder } from './bundle-folder'
import type { HandlerMap } from './call'
import type { CoreContext } from './context'
import { selfTest } from './crypto/self-test'
import { createDispatch, type Dispatcher } from './dispatch'
import { createEvents, type EventHub, type EventListener } from './events'
import { createFilingTime, type FilingTimeKeeper } from './filing-time'
import { PassphraseSecrets } from './passphrase-secrets'
import type { Ports } from './ports'
import { createReadOnlyWatch, type ReadOnlyWatch } from './read-only-watch'
import { createRecordedNote, createRecordedWrite } from './recorded-write'
import { loadResources } from './resources'
import { createSessions, type SessionKeeper } from './sessions'
import { createHandlers, createServices, type Services } from './services/services'
import { createTasks, type Tasks } from './tasks'

export interface CoreOptions {
  /** Folder of everything this station keeps. */
  dataDir: string
  /** The shipped `resources` folder. */
  resourcesDir: string
  version: string
  shell: CoreContext['shell']
  /** Checks answers against the contract too; for tests and development. */
  checkOutput?: boolean
}

/** The whole trusted side behind one door; hosts carry requests in and answers and events out. */
export interface Core {
  readonly dispatch: Dispatcher
  /** Returns a function that stops listening. */
  on(listener: EventListener): () => void
  hasSession(clientId: string): boolean
  /** Waits for writes under way, closes the store. */
  close(): Promise<void>
}

interface Parts {
  context: CoreContext
  events: EventHub
  sessions: SessionKeeper
  time: FilingTimeKeeper
  tasks: Tasks
  readOnly: ReadOnlyWatch
}

/** The context and its keepers; services are made over it afterwards and reached late, because they need it themselves. */
async function createContext(ports: Ports, options: CoreOptions, services: () => Services): Promise<Parts> {
  const resources = await loadResources(options.resourcesDir)
  const time = createFilingTime(ports.clock)
  const events = createEvents((accountId) => sessions.clientsOf(accountId))
  const sessions: SessionKeeper = createSessions({ clock: ports.clock, events, idleMinutes: () => services().settings.current().idleMinutes })
  let store: Store | undefined
  const openStore = (): Store => {
    if (store === undefined) throw new AppError('general.notReady')
    return store
  }
  const readOnly = createReadOnlyWatch(events, () => store)
  const writing = { store: openStore, time, turnedReadOnly: readOnly.look }
  const context: CoreContext = {
    ports, secrets: new PassphraseSecrets(ports.secrets), version: options.version, shell: options.shell, dataDir: options.dataDir, resources, time, events, sessions,
    get store() {
      return openStore()
    },
    get storeOpen() {
      return store !== undefined
    },
    useStore(next) {
      store = next
    },
    write: createRecordedWrite({ ...writing, committed: (changes: readonly Change[]) => services().notices.committed(changes) }),
    note: createRecordedNote(writing),
  }
  return { context, events, sessions, time, readOnly, tasks: createTasks(events, ports.clock) }
}

/**
 * The one composition. Runs the cryptographic self-test, loads the shipped data, opens the data folder (or finds it
 * fresh or in need of recovery) and returns the door.
 * @throws when a primitive gives a wrong answer or a shipped file is missing: the program must not start then
 */
export async function createCore(ports: Ports, options: CoreOptions): Promise<Core> {
  await selfTest()
  // The context is needed by the services and reaches them late: nothing calls `made` before it is.
  const parts = await createContext(ports, options, () => made)
  const made: Services = createServices({ ...parts, folder: createBundleFolder(options.dataDir), backupFiles: createBackupFiles(options.dataDir) })
  const handlers: HandlerMap = createHandlers(made, parts.tasks)
  await made.station.open()
  const dispatch = createDispatch({
    handlers, tasks: parts.tasks, ids: ports.ids, clock: ports.clock, logger: ports.logger, checkOutput: options.checkOutput ?? false,
    sessionOf: (clientId) => parts.sessions.get(clientId),
    touch: (clientId) => parts.sessions.touch(clientId),
    stationRole: () => made.station.role(),
    storeOpen: () => parts.context.storeOpen,
    answered: parts.readOnly.look,
  })
  return {
    dispatch,
    on: (listener) => parts.events.on(listener),
    hasSession: (clientId) => parts.sessions.get(clientId) !== undefined,
    async close() {
      await dispatch.settled()
      await made.pause()
      await made.station.close()
    },
  }
}
