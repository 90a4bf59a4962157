import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'

/** One file of the built page. */
export interface StaticFile {
  path: string
  /** Bytes. */
  size: number
  /** Media type. */
  type: string
  /** Its name holds a digest of its content, so it never changes under that name. */
  immutable: boolean
}

export interface StaticFiles {
  /** The file of a request path (`/`, `/assets/index-1a2b3c4d.js`), percent-encoding not yet undone; undefined: none. */
  find(requestPath: string): StaticFile | undefined
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.pdf': 'application/pdf',
  '.txt': 'text/plain; charset=utf-8',
}

/** Vite puts eight characters of a digest before the ending of everything in assets/. */
const HASHED = /^\/assets\/.*-[\w-]{8}\.\w+$/

async function collect(dir: string, prefix: string, into: Map<string, StaticFile>): Promise<void> {
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name)
    const name = `${prefix}/${entry.name}`
    if (entry.isDirectory()) await collect(path, name, into)
    const type = TYPES[extname(entry.name).toLowerCase()]
    if (!entry.isFile() || type === undefined) continue
    into.set(name, { path, size: (await stat(path)).size, type, immutable: HASHED.test(name) })
  }
}

/**
 * Lists a folder once; afterwards only what is in the list is served, by its exact name. A path is never joined to a
 * folder, so there is nothing to climb out of. Source maps and unknown kinds are left out.
 * @throws when the folder is not there (the page was not built).
 */
export async function listStaticFiles(dir: string): Promise<StaticFiles> {
  const files = new Map<string, StaticFile>()
  await collect(dir, '', files)
  return {
    find(requestPath) {
      if (requestPath === '/') return files.get('/index.html')
      try {
        return files.get(decodeURIComponent(requestPath))
      } catch {
        return undefined
      }
    },
  }
}

/** `no-store` for the page itself: a new version must be seen at once. */
export function cacheHeader(file: StaticFile): string {
  return file.immutable ? 'public, max-age=31536000, immutable' : 'no-store'
}
