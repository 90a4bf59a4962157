import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { stopAgeWorkers } from '#core/bundle/age-pool'
import { machineKeyFile } from '../host/places'
import { runBundleCommand, type BundleCommand } from './bundle-command'
import { keysOfDataDir, keysOfFiles } from './key-source'
import { UsageError } from './usage-error'

/** The same core without a screen. Exit codes: 0 done, 1 refused (the code is in the JSON), 2 usage. */

export const USAGE = `用法:
  npm run cli -- bundle inspect FILE --data-dir DIR [--json]
  npm run cli -- bundle verify  FILE --data-dir DIR [--json]

  inspect 列出交接包的内容, verify 只核对; 两者都完整检查, 不写入任何数据。
  --data-dir DIR      用该数据文件夹里本站的密钥和已登记的站点
  --machine-key FILE  打开数据文件夹所用的密钥文件 (默认为本机的)
  --identity FILE     不用数据文件夹: age 私钥文件
  --signer FILE       与 --identity 一起用: 发送站点的 minisign 公钥文件
  --json              以 JSON 输出

退出码: 0 通过, 1 拒收 (JSON 里有错误代码), 2 用法有误`

const OPTIONS = {
  'data-dir': { type: 'string' }, 'machine-key': { type: 'string' }, identity: { type: 'string' }, signer: { type: 'string' },
  json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
} as const

/** @throws UsageError */
export function readCommand(args: string[]): BundleCommand | 'help' {
  const { values, positionals } = parse(args)
  if (values.help) return 'help'
  const [group, action, file, ...rest] = positionals
  if (group !== 'bundle' || (action !== 'inspect' && action !== 'verify') || file === undefined || rest.length > 0) throw new UsageError('请写明 bundle inspect 或 bundle verify 和一个文件')
  const { identity, signer } = values
  const dataDir = values['data-dir']
  if ((dataDir === undefined) === (identity === undefined)) throw new UsageError('--data-dir 与 --identity 须且只须写一个')
  if (signer !== undefined && identity === undefined) throw new UsageError('--signer 须与 --identity 一起用')
  const keys = identity === undefined
    ? () => keysOfDataDir(dataDir ?? '', values['machine-key'] ?? machineKeyFile())
    : () => keysOfFiles(identity, signer)
  return { action, file, json: values.json, keys }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

export async function runCli(args: string[], print: (line: string) => void, printError: (line: string) => void): Promise<0 | 1 | 2> {
  try {
    const command = readCommand(args)
    if (command === 'help') {
      print(USAGE)
      return 0
    }
    return await runBundleCommand(command, print)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    printError(`${error.message}\n\n${USAGE}`)
    return 2
  } finally {
    await stopAgeWorkers()
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = await runCli(process.argv.slice(2), console.log, console.error)
}
