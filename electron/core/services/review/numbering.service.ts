import type { Input, Output } from '#shared/contract/registry'
import { AppError, type FieldErrors } from '#shared/errors/app-error'
import { issueFilingNumber, MAX_SERIAL, numberSettingsProblems, SITE_CATEGORY, type NumberSettings } from '#shared/filing/numbers'
import { provinceOfRegion } from '#shared/filing/provinces'
import { formatFilingNumber, parseFilingNumber } from '#shared/filing/validators/index'
import type { CallContext } from '../../call'
import { numbering, register, type NumberingRecord } from '../../collections/handover.collections'
import { self } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import type { Reader, Transaction } from '../../store/store'

/** A number as issued, with the agency it names. */
export interface IssuedNumber {
  /** Stored form: abbreviation + 14 digits. */
  number: string
  demo: boolean
  agency: string
}

const settingsOf = (record: NumberingRecord): NumberSettings => ({
  official: record.official, provinceAbbr: record.provinceAbbreviation, agencyCode: record.agencyCode, category: SITE_CATEGORY,
})

/** The highest serial in the register for the agency and kind of these settings; 0 when there is none. */
async function lastSerial(reader: Reader, { official, agencyCode }: NumberingRecord): Promise<number> {
  const { rows } = await reader.query(register)
  return rows.reduce((last, row) => {
    const issued = parseFilingNumber(row.filingNumber)
    return issued?.agencyCode === agencyCode && issued.demo === !official ? Math.max(last, Number(issued.serial)) : last
  }, 0)
}

/** 发号设置: what numbers this review station issues (domain.md §8, §10). */
export function createNumberingService(ctx: CoreContext) {
  /** Until an administrator has set anything: 演示 numbers of the station's own region. */
  async function current(reader: Reader): Promise<NumberingRecord> {
    const kept = await reader.get(numbering, 'numbering')
    if (kept !== undefined) return kept
    const station = await reader.get(self, 'self')
    if (station === undefined) throw new AppError('general.notReady')
    return {
      id: 'numbering', official: false, provinceAbbreviation: provinceOfRegion(station.region.code)?.police ?? '京', agencyCode: station.region.code,
      agencyName: station.name, nextSerial: 1,
    }
  }

  const answer = (record: NumberingRecord): Output<'numbering.get'> => {
    const { id: _, ...shown } = record
    return { ...shown, example: formatFilingNumber(issueFilingNumber(settingsOf(record), record.nextSerial)) }
  }

  return {
    async get(): Promise<Output<'numbering.get'>> {
      return answer(await current(ctx.store))
    },

    async update(input: Input<'numbering.update'>, call: CallContext): Promise<Output<'numbering.update'>> {
      const record: NumberingRecord = { id: 'numbering', ...input }
      const fields: FieldErrors = {}
      const problems = numberSettingsProblems(settingsOf(record))
      if (problems.provinceAbbr !== undefined) fields.provinceAbbreviation = problems.provinceAbbr
      if (problems.agencyCode !== undefined) fields.agencyCode = problems.agencyCode
      const before = await current(ctx.store)
      // A serial is never given twice: within the same agency and kind it only rises.
      const sameRow = before.agencyCode === record.agencyCode && before.official === record.official
      if (sameRow && record.nextSerial < before.nextSerial) fields.nextSerial = `下一个流水号不能小于 ${before.nextSerial}，以免重号`
      const last = await lastSerial(ctx.store, record)
      if (fields.nextSerial === undefined && record.nextSerial <= last) fields.nextSerial = `该代码已发到 ${last} 号，下一个流水号不能小于 ${last + 1}，以免重号`
      if (Object.keys(fields).length > 0) throw new AppError('general.invalidInput', { fields })
      const turnedOn = record.official && !before.official
      await ctx.write(call, turnedOn ? `开启正式发号，公安机关代码 ${record.agencyCode}` : '修改发号设置', (tx) => tx.put(numbering, record))
      return answer(record)
    },

    /** Takes the next number inside the transaction that approves; never the same one twice. */
    async issue(tx: Transaction): Promise<IssuedNumber> {
      const record = await current(tx)
      if (Object.keys(numberSettingsProblems(settingsOf(record))).length > 0 || record.nextSerial > MAX_SERIAL) {
        throw new AppError('review.numberingIncomplete')
      }
      const number = issueFilingNumber(settingsOf(record), record.nextSerial)
      await tx.put(numbering, { ...record, nextSerial: record.nextSerial + 1 })
      return { number, demo: !record.official, agency: record.agencyName }
    },
  }
}
export type NumberingService = ReturnType<typeof createNumberingService>
