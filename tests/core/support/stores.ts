import { join } from 'node:path'
import { ALL_COLLECTIONS } from '#core/collections/all.collections'
import { openStore } from '#core/store/open-store'
import type { Store } from '#core/store/store'
import { createTestPorts, onCleanup, temporaryFolder, type TestPorts } from './ports'

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
