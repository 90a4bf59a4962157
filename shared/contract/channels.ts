import { COMMAND_NAMES, COMMANDS, isCommandName, type CommandName, type EventName, type PlainName } from './registry'

/** Names of the desktop's channels, one a command and one an event; what has no channel cannot be called. */
export const commandChannel = (name: PlainName): string => `command:${name}`
export const eventChannel = (name: EventName): string => `event:${name}`

/** Commands whose bytes travel beside them go through `stream/<command>` instead of a channel. */
export function isPlainName(name: unknown): name is PlainName {
  return isCommandName(name) && !('stream' in COMMANDS[name])
}

export const PLAIN_NAMES: readonly PlainName[] = COMMAND_NAMES.filter((name: CommandName): name is PlainName => isPlainName(name))
