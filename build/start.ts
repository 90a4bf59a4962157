import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { hasDisplay } from '../electron/host/open-system'
import { ensureElectron } from './electron-binary'
import { isOutdated, markBuilt } from './outdated'
import { ROOT, runScript } from './run-step'

const USAGE = '用法：npm start -- [--shell=desktop|browser] [--port=端口] [--no-open] [--data-dir=文件夹]'

function readArguments() {
  const { values } = parseArgs({
    options: { shell: { type: 'string' }, port: { type: 'string' }, 'no-open': { type: 'boolean' }, 'data-dir': { type: 'string' } },
  })
  if (values.shell !== undefined && values.shell !== 'desktop' && values.shell !== 'browser') throw new Error(USAGE)
  return values
}
type Arguments = ReturnType<typeof readArguments>

async function build(): Promise<void> {
  if (!isOutdated()) return
  console.log('正在构建……')
  const began = Date.now()
  const { ok, output } = await runScript('electron-vite/bin/electron-vite.js', ['build'])
  if (!ok) throw new Error(`构建失败：\n${output}`)
  markBuilt(began)
}

/** Hands the terminal to the program; its end is ours. */
function become(command: string, args: string[]): void {
  const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  child.once('error', (error) => {
    console.error(error.message)
    process.exit(1)
  })
  child.once('exit', (code) => process.exit(code ?? 1))
}

/** The Electron to run, or why the browser shell opens instead (one line). */
async function desktopProgram(values: Arguments): Promise<string | undefined> {
  if (values.shell === 'browser') return undefined
  const electron = await ensureElectron()
  if (electron === undefined) {
    console.log('没有可用的 Electron 程序，改用浏览器方式运行。')
    return undefined
  }
  // A port and a closed browser only make sense for the browser shell.
  if (values.shell === undefined && (values.port !== undefined || values['no-open'] === true)) return undefined
  if (hasDisplay()) return electron
  console.log('没有可用的显示器，改用浏览器方式运行。')
  return undefined
}

async function main(): Promise<void> {
  const values = readArguments()
  await build()
  const dataDir = values['data-dir'] === undefined ? [] : [`--data-dir=${values['data-dir']}`]
  const electron = await desktopProgram(values)
  if (electron !== undefined) {
    // Chromium refuses to start as root with its sandbox.
    become(electron, ['.', ...dataDir, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])])
    return
  }
  const port = values.port === undefined ? [] : [`--port=${values.port}`]
  become(process.execPath, ['out/main/browser-host.js', ...port, ...(values['no-open'] === true ? ['--no-open'] : []), ...dataDir])
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
})
