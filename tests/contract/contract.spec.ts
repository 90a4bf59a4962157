import { describe, expect, it } from 'vitest'
import { ValidationError } from 'yup'
import { COMMAND_NAMES, COMMANDS, commandDef, EVENT_NAMES, isCommandName } from '#shared/contract/registry'
import { ACCOUNT_ROLES, STATION_ROLES } from '#shared/filing/types'

const unknownRefused = async (schema: { validate(value: unknown, options: object): Promise<unknown> }): Promise<boolean> => {
  try {
    await schema.validate({ plantedUnknownKey: 1 }, { strict: true, abortEarly: false })
    return false
  } catch (error) {
    return error instanceof ValidationError && error.errors.some((message) => message.includes('plantedUnknownKey'))
  }
}

describe('the contract', () => {
  it.each(COMMAND_NAMES)('%s is named domain.verb, has roles of the one list, and refuses unknown keys', async (name) => {
    expect(name).toMatch(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/)
    const def = commandDef(name)
    if (def.access !== 'public') {
      expect(def.access.roles.length).toBeGreaterThan(0)
      for (const role of def.access.roles) expect(ACCOUNT_ROLES).toContain(role)
      for (const role of def.access.stations ?? []) expect(STATION_ROLES).toContain(role)
    }
    expect(await unknownRefused(def.input as never), 'input').toBe(true)
    expect(await unknownRefused(def.output as never), 'output').toBe(true)
  })

  it.each(EVENT_NAMES)('%s is named domain.past', (name) => {
    expect(name).toMatch(/^[a-z]+\.[a-z]+(ed|ended|arrived)$/)
  })

  it('knows only its own commands, never inherited names', () => {
    for (const name of ['toString', '__proto__', 'constructor', 'x.y', 1, null]) expect(isCommandName(name)).toBe(false)
    expect(isCommandName('drafts.save')).toBe(true)
  })

  it('lets nobody but signed-in accounts reach form data', () => {
    for (const name of COMMAND_NAMES) {
      if (/^(drafts|applications|subjects|assets|bundles|review|register|notices|attachments|home|numbering)\./.test(name)) {
        expect(COMMANDS[name].access, name).not.toBe('public')
      }
    }
  })
})
