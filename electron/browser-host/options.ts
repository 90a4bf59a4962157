import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultDataDir } from '../host/places'

export interface HostOptions {
  /** 0: any free one. */
  port: number
  open: boolean
  dataDir: string
}

/** @throws Error with a sentence for the person when the options are wrong. */
export function readOptions(args: string[]): HostOptions {
  const { values } = parseArgs({
    args,
    options: { port: { type: 'string', default: '0' }, 'no-open': { type: 'boolean', default: false }, 'data-dir': { type: 'string' } },
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port 应为 0–65535 的整数')
  if (values['data-dir'] === '') throw new Error('--data-dir 后面应写文件夹')
  return { port, open: !values['no-open'], dataDir: values['data-dir'] === undefined ? defaultDataDir() : resolve(values['data-dir']) }
}
