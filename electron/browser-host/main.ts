import { mkdir } from 'node:fs/promises'
import { createCore } from '#core/create-core'
import { openWithSystem } from '../host/open-system'
import { machineKeyFile, programPlaces } from '../host/places'
import { readOptions } from './options'
import { createBrowserPorts } from './ports'
import { serveBrowser } from './server'

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  const places = programPlaces()
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 })
  const ports = createBrowserPorts(options.dataDir, machineKeyFile())
  const core = await createCore(ports, { dataDir: options.dataDir, resourcesDir: places.resourcesDir, version: places.version, shell: 'browser' })
  const host = await serveBrowser({ core, ports, rendererDir: places.rendererDir, port: options.port })

  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    await host.close()
    await core.close()
    await ports.logger.flush()
    process.exit(0)
  }
  process.on('SIGINT', () => void stop())
  process.on('SIGTERM', () => void stop())

  console.log(`listening ${host.url}`)
  if (options.open) await openWithSystem(host.url)
}

main().catch((error: unknown) => {
  const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  console.error(inUse ? '该端口已被其他程序使用，请换一个 --port' : error instanceof Error ? error.message : String(error))
  process.exit(1)
})
