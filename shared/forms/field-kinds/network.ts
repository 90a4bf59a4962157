import { domain, ipAddress, parseUrl, toDisplayDomain, url } from '../../filing/validators'
import { valueAt } from '../../filing/values'
import { validatedText, validatedTexts, type FieldKind, type Place } from './kind'

const DOMAIN_MAX = 260
const URL_MAX = 2048
const LIST_MAX = 200

export const domainKind: FieldKind<string> = validatedText(DOMAIN_MAX, domain, domain, toDisplayDomain)
/** Repeated domains are pre-check PC-21's finding as well; here the later one is refused at its place. */
export const domainsKind: FieldKind<string[]> = validatedTexts({ itemMax: DOMAIN_MAX, listMax: LIST_MAX, validate: domain, show: toDisplayDomain })
export const ipAddressesKind: FieldKind<string[]> = validatedTexts({ itemMax: 64, listMax: LIST_MAX, validate: ipAddress })

/** The domains a URL must lie under, from the fields its declaration names; none while the first of these is still to be filled in. */
function domainsFor({ field, record }: Place): string[] {
  const values = (field.under ?? []).map((path) => valueAt(record, path))
  if (values[0] === undefined) return []
  return values.flat().filter((name): name is string => typeof name === 'string' && domain(name).ok)
}

function showUrl(text: string): string {
  const parts = parseUrl(text)
  return parts ? `${parts.scheme}://${toDisplayDomain(parts.host)}${parts.port === undefined ? '' : `:${parts.port}`}${parts.rest}` : text
}

export const urlKind: FieldKind<string> = validatedText(URL_MAX, (text) => url(text), (text, place) => url(text, { domains: domainsFor(place) }), showUrl)
