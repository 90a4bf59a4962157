import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

/** What each run needs, by program and Debian package. */
const PACKAGES: Record<string, string> = {
  strace: 'strace',
  'mkfs.ext4': 'e2fsprogs',
  'mkfs.xfs': 'xfsprogs',
  'mkfs.btrfs': 'btrfs-progs',
  'mkfs.exfat': 'exfatprogs',
  'mount.exfat-fuse': 'exfat-fuse',
  losetup: 'mount',
}
const EATMYDATA = ['/usr/lib/x86_64-linux-gnu/libeatmydata.so', '/usr/lib/aarch64-linux-gnu/libeatmydata.so']

function has(program: string): boolean {
  return ['/usr/sbin', '/usr/bin', '/sbin', '/bin'].some((folder) => existsSync(join(folder, program)))
}

/** Installs what is missing, as root on Debian; what is still missing then is for each run to say. */
export function installTools(): void {
  const missing = Object.entries(PACKAGES).flatMap(([program, name]) => (has(program) ? [] : [name]))
  if (!EATMYDATA.some(existsSync)) missing.push('libeatmydata1')
  if (missing.length === 0 || process.getuid?.() !== 0 || !has('apt-get')) return
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' })
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { stdio: 'inherit' })
}

/** Why a run cannot take place here; undefined when it can. */
export function obstacle(...programs: string[]): string | undefined {
  if (process.platform !== 'linux') return `needs Linux, this is ${process.platform}`
  if (process.getuid?.() !== 0) return 'needs root for mounting and tracing'
  const missing = programs.filter((program) => !has(program))
  return missing.length > 0 ? `${missing.join(', ')} not installed` : undefined
}

export function eatMyData(): string | undefined {
  return EATMYDATA.find(existsSync)
}

/** The workload as one JavaScript file, as starting it hundreds of times through a translator would take hours. */
export async function buildWorkload(): Promise<string> {
  const outDir = join(import.meta.dirname, '../../out/durability')
  await build({
    logLevel: 'error',
    configFile: false,
    root: join(import.meta.dirname, '../..'),
    build: { ssr: join(import.meta.dirname, 'workload.ts'), outDir, emptyOutDir: true, target: 'node20', rollupOptions: { output: { entryFileNames: 'workload.mjs' } } },
  })
  return join(outDir, 'workload.mjs')
}

export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'store-durability-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export interface Running {
  process: ChildProcess
  output(): string
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/** Starts a program and gathers what it prints. */
export function start(command: string, args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  const parts: Buffer[] = []
  child.stdout.on('data', (part: Buffer) => parts.push(part))
  child.stderr.resume()
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
  return { process: child, output: () => Buffer.concat(parts).toString('utf8'), ended }
}

export function sh(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

export interface Outcome {
  name: string
  /** Undefined: passed. */
  failure?: string
  skipped?: string
  /** What was counted, in words. */
  counted?: string
}
