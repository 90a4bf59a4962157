/**
 * Names of the dictionaries under resources/dictionaries; a field's `dictionary` is one of them. The file of `idTypes` is
 * `id-types.json` (`dictionaryFile`).
 */
export const DICTIONARY_NAMES = [
  'accessMethods', 'appCategories', 'assessmentConclusions', 'assessmentMethods', 'assessmentTriggers', 'idTypes', 'languages', 'launchStates',
  'miniProgramPlatforms', 'mobilePlatforms', 'organizationIdType', 'organizationNature', 'preApprovalKinds', 'regulatedGoods',
  'serviceProviderKinds', 'serviceTypes', 'subjectNature', 'territory',
] as const
export type DictionaryName = (typeof DICTIONARY_NAMES)[number]

/** File name of a dictionary under resources/dictionaries. */
export const dictionaryFile = (name: DictionaryName): string => `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.json`
