import { cp, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadResources } from '#core/resources'
import { createResourcesService } from '#core/services/resources/resources.service'
import { commandDef } from '#shared/contract/registry'
import { isWithin, regionName } from '#shared/filing/regions'
import { RESOURCES, temporaryFolder } from '../support/ports'

describe('shipped data', () => {
  it('are whole, keyed by their names, and fit the contract', async () => {
    const resources = await loadResources(RESOURCES)
    const service = createResourcesService({ resources })
    for (const [name, dictionary] of Object.entries(resources.dictionaries)) {
      expect(dictionary.name).toBe(name)
      expect(new Set(dictionary.options.map((option) => option.code)).size).toBe(dictionary.options.length)
    }
    await commandDef('resources.dictionaries').output.validate(await service.dictionaries(), { strict: true })
    await commandDef('resources.regions').output.validate(await service.regions(), { strict: true })
    await commandDef('resources.notice').output.validate(await service.notice(), { strict: true })
  })

  it('a missing file stops the start instead of leaving a list empty', async () => {
    const folder = await temporaryFolder()
    await cp(RESOURCES, folder, { recursive: true })
    for (const part of ['dictionaries', 'regions', 'directory']) {
      await rename(join(folder, part), join(folder, 'away'))
      await expect(loadResources(folder), part).rejects.toThrow(join(folder, part))
      await rename(join(folder, 'away'), join(folder, part))
    }
    await expect(loadResources(folder)).resolves.toBeDefined()
  })

  it('every company of the directory is found under its own region, by part of its name in any width and case', async () => {
    const resources = await loadResources(RESOURCES)
    const service = createResourcesService({ resources })
    for (const kind of ['accessProvider', 'registrar'] as const) {
      const { entries } = resources.directory[kind]
      expect(entries.length).toBeGreaterThan(0)
      for (const entry of entries) {
        expect(regionName(resources.regions.tree, entry.region.code), entry.name).toBe(entry.region.name)
        const found = await service.search({ kind, regionCode: entry.region.code, name: ` ${entry.name.slice(0, 4).toUpperCase()} ` })
        expect(found.entries.map((each) => each.name)).toContain(entry.name)
        for (const each of found.entries) expect(isWithin(each.region.code, `${entry.region.code.slice(0, 2)}0000`)).toBe(true)
      }
    }
    expect((await service.search({ kind: 'registrar', regionCode: '540102', name: '没有这家公司' })).entries).toEqual([])
  })
})
