import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RegionNode } from '#shared/filing/regions'
import type { Dictionaries, Dictionary } from '#shared/forms/types'
import type { Resources } from './context'

type Directory = Resources['directory']['registrar']

async function readJson<T>(path: string): Promise<T> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T
  } catch (cause) {
    // Shipped files are part of the program: without them it must not start half-working.
    throw new Error(`resource ${path} cannot be read`, { cause })
  }
}

async function readDictionaries(folder: string): Promise<Dictionaries> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()
  const all = await Promise.all(files.map((name) => readJson<Dictionary>(join(folder, name))))
  return Object.fromEntries(all.map((dictionary) => [dictionary.name, dictionary]))
}

/** Reads everything the program ships as data, once at start. @param folder the `resources` folder. */
export async function loadResources(folder: string): Promise<Resources> {
  const [dictionaries, regions, notice, accessProvider, registrar] = await Promise.all([
    readDictionaries(join(folder, 'dictionaries')),
    readJson<{ version: string; tree: RegionNode[] }>(join(folder, 'regions', 'regions.json')),
    readJson<Resources['notice']>(join(folder, 'notices', 'responsibility-notice.json')),
    readJson<Directory>(join(folder, 'directory', 'access-providers.json')),
    readJson<Directory>(join(folder, 'directory', 'registrars.json')),
  ])
  return { dictionaries, regions, notice, directory: { accessProvider, registrar } }
}
