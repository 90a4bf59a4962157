import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright'
import { openLiveStation } from '../support/live-station'
import { openBrowser } from '../support/browser-kit'
import { PASSWORD } from '../support/main-job'

/** Cold start of the browser host to the sign-in page, beside a bare Node server with a one-line page; first page weight. */

const ROUNDS = 7
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Bytes of JavaScript, gzipped, that the first page may load (issue: ≤ 350 KB). */
export const WEIGHT_LIMIT = 350 * 1024

export interface StartBench {
  /** Milliseconds, medians: from spawning the process to the sign-in form on screen. */
  ours: number
  bare: number
  ratio: number
  /** Of `ours`: until the line `listening …`. */
  listening: number
  /** Gzipped bytes of all JavaScript the sign-in page loads. */
  weight: number
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const BARE = `require('http').createServer((q, r) => { r.setHeader('content-type', 'text/html'); r.end('<!doctype html><h1>x</h1>') })
  .listen(0, '127.0.0.1', function () { console.log('listening http://127.0.0.1:' + this.address().port + '/') })`

function spawnHost(args: string[], keyHome: string): { child: ChildProcess; url: Promise<string> } {
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, XDG_CONFIG_HOME: keyHome }, stdio: ['ignore', 'pipe', 'inherit'] })
  const url = new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (piece: Buffer) => {
      text += piece.toString()
      const found = /listening (\S+)/.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`host ended with ${code}`)))
  })
  return { child, url }
}

async function once(browser: Browser, args: string[], keyHome: string, heading: string): Promise<{ listening: number; shown: number; weight: number }> {
  const context = await browser.newContext()
  const page = await context.newPage()
  let weight = 0
  const bodies: Promise<void>[] = []
  page.on('response', (response) => {
    if (/\.js$/.test(new URL(response.url()).pathname)) bodies.push(response.body().then((body) => { weight += gzipSync(body, { level: 9 }).length }))
  })
  const began = performance.now()
  const { child, url } = spawnHost(args, keyHome)
  try {
    const address = await url
    const listening = performance.now() - began
    await page.goto(address)
    await page.getByRole('heading', { name: heading }).waitFor()
    const shown = performance.now() - began
    await Promise.all(bodies)
    return { listening, shown, weight }
  } finally {
    child.removeAllListeners('exit')
    child.kill('SIGTERM')
    await context.close()
  }
}

/** A data folder with a station and an account, as on any day but the first. */
async function usedFolder(folder: string): Promise<string> {
  const dataDir = join(folder, 'data')
  const station = await openLiveStation('申请端', dataDir, { keyFile: join(folder, 'config', 'beian-desktop', 'machine.key') })
  await station.driver.call('station.setUp', { role: 'applicant', name: '测速电脑', region: { code: '110105', name: '北京市/市辖区/朝阳区' } })
  await station.driver.call('accounts.register', { account: 'bench01', password: PASSWORD, name: '林晓燕', mobile: '13800138000', ...(await station.driver.captcha()) })
  await station.close()
  return dataDir
}

export async function benchStart(print: (line: string) => void = console.log): Promise<StartBench> {
  const folder = await mkdtemp(join(tmpdir(), 'beian-bench-'))
  const dataDir = await usedFolder(folder)
  const browser = await openBrowser()
  const ours: { listening: number; shown: number; weight: number }[] = []
  const bare: number[] = []
  try {
    const args = [join(ROOT, 'out', 'main', 'browser-host.js'), '--no-open', '--port=0', `--data-dir=${dataDir}`]
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await once(browser, args, join(folder, 'config'), '用户登录'))
      bare.push((await once(browser, ['-e', BARE], join(folder, 'config'), 'x')).shown)
    }
  } finally {
    await browser.close()
    await rm(folder, { recursive: true, force: true })
  }
  const result: StartBench = {
    ours: median(ours.map((each) => each.shown)), bare: median(bare), listening: median(ours.map((each) => each.listening)),
    ratio: median(ours.map((each, index) => each.shown / (bare[index] ?? Number.NaN))), weight: ours[0]?.weight ?? Number.NaN,
  }
  print(`冷启动到登录页   本程序 ${result.ours.toFixed(0)} 毫秒（其中到 listening ${result.listening.toFixed(0)}），空服务器空页面 ${result.bare.toFixed(0)} 毫秒，比值 ${result.ratio.toFixed(2)}`)
  print(`首屏 JavaScript  ${(result.weight / 1024).toFixed(1)} KB（gzip），上限 ${WEIGHT_LIMIT / 1024} KB，比值 ${(result.weight / WEIGHT_LIMIT).toFixed(2)}`)
  return result
}
