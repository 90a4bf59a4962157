import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** What one part of the checks came to. */
export interface Tally {
  passed: number
  failed: number
  skipped: number
  /** Why something was skipped or what failed, one line each. */
  notes: string[]
}

export const tally = (part: Partial<Tally> = {}): Tally => ({ passed: 0, failed: 0, skipped: 0, notes: [], ...part })

export function sum(parts: readonly Tally[]): Tally {
  return parts.reduce((all, part) => ({
    passed: all.passed + part.passed, failed: all.failed + part.failed, skipped: all.skipped + part.skipped, notes: [...all.notes, ...part.notes],
  }), tally())
}

export interface Finished {
  ok: boolean
  output: string
  seconds: number
}

export interface RunOptions {
  /** Shows what it prints at once as well. */
  live?: boolean
  env?: Record<string, string>
  /** Milliseconds after which it is stopped. */
  timeout?: number
}

/** Runs a program in the project folder and keeps what it prints. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const began = Date.now()
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, env: { ...process.env, FORCE_COLOR: '0', ...options.env }, stdio: ['ignore', 'pipe', 'pipe'], timeout: options.timeout })
    let output = ''
    const take = (chunk: Buffer): void => {
      output += chunk.toString('utf8')
      if (options.live) process.stdout.write(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    const end = (ok: boolean): void => resolve({ ok, output, seconds: (Date.now() - began) / 1000 })
    child.once('error', (error) => {
      output += `${error.message}\n`
      end(false)
    })
    child.once('close', (code) => end(code === 0))
  })
}

/** Runs a script of an installed package with this Node. */
export function runScript(script: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return run(process.execPath, [`node_modules/${script}`, ...args], options)
}

export function report(name: string, { ok, output, seconds }: Finished): void {
  console.log(`${ok ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`)
  if (!ok) console.log(output.trimEnd())
}
