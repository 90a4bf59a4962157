import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { COMMAND_NAMES, commandDef } from '#shared/contract/registry'
import { ERRORS } from '#shared/errors/codes'
import type { Envelope } from '#shared/errors/app-error'
import { PAGE_POLICY } from '../../../electron/host/security-headers'
import { startHost, type Answer, type Call, type TestHost } from './host-kit'

let host: TestHost
let cookie: string
beforeAll(async () => {
  host = await startHost()
  cookie = await host.signIn()
})
afterAll(() => host.end())

const STATUS = { method: 'POST', path: '/api/station.status', headers: { 'content-type': 'application/json' }, body: '{}' } as const
const SET_UP = {
  method: 'POST', path: '/api/station.setUp', headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ role: 'applicant', name: '测试站点', region: { code: '110105', name: '北京市朝阳区' } }),
} as const
const with_ = (call: Call, headers: Call['headers']): Call => ({ ...call, headers: { cookie, ...call.headers, ...headers } })
const envelope = (answer: Answer): Envelope<unknown> => JSON.parse(answer.body) as Envelope<unknown>
const codeOf = (answer: Answer): string => {
  const parsed = envelope(answer)
  return parsed.ok ? 'ok' : parsed.error.code
}

describe('the address of a run', () => {
  it('is exchanged for a cookie that no script and no other site can use', async () => {
    const answer = await host.call({ path: `/?token=${host.token}` })
    expect(answer.status).toBe(303)
    expect(answer.headers.location).toBe('/')
    expect(answer.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict$/)
    const page = await host.call({ path: '/', headers: { cookie } })
    expect(page.status).toBe(200)
    expect(page.body).toContain('页面')
    expect(page.headers['content-security-policy']).toBe(PAGE_POLICY)
  })

  it('gives every browser a client of its own, and the same one again to a browser it knows', async () => {
    expect(await host.signIn()).not.toBe(cookie)
    const again = await host.call({ path: `/?token=${host.token}`, headers: { cookie } })
    expect(again.headers['set-cookie']).toBeUndefined()
  })

  it('holds an unguessable token, new in every run', () => {
    expect(Buffer.from(host.token, 'base64url')).toHaveLength(32)
  })
})

