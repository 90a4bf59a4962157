import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { createFileLogger, withoutPersonalData } from '../../../electron/host/file-logger'
import { createKeyFileSecrets } from '../../../electron/host/key-file-secrets'
import { defaultDataDir, machineKeyFile, programPlaces } from '../../../electron/host/places'
import { saveFile } from '../../../electron/host/save-file'
import { listStaticFiles } from '../../../electron/host/static-files'
import { contentDisposition, downloadHeaders } from '../../../electron/host/stream-requests'
import { createSystemClock } from '../../../electron/host/node-ports'
import { readOptions } from '../../../electron/browser-host/options'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parts-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

async function* bytesOf(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield await Promise.resolve(Buffer.from(part))
}

describe('key file', () => {
  it('gives back what it wrapped, for its owner alone', async () => {
    const path = join(dir, 'config', 'machine.key')
    const secret = Buffer.from('a data key')
    const wrapped = await createKeyFileSecrets(path).wrap(secret)
    expect(Buffer.from(await createKeyFileSecrets(path).unwrap(wrapped))).toEqual(secret)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(Buffer.from(wrapped).includes(secret)).toBe(false)
  })

  it('makes one key when several programs start at once', async () => {
    const path = join(dir, 'machine.key')
    const wrapped = await Promise.all(Array.from({ length: 8 }, (_, index) => createKeyFileSecrets(path).wrap(Buffer.of(index))))
    for (const [index, one] of wrapped.entries()) expect(await createKeyFileSecrets(path).unwrap(one)).toEqual(Uint8Array.of(index))
    expect(await readdir(dir)).toEqual(['machine.key'])
  })

  it('refuses every flipped byte, another key and a missing key, and makes no key to unwrap with', async () => {
    const secrets = createKeyFileSecrets(join(dir, 'machine.key'))
    const wrapped = await secrets.wrap(Buffer.from('a data key'))
    for (let at = 0; at < wrapped.length; at++) {
      const bad = Uint8Array.from(wrapped)
      bad[at] = (bad[at] ?? 0) ^ 1
      await expect(secrets.unwrap(bad), `byte ${at}`).rejects.toThrow()
    }
    const other = createKeyFileSecrets(join(dir, 'other.key'))
    await other.wrap(Buffer.of(1))
    await expect(other.unwrap(wrapped)).rejects.toThrow()
    await expect(createKeyFileSecrets(join(dir, 'none.key')).unwrap(wrapped)).rejects.toThrow()
    expect(await readdir(dir)).not.toContain('none.key')
  })
})

describe('saving a file', () => {
  it('replaces what was there only by the whole new file', async () => {
    const path = join(dir, '交接包.beian')
    await writeFile(path, 'old')
    await saveFile(path, bytesOf('new ', 'content'), 11)
    expect(await readFile(path, 'utf8')).toBe('new content')
    expect(await readdir(dir)).toEqual(['交接包.beian'])
  })

  it.each<[string, () => AsyncIterable<Uint8Array>]>([
    ['the source breaks off', async function* () {
      yield await Promise.resolve(Buffer.from('ne'))
      throw new Error('source')
    }],
    ['fewer bytes come than were said', () => bytesOf('new')],
    ['more bytes come than were said', () => bytesOf('new content and more')],
  ])('keeps the old file and leaves nothing behind when %s', async (_, source) => {
    const path = join(dir, 'file')
    await writeFile(path, 'old')
    await expect(saveFile(path, source(), 11)).rejects.toThrow()
    expect(await readFile(path, 'utf8')).toBe('old')
    expect(await readdir(dir)).toEqual(['file'])
  })

  it('says what is wrong with the place', async () => {
    await expect(saveFile(join(dir, 'no', 'file'), bytesOf('x'), 1)).rejects.toMatchObject({ code: 'store.writeFailed', message: expect.stringContaining('找不到该文件夹') as string })
    await expect(saveFile('/dev/full/x', bytesOf('x'), 1)).rejects.toMatchObject({ code: 'store.writeFailed' })
  })
})

describe('static files', () => {
  it('finds what is in the folder and nothing else, whatever is asked', async () => {
    await writeFile(join(dir, 'index.html'), 'x')
    await writeFile(join(dir, 'index.js.map'), 'x')
    await symlink('/etc/hostname', join(dir, 'link.txt'))
    const files = await listStaticFiles(dir)
    expect(files.find('/')?.path).toBe(join(dir, 'index.html'))
    expect(files.find('/link.txt')).toBeUndefined()
    expect(files.find('/index.js.map')).toBeUndefined()
    const segment = fc.constantFrom('..', '.', '%2e%2e', '%2f', '\\', 'index.html', 'etc', 'passwd', '', '%00', '%')
    fc.assert(fc.property(fc.array(segment, { maxLength: 8 }), (segments) => {
      const found = files.find(`/${segments.join('/')}`)
      return found === undefined || found.path === join(dir, 'index.html')
    }))
  })
})

