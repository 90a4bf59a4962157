import { auditCommands, backupCommands } from './backup.contract'
import type { CommandDef, SchemaType } from './define'
import {
  applicationCommands, assetCommands, attachmentCommands, draftCommands, homeCommands, resourceCommands, subjectCommands,
} from './filing.contract'
import { bundleCommands, events, registerCommands, reviewCommands } from './handover.contract'
import { accountCommands, settingsCommands, stationCommands } from './station.contract'

/**
 * The contract: every command and event of the program, once. Handler types, the preload allow-list, IPC registration,
 * the browser host's routes and the renderer's client all derive from this value (architecture.md, rules 3 and 5).
 */
export const COMMANDS = {
  ...stationCommands,
  ...accountCommands,
  ...settingsCommands,
  ...resourceCommands,
  ...attachmentCommands,
  ...draftCommands,
  ...applicationCommands,
  ...subjectCommands,
  ...assetCommands,
  ...homeCommands,
  ...bundleCommands,
  ...reviewCommands,
  ...registerCommands,
  ...backupCommands,
  ...auditCommands,
}

export const EVENTS = events

export type CommandName = keyof typeof COMMANDS
export type Input<K extends CommandName> = SchemaType<(typeof COMMANDS)[K]['input']>
export type Output<K extends CommandName> = SchemaType<(typeof COMMANDS)[K]['output']>
type WithStream<S> = { [K in CommandName]: (typeof COMMANDS)[K] extends { stream: S } ? K : never }[CommandName]
/** Commands that take the bytes of one file beside their input. */
export type UploadName = WithStream<'upload'>
/** Commands that answer with bytes. */
export type DownloadName = WithStream<'download'>
/** Commands with plain input and output. */
export type PlainName = Exclude<CommandName, UploadName | DownloadName>

export type EventName = keyof typeof EVENTS
export type EventPayload<K extends EventName> = SchemaType<(typeof EVENTS)[K]>

export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[]
export const EVENT_NAMES = Object.keys(EVENTS) as EventName[]

export function isCommandName(name: unknown): name is CommandName {
  return typeof name === 'string' && Object.hasOwn(COMMANDS, name)
}
export function isEventName(name: unknown): name is EventName {
  return typeof name === 'string' && Object.hasOwn(EVENTS, name)
}
export function commandDef(name: CommandName): CommandDef {
  return COMMANDS[name]
}