describe('who is let in', () => {
  const refused: [string, (call: Call) => Call][] = [
    ['without cookie and token', (call) => ({ ...call, headers: { ...call.headers, cookie: undefined } })],
    ['with a made-up cookie', (call) => with_(call, { cookie: `${cookie.split('=')[0]}=${'A'.repeat(43)}` })],
    ['with a wrong token', (call) => ({ ...call, path: `${call.path}?token=${'A'.repeat(43)}` })],
    ['with a foreign Origin', (call) => with_(call, { origin: 'https://example.com' })],
    ['with an Origin of another port', (call) => with_(call, { origin: `http://127.0.0.1:${host.port + 1}` })],
    ['with the Origin null', (call) => with_(call, { origin: 'null' })],
    ['with a foreign Host', (call) => with_(call, { host: `evil.example:${host.port}` })],
    ['with localhost as Host', (call) => with_(call, { host: `localhost:${host.port}` })],
    ['with a Host without port', (call) => with_(call, { host: '127.0.0.1' })],
    ['from another site', (call) => with_(call, { 'sec-fetch-site': 'cross-site' })],
    ['from another port of this machine', (call) => with_(call, { 'sec-fetch-site': 'same-site' })],
  ]
  it.each(refused)('refuses a request %s, and nothing is stored', async (_, change) => {
    const before = await host.stored()
    for (const call of [STATUS, SET_UP, { path: '/' }, { path: '/assets/index-1a2b3c4d.js' }]) {
      const answer = await host.call(change(call))
      expect(answer.status, call.path).toBe(403)
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
    expect(await host.stored()).toBe(before)
    expect(codeOf(await host.call(with_(STATUS, {})))).toBe('ok')
  })

  it('answers a refused address with a plain page in Chinese', async () => {
    const answer = await host.call({ path: '/' })
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(answer.body).toContain(ERRORS['host.tokenRequired'].message)
  })

  it('lets in its own page, with and without Origin', async () => {
    expect(codeOf(await host.call(with_(STATUS, { origin: host.origin, 'sec-fetch-site': 'same-origin' })))).toBe('ok')
    expect(codeOf(await host.call(with_(STATUS, {})))).toBe('ok')
  })
})

describe('files', () => {
  const outside = [
    '/../secret.json', '/assets/../../secret.json', '/%2e%2e/secret.json', '/..%2fsecret.json', '/assets/..%5c..%5csecret.json', '//secret.json',
    '/assets/%00', '/%', '/assets', '/assets/', '/index.html/', '/INDEX.HTML', '/package.json', '/./index.html',
  ]
  it.each(outside)('has no %s', async (path) => {
    const answer = await host.call({ path, headers: { cookie } })
    expect(answer.status).toBe(404)
    expect(answer.body).not.toContain('secret')
  })

  it('lets browsers keep what never changes, and nothing else', async () => {
    expect((await host.call({ path: '/assets/index-1a2b3c4d.js', headers: { cookie } })).headers['cache-control']).toContain('immutable')
    expect((await host.call({ path: '/index.html', headers: { cookie } })).headers['cache-control']).toBe('no-store')
  })

  it('refuses to be written to', async () => {
    expect((await host.call({ path: '/index.html', method: 'PUT', body: 'x', headers: { cookie } })).status).toBe(405)
  })
})

describe('commands', () => {
  const cases: [string, Call, number, string][] = [
    ['an unknown command', { ...STATUS, path: '/api/station.nothing' }, 404, 'general.unknownCommand'],
    ['a name from Object.prototype', { ...STATUS, path: '/api/constructor' }, 404, 'general.unknownCommand'],
    ['a stream command as a plain one', { ...STATUS, path: '/api/attachments.open' }, 404, 'general.unknownCommand'],
    ['another method', { ...STATUS, method: 'GET', body: undefined }, 405, 'host.methodRefused'],
    ['a form', { ...SET_UP, headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'host.contentTypeRefused'],
    ['text that a foreign form could send', { ...SET_UP, headers: { 'content-type': 'text/plain' } }, 415, 'host.contentTypeRefused'],
    ['no content type', { ...SET_UP, headers: {} }, 415, 'host.contentTypeRefused'],
    ['broken JSON', { ...SET_UP, body: '{"role":' }, 400, 'host.notJson'],
    ['bytes that are no UTF-8', { ...SET_UP, body: Buffer.from([0x22, 0xff, 0x22]) }, 400, 'host.notJson'],
    ['an over-long body', { ...SET_UP, body: `"${'x'.repeat(2 * 1024 * 1024)}"` }, 413, 'host.tooLarge'],
    ['an over-long body of unknown length', { ...SET_UP, headers: { ...SET_UP.headers, 'transfer-encoding': 'chunked' }, body: `"${'x'.repeat(3 * 1024 * 1024)}"` }, 413, 'host.tooLarge'],
    ['a task id that is none', { ...SET_UP, headers: { ...SET_UP.headers, 'x-task-id': '../x' } }, 400, 'general.invalidInput'],
    ['unknown keys', { ...SET_UP, body: JSON.stringify({ ...(JSON.parse(SET_UP.body) as object), admin: true }) }, 200, 'general.invalidInput'],
    ['wrong types', { ...SET_UP, body: '[]' }, 200, 'general.invalidInput'],
    ['a write before anyone signed in', { ...STATUS, path: '/api/settings.update' }, 200, 'general.notReady'],
  ]
  it.each(cases)('refuses %s, and nothing is stored', async (_, call, status, code) => {
    const before = await host.stored()
    const answer = await host.call(with_(call, {}))
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status, code })
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(await host.stored()).toBe(before)
  })

  it('has a route for every command of the contract, of its own kind only', async () => {
    for (const name of COMMAND_NAMES) {
      const { stream } = commandDef(name)
      const plain = await host.call(with_({ ...STATUS, path: `/api/${name}`, body: '{"unknown key":1}' }, {}))
      expect(plain.status, name).toBe(stream === undefined ? 200 : 404)
      const streamed = await host.call(with_({ method: stream === 'upload' ? 'POST' : 'GET', path: `/stream/${name}?input=%7B%22x%22%3A1%7D` }, {}))
      expect(codeOf(streamed) === 'general.unknownCommand', name).toBe(stream === undefined)
    }
  })

  it('ties every refusal to the log without the input', async () => {
    const answer = envelope(await host.call(with_({ ...SET_UP, body: '{"role":' }, {})))
    const id = answer.ok ? '' : answer.error.id
    const entry = host.log.find((candidate) => candidate.id === id)
    expect(entry?.message).toBe('host.notJson')
    expect(JSON.stringify(host.log)).not.toContain('测试站点')
  })
})

describe('streams', () => {
  it('refuses an upload that nobody signed in for, reads it away and stores nothing', async () => {
    const before = await host.stored()
    const input = encodeURIComponent(JSON.stringify({ name: 'x.beian' }))
    const answer = await host.call(with_({ method: 'POST', path: `/stream/bundles.upload?input=${input}`, body: Buffer.alloc(6_000_000) }, {}))
    expect(answer.status).toBe(200)
    expect(codeOf(answer)).toBe('general.notReady')
    expect(await host.stored()).toBe(before)
  })

  it('never looks like a file when a download is refused', async () => {
    const answer = await host.call(with_({ path: '/stream/station.cardFile?input=%7B%7D' }, {}))
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it('refuses the wrong method', async () => {
    expect((await host.call(with_({ path: '/stream/bundles.upload?input=%7B%7D' }, {}))).status).toBe(405)
    expect((await host.call(with_({ method: 'POST', path: '/stream/station.cardFile?input=%7B%7D' }, {}))).status).toBe(405)
  })
})

function socket(path: string, headers: Record<string, string>): Promise<'open' | number> {
  return new Promise((resolve, reject) => {
    const client = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers })
    client.once('open', () => {
      client.terminate()
      resolve('open')
    })
    client.once('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    client.once('error', reject)
  })
}

describe('the event socket', () => {
  it('opens for its own page', async () => {
    expect(await socket('/events', { cookie, origin: host.origin })).toBe('open')
  })

  it.each<[string, string, () => Record<string, string>]>([
    ['without the cookie', '/events', () => ({ origin: host.origin })],
    ['with the token only', `/events?token=`, () => ({ origin: host.origin })],
    ['without Origin', '/events', () => ({ cookie })],
    ['with a foreign Origin', '/events', () => ({ cookie, origin: 'https://example.com' })],
    ['with a foreign Host', '/events', () => ({ cookie, origin: host.origin, host: `evil.example:${host.port}` })],
    ['at another path', '/api/station.status', () => ({ cookie, origin: host.origin })],
  ])('stays closed %s', async (_, path, headers) => {
    expect(await socket(path, headers())).toBe(403)
  })
})