describe('downloads', () => {
  it('carry any file name in one header line that reads back the same', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), (name) => {
      const header = contentDisposition('attachment', name)
      const encoded = /filename\*=UTF-8''(\S+)$/.exec(header)?.[1] ?? ''
      return /^[\x20-\x7e]+$/.test(header) && decodeURIComponent(encoded) === name.replace(/[\u0000-\u001f\u007f/\\]|\p{Surrogate}/gu, '_')
    }))
    expect(contentDisposition('attachment', "营业执照 '1'.pdf")).toBe(
      "attachment; filename=\"____ '1'.pdf\"; filename*=UTF-8''%E8%90%A5%E4%B8%9A%E6%89%A7%E7%85%A7%20%271%27.pdf",
    )
  })

  it('are kept apart from the page', () => {
    const headers = downloadHeaders({ stream: bytesOf(), size: 3, type: 'image/png', fileName: 'a.png', inline: true })
    expect(headers['content-security-policy']).toContain('sandbox')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['content-disposition']).toMatch(/^inline;/)
    expect(downloadHeaders({ stream: bytesOf(), size: 3, type: 'application/pdf', fileName: 'a.pdf' })['content-security-policy']).toContain("default-src 'none'")
  })
})

describe('log', () => {
  it('keeps its entries in order and no personal data', async () => {
    const logger = createFileLogger(dir)
    for (let index = 0; index < 50; index++) logger.write({ at: index, level: 'info', source: 'x', message: `m${index}`, detail: { text: '张三 11010519491231002X 13800138000 a@b.cn' } })
    await logger.flush()
    const lines = (await readFile(join(dir, 'program.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { message: string })
    expect(lines.map((line) => line.message)).toEqual(Array.from({ length: 50 }, (_, index) => `m${index}`))
    expect(JSON.stringify(lines)).not.toMatch(/110105|1380013|a@b/)
  })

  it('keeps our own ids readable', () => {
    const text = 'id 0193b3c4-1234-7000-8000-123456789012 error 42 in file.ts:120:33'
    expect(withoutPersonalData(text)).toBe(text)
    expect(withoutPersonalData('91110105MA01ABCD1X')).toBe('***')
  })

  it('puts a full file aside and drops the oldest', async () => {
    for (let round = 0; round < 7; round++) {
      await writeFile(join(dir, 'program.jsonl'), `${round}`.padEnd(1_000_001, 'x'))
      const logger = createFileLogger(dir)
      logger.write({ at: 0, level: 'info', source: 'x', message: 'm' })
      await logger.flush()
    }
    expect((await readdir(dir)).sort()).toEqual(['program.jsonl', 'program.jsonl.1', 'program.jsonl.2', 'program.jsonl.3', 'program.jsonl.4'])
    expect((await readFile(join(dir, 'program.jsonl.1'), 'utf8'))[0]).toBe('6')
  })
})

describe('places and options', () => {
  it('keeps the machine key out of the data folder on every system', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(machineKeyFile({}, platform).startsWith(defaultDataDir({}, platform))).toBe(false)
    }
    expect(programPlaces().resourcesDir.endsWith('resources')).toBe(true)
  })

  it('reads the options of the start', () => {
    expect(readOptions(['--port=8123', '--no-open', `--data-dir=${dir}`])).toEqual({ port: 8123, open: false, dataDir: dir })
    expect(readOptions([])).toMatchObject({ port: 0, open: true })
    for (const bad of [['--port=x'], ['--port=70000'], ['--port=-1'], ['--nothing'], ['--data-dir=']]) expect(() => readOptions(bad)).toThrow()
  })
})

describe('clock', () => {
  it('calls back after the time, and not after it was called off', async () => {
    const clock = createSystemClock()
    const called: string[] = []
    const callOff = clock.after(1, () => called.push('off'))
    callOff()
    await new Promise<void>((resolve) => {
      clock.after(5, () => resolve())
      // The clock's own timers do not keep a program alive.
      setTimeout(() => undefined, 1000).ref()
    })
    expect(called).toEqual([])
  })
})
