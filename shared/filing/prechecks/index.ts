import { CONTENT_CHECKS } from './content'
import { NAME_CHECKS } from './names'
import { NETWORK_CHECKS } from './network'
import { ORGANIZATION_CHECKS } from './organization'
import { PEOPLE_CHECKS } from './people'
import { PICTURE_CHECKS } from './pictures'
import { findingKey, runChecks, type Precheck, type PrecheckFinding, type PrecheckInput } from './precheck'
import { PROCEDURE_CHECKS } from './procedure'

export type { FindingLevel, Precheck, PrecheckContext, PrecheckFinding, PrecheckInput } from './precheck'
export { findingKey } from './precheck'
export { websiteDomains } from './network'

/** Every check of subjects and websites (domain.md §7), in groups. */
export const PRECHECKS: readonly Precheck[] = [
  ...PROCEDURE_CHECKS, ...ORGANIZATION_CHECKS, ...PEOPLE_CHECKS, ...PICTURE_CHECKS, ...NAME_CHECKS, ...NETWORK_CHECKS, ...CONTENT_CHECKS,
]

const LEVELS: readonly PrecheckFinding['level'][] = ['error', 'warning', 'info']

const joined = (texts: readonly string[]): string => [...new Set(texts)].join('；')

/** Several faults a check finds at one field are one finding, so that its key stands for one reason; the worst level counts. */
function mergeSame(findings: readonly PrecheckFinding[]): PrecheckFinding[] {
  const groups = new Map<string, PrecheckFinding[]>()
  for (const finding of findings) groups.set(findingKey(finding), [...(groups.get(findingKey(finding)) ?? []), finding])
  return [...groups.values()].flatMap((group) => {
    const [worst] = [...group].sort((one, other) => LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level))
    return worst ? [{ ...worst, finding: joined(group.map((each) => each.finding)), mend: joined(group.map((each) => each.mend)) }] : []
  })
}

/** All findings on a record, errors first. Businesses without a form of their own get the checks of procedure only. */
export function runPrechecks(input: PrecheckInput): PrecheckFinding[] {
  return mergeSame(runChecks(PRECHECKS, input)).sort((one, other) => LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level))
}
