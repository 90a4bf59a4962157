import { createHash } from 'node:crypto'
import { open, writeFile } from 'node:fs/promises'
import { inflateSync } from 'node:zlib'
import { join } from 'node:path'
import * as vectors from 'cctv-age'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AgeFile } from '#core/bundle/age'
import { removeFolder, temporaryFolder } from './bundle-kit'

/** The public age test vectors (C2SP/CCTV): whatever they call valid we open, whatever they call invalid we refuse. */

interface Vector {
  name: string
  expect: string
  payload?: string
  identities: string[]
  armored: boolean
  passphrase: boolean
  body: Buffer
}

function parseVector(name: string, bytes: Uint8Array): Vector {
  const all = Buffer.from(bytes)
  const headEnd = all.indexOf('\n\n')
  const fields = all.subarray(0, headEnd).toString().split('\n').map((line) => line.split(': ') as [string, string])
  const value = (key: string): string | undefined => fields.find(([field]) => field === key)?.[1]
  const raw = all.subarray(headEnd + 2)
  return {
    name, expect: value('expect') ?? '', payload: value('payload'), identities: fields.filter(([field]) => field === 'identity').map(([, text]) => text),
    armored: value('armored') !== undefined, passphrase: value('passphrase') !== undefined,
    body: value('compressed') === 'zlib' ? inflateSync(raw) : raw,
  }
}

const all = Object.entries(vectors).filter(([name]) => name !== 'default').map(([name, bytes]) => parseVector(name, bytes))
// Bundles are binary and addressed to X25519 keys; armour, passphrases and other key kinds are refused as a whole.
const usable = all.filter((vector) => !vector.armored && !vector.passphrase && vector.identities.length > 0 && vector.identities.every((text) => text.startsWith('AGE-SECRET-KEY-1')))
const foreign = all.filter((vector) => !usable.includes(vector))

let folder = ''
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => removeFolder(folder))

/** SHA-256 of the plaintext, or the code it is refused with. */
async function attempt(vector: Vector, identities: readonly string[]): Promise<string> {
  const path = join(folder, vector.name)
  await writeFile(path, vector.body)
  const file = await open(path)
  try {
    const age = await AgeFile.open(file, vector.body.length, identities)
    const hash = createHash('sha256')
    for await (const piece of age.stream()) hash.update(piece)
    return hash.digest('hex')
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : `defect ${String(error)}`
  } finally {
    await file.close()
  }
}

describe('age vectors', () => {
  it('are all there', () => {
    expect(all).toHaveLength(143)
    expect(usable.length).toBeGreaterThan(60)
  })

  it.each(usable.map((vector) => [`${vector.name} (${vector.expect})`, vector] as const))('%s', async (_, vector) => {
    const outcome = await attempt(vector, vector.identities)
    if (vector.expect === 'success') expect(outcome).toBe(vector.payload)
    else expect(outcome).toMatch(/^bundle\.(headerDamaged|notForUs|suiteUnknown|truncated|damaged|notBundle)$/)
  })

  it.each(foreign.map((vector) => [vector.name, vector] as const))('%s is no bundle of ours', async (_, vector) => {
    const identity = 'AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0'
    if (vector.expect === 'success' && vector.payload === undefined) throw new Error('a vector without its answer')
    expect(await attempt(vector, [identity])).toMatch(/^bundle\./)
  })
})
