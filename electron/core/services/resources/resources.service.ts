import type { Input, Output } from '#shared/contract/registry'
import { normaliseText } from '#shared/filing/normalise'
import { isWithin } from '#shared/filing/regions'
import type { CoreContext } from '../../context'

/** Rows one search of the directory shows at most; more than that calls for a longer name. */
const MAX_ENTRIES = 200

/** A name as it is compared: small letters, brackets of one kind, no spaces. */
const comparable = (text: string): string => normaliseText(text).toLowerCase().replace(/（/g, '(').replace(/）/g, ')').replace(/\s+/g, '')

/** The city a code lies in, or its province where it names no city. */
const cityOf = (code: string): string => (code.endsWith('0000') ? code : `${code.slice(0, 4)}00`)

/** Shipped dictionaries, regions, the notice and the directory of providers. */
export function createResourcesService(ctx: Pick<CoreContext, 'resources'>) {
  return {
    dictionaries: async (): Promise<Output<'resources.dictionaries'>> => ({ dictionaries: ctx.resources.dictionaries }),
    regions: async (): Promise<Output<'resources.regions'>> => ({ version: ctx.resources.regions.version, tree: ctx.resources.regions.tree }),
    async notice(): Promise<Output<'resources.notice'>> {
      const { title, preamble, items, statement } = ctx.resources.notice
      return { title, preamble, items, statement }
    },
    /**
     * 【查询】 over the shipped directory. A company is found under the whole city it sits in, because few people know the
     * district of their provider's office.
     */
    async search(input: Input<'directory.search'>): Promise<Output<'directory.search'>> {
      const { entries, version } = ctx.resources.directory[input.kind]
      const wanted = comparable(input.name ?? '')
      const city = cityOf(input.regionCode)
      const found = entries
        .filter((entry) => isWithin(entry.region.code, city) || isWithin(city, entry.region.code))
        .filter((entry) => comparable(entry.name).includes(wanted))
        .sort((a, b) => a.name.localeCompare(b.name, 'zh'))
      return {
        version,
        entries: found.slice(0, MAX_ENTRIES).map(({ name, region, phone }) => ({ name, region: { code: region.code, name: region.name }, phone })),
      }
    },
  }
}

export type ResourcesService = ReturnType<typeof createResourcesService>
