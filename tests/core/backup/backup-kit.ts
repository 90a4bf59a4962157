import type { Output } from '#shared/contract/registry'
import { createTestCore, FIRST_ACCOUNT, PASSWORD, type TestCore } from '../support/cores'

export type Generation = Output<'backup.overview'>['generations'][number]

/** Closes and opens the program, which leaves a kept state of the data, and signs the administrator in again. */
export async function keepState(test: TestCore): Promise<Generation> {
  await test.restart()
  await test.signIn(FIRST_ACCOUNT)
  const { generations } = await test.call('backup.overview', {})
  const present = generations.find((generation) => generation.present)
  if (present === undefined) throw new Error('no state is the present one')
  return present
}

export const createAccount = (test: TestCore, account: string): Promise<Output<'accounts.create'>> =>
  test.call('accounts.create', { account, password: PASSWORD, name: '李四', mobile: '13900139000', roles: ['applicant'] })

export const accountNames = async (test: TestCore): Promise<string[]> => (await test.call('accounts.list', {})).accounts.map(({ account }) => account)

/** An applicant's station with one kept state. */
export async function keptStation(): Promise<{ test: TestCore; first: Generation }> {
  const test = await createTestCore({ role: 'applicant' })
  return { test, first: await keepState(test) }
}

/** What the log says was done, oldest first. */
export async function logWords(test: TestCore): Promise<string[]> {
  const { entries } = await test.call('audit.list', { limit: 500 })
  return entries.map(({ what }) => what).reverse()
}
