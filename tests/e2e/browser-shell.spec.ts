import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from './support/browser-host'

test('the address of a run opens the program, and leaves the address bar', async ({ page, host }) => {
  await expect(page.getByRole('heading', { name: '首次设置' })).toBeVisible()
  expect(page.url()).not.toContain('token')
  await page.reload()
  await expect(page.getByRole('heading', { name: '首次设置' })).toBeVisible()
  expect(host.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/)
})

test('another browser without the address is refused in plain words', async ({ host, browser }) => {
  const context = await browser.newContext()
  const stranger = await context.newPage()
  const answer = await stranger.goto(new URL('/', host.url).href)
  expect(answer?.status()).toBe(403)
  await expect(stranger.locator('body')).toContainText('没有有效的凭证')
  await context.close()
})

/** Somebody else's program on this machine: same host, another port, so that browsers send it our cookie along. */
async function foreignSite(): Promise<{ address: string; cookies: string[]; close: () => void }> {
  const cookies: string[] = []
  const server = createServer((request, response) => {
    cookies.push(request.headers.cookie ?? '')
    response.setHeader('content-type', 'text/html').end('<title>foreign</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}/`, cookies, close: () => server.close() }
}

test('a page of another origin reaches neither commands nor events, even with the cookie', async ({ page, host }) => {
  await expect(page.getByRole('heading', { name: '首次设置' })).toBeVisible()
  const site = await foreignSite()
  const foreign = await page.context().newPage()
  await foreign.goto(site.address)
  expect(site.cookies[0], 'browsers do not keep the cookies of two ports apart').toContain('beian-')
  const socket = await foreign.evaluate(async (origin) => {
    void fetch(`${origin}/api/station.status`, { method: 'POST', body: '{}', mode: 'no-cors', credentials: 'include' })
    return new Promise<string>((resolve) => {
      const events = new WebSocket(`${origin.replace('http', 'ws')}/events`)
      events.addEventListener('open', () => resolve('open'))
      events.addEventListener('error', () => resolve('refused'))
    })
  }, new URL(host.url).origin)
  await expect.poll(() => readFile(join(host.dataDir, 'logs', 'program.jsonl'), 'utf8').catch(() => '')).toContain('host.foreignRequest')
  expect(socket).toBe('refused')
  site.close()
})
