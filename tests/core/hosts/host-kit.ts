import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { request, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCore } from '#core/create-core'
import type { LogEntry, Ports } from '#core/ports'
import { createBrowserPorts } from '../../../electron/browser-host/ports'
import { serveBrowser, type BrowserHost } from '../../../electron/browser-host/server'

const RESOURCES = fileURLToPath(new URL('../../../resources', import.meta.url))

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

export interface Call {
  method?: string
  path: string
  headers?: Record<string, string | undefined>
  body?: string | Buffer
}

export interface TestHost extends BrowserHost {
  dataDir: string
  log: LogEntry[]
  port: number
  token: string
  /** As plain HTTP, with headers no browser would let a page choose. */
  call(call: Call): Promise<Answer>
  /** The cookie a browser gets for the token. */
  signIn(): Promise<string>
  /** Digest of everything the program keeps. */
  stored(): Promise<string>
  end(): Promise<void>
}

function send(port: number, { method = 'GET', path, headers = {}, body }: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const set = Object.fromEntries(Object.entries({ host: `127.0.0.1:${port}`, ...headers }).filter(([, value]) => value !== undefined)) as Record<string, string>
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers: set, setHost: false, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }))
      response.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function digest(dir: string): Promise<string> {
  const hash = createHash('sha256')
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort()
  for (const file of files.filter((name) => !name.includes('/logs/'))) hash.update(file).update(await readFile(file))
  return hash.digest('hex')
}

/** A real core on real ports behind a real server, over a page of two files. */
export async function startHost(): Promise<TestHost> {
  const base = await mkdtemp(join(tmpdir(), 'host-'))
  const dataDir = join(base, 'data')
  const rendererDir = join(base, 'page')
  await mkdir(join(rendererDir, 'assets'), { recursive: true })
  await mkdir(dataDir)
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>页面</title>')
  await writeFile(join(rendererDir, 'assets', 'index-1a2b3c4d.js'), 'export {}')
  await writeFile(join(base, 'secret.json'), '{"secret":true}')
  const log: LogEntry[] = []
  const ports: Ports = { ...createBrowserPorts(dataDir, join(base, 'machine.key')), logger: { write: (entry) => log.push(entry) } }
  const core = await createCore(ports, { dataDir, resourcesDir: RESOURCES, version: 'test', shell: 'browser', checkOutput: true })
  const host = await serveBrowser({ core, ports, rendererDir, port: 0 })
  const url = new URL(host.url)
  const port = Number(url.port)
  return {
    ...host, dataDir, log, port,
    token: url.searchParams.get('token') ?? '',
    call: (call) => send(port, call),
    async signIn() {
      const { headers } = await send(port, { path: `/?token=${url.searchParams.get('token')}` })
      return headers['set-cookie']?.[0]?.split(';', 1)[0] ?? ''
    },
    stored: () => digest(dataDir),
    async end() {
      await host.close()
      await core.close()
      await rm(base, { recursive: true, force: true })
    },
  }
}
