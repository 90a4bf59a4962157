import { createServer, type Server } from 'node:http'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { build } from 'vite'
import { PAGE_POLICY, securityHeaders } from '../../../electron/host/security-headers'
import { samplePicture } from '../../support/sample-files'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = path.resolve(here, '../../..')
const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' }

/** Builds the harness as the renderer is built and serves it under the program's own content policy. */
export async function serveHarness(): Promise<{ url: string; server: Server }> {
  const out = await mkdtemp(path.join(tmpdir(), 'harness-'))
  await build({
    root: here, base: './', configFile: false, logLevel: 'warn',
    resolve: { alias: { '@': path.join(root, 'renderer') } },
    plugins: [vue(), components({ dts: false, dirs: [], resolvers: [ElementPlusResolver({ importStyle: 'css' })] })],
    build: { outDir: out, emptyOutDir: true, target: 'chrome120', minify: false },
  })
  const picture = await samplePicture('居民身份证', ['姓名 王欣', '公民身份号码'])
  let uploads = 0
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://local')
    const send = (status: number, type: string, body: Uint8Array | string): void => {
      response.writeHead(status, { ...securityHeaders(PAGE_POLICY), 'content-type': type }).end(body)
    }
    if (url.pathname === '/stream/attachments.open') return send(200, 'image/jpeg', picture)
    if (url.pathname === '/stream/attachments.upload') {
      request.resume().on('end', () => {
        const { name } = JSON.parse(url.searchParams.get('input') ?? '{}') as { name: string }
        const value = { sha256: String(++uploads % 10).repeat(64), name, size: 318_000, type: 'png', width: 1200, height: 800 }
        const error = { code: 'attachment.notImage', message: '文件内容不是 png/jpeg/jpg 图片', action: '请上传由相机、扫描仪或截图得到的 png、jpeg、jpg 图片', id: '1a2b3c4d' }
        send(200, 'application/json', JSON.stringify(name.includes('假') ? { ok: false, error } : { ok: true, value }))
      })
      return undefined
    }
    const file = path.join(out, url.pathname === '/' ? 'index.html' : path.normalize(url.pathname))
    return void readFile(file).then((body) => send(200, TYPES[path.extname(file)] ?? 'application/octet-stream', body), () => send(404, 'text/plain', ''))
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}/`, server }
}
