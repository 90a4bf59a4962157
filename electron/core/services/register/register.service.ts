import type { Input, Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { maskPersonName } from '#shared/filing/mask'
import { normaliseText } from '#shared/filing/normalise'
import { domain as checkDomain, formatFilingNumber, parseFilingNumber, toDisplayDomain } from '#shared/filing/validators/index'
import { signedIn, type CallContext } from '../../call'
import { register, type RegisterRecord } from '../../collections/handover.collections'
import type { CoreContext } from '../../context'
import type { Transaction } from '../../store/store'
import { ownFiledAssets } from './own-assets'

type Row = Output<'register.search'>['rows'][number]
/** Rows of an answer unless asked for more or fewer. */
const PAGE = 20
type Searched = Pick<RegisterRecord, 'name' | 'domains' | 'filingNumber'>
/** What a row of 公安备案号查询 is made of. */
export type RegisterRow = Omit<RegisterRecord, 'record' | 'subjectRecord' | 'region' | 'subjectId' | 'applicationId'>

function matches(row: Searched, by: Input<'register.search'>['by'], text: string): boolean {
  const word = normaliseText(text).toLowerCase()
  const tests = {
    name: () => row.name.toLowerCase().includes(word),
    domain: () => {
      const asked = checkDomain(word)
      const ascii = asked.ok && asked.value !== undefined ? asked.value : word
      return row.domains.some((domain) => domain === ascii || domain.includes(ascii))
    },
    number: () => {
      const digits = parseFilingNumber(text)?.digits ?? word.replace(/\D/g, '')
      return digits !== '' && row.filingNumber.includes(digits)
    },
  }
  return by === 'any' ? tests.name() || tests.domain() || tests.number() : tests[by]()
}

/** 登记簿 and 公安备案号查询: what stations have filed, as this station knows it. */
export function createRegisterService(ctx: CoreContext) {
  const shown = (row: RegisterRow): Row => ({
    id: row.id, name: row.name, primaryDomain: toDisplayDomain(row.primaryDomain), interactive: row.interactive, nature: row.nature,
    subjectName: row.nature === 'individual' ? maskPersonName(row.subjectName) : row.subjectName,
    filingNumber: formatFilingNumber(row.filingNumber), demo: row.demo, agency: row.agency, filedAt: row.filedAt, status: row.status,
  })

  return {
    /** The register of this station, and on the stations that fill in: what the account itself has filed. */
    async search(input: Input<'register.search'>, call: CallContext): Promise<Output<'register.search'>> {
      const text = input.text?.trim() ?? ''
      const asked = (row: Searched): boolean => text === '' || matches(row, input.by, text)
      const { rows: entered } = await ctx.store.query(register, { where: asked })
      const own = await ownFiledAssets(ctx.store, signedIn(call).accountId, asked)
      // The account's own data is the newer of the two.
      const rows = [...own, ...entered.filter((row) => !own.some((asset) => asset.id === row.id))].toSorted((a, b) => (a.filedAt < b.filedAt ? 1 : -1))
      const offset = input.offset ?? 0
      return { total: rows.length, rows: rows.slice(offset, offset + (input.limit ?? PAGE)).map(shown) }
    },

    async get(input: Input<'register.get'>): Promise<Output<'register.get'>> {
      const entry = await ctx.store.get(register, input.id)
      if (entry === undefined) throw new AppError('general.notFound')
      return {
        ...shown(entry), subjectName: entry.subjectName, record: entry.record, subjectRecord: entry.subjectRecord, region: entry.region, applicationId: entry.applicationId,
      }
    },

    /** Enters or replaces an asset's row in the transaction that makes it so. */
    async enter(tx: Transaction, entry: RegisterRecord): Promise<void> {
      await tx.put(register, entry)
    },

    /** The asset itself, or all of a subject's, are no longer in force; the rows stay as history. */
    async cancel(tx: Transaction, which: { assetId: string } | { subjectId: string }): Promise<void> {
      const { rows } = await tx.query(register, { where: (row) => ('assetId' in which ? row.id === which.assetId : row.subjectId === which.subjectId) })
      for (const row of rows) {
        const entry = await tx.get(register, row.id)
        if (entry !== undefined) await tx.put(register, { ...entry, status: 'cancelled' })
      }
    },

    /** The row of an asset, if it was ever filed here. */
    async find(tx: Transaction, assetId: string): Promise<RegisterRecord | undefined> {
      return tx.get(register, assetId)
    },
  }
}
export type RegisterService = ReturnType<typeof createRegisterService>
