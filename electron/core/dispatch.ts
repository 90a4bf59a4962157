import { ValidationError, type AnyObject, type ISchema } from 'yup'
import type { Access } from '#shared/contract/define'
import { commandDef, isCommandName, type CommandName } from '#shared/contract/registry'
import { AppError, type Envelope, type FieldErrors } from '#shared/errors/app-error'
import type { StationRole } from '#shared/filing/types'
import type { CallContext, Download, HandlerMap, Session, Task } from './call'
import type { Ids, Logger, Clock } from './ports'
import { createQueue } from './queue'
import type { Tasks } from './tasks'

/** What a host passes on: the parsed JSON, untrusted, and where it comes from. */
export interface Request {
  clientId: string
  command: string
  input: unknown
  /** Client-made UUID under which progress is told and `tasks.cancel` stops the work. */
  taskId?: string
  /** Upload commands: the bytes. */
  source?: AsyncIterable<Uint8Array>
}

export interface Dispatcher {
  (request: Request): Promise<Envelope<unknown>>
  /** Download commands answer with bytes; a refusal is the same envelope. */
  download(request: Request): Promise<Envelope<Download>>
  /** Waits until every write under way is done. */
  settled(): Promise<void>
}

export interface DispatchOptions {
  handlers: HandlerMap
  sessionOf(clientId: string): Session | undefined
  touch(clientId: string): void
  stationRole(): StationRole | undefined
  storeOpen(): boolean
  tasks: Tasks
  ids: Ids
  clock: Clock
  logger: Logger
  /** Checks every answer against the contract too: on in tests and development. */
  checkOutput: boolean
  /** Called after every call, whatever came of it. */
  answered(): void
}

type AnySchema = ISchema<unknown, AnyObject>
type AnyHandler = (input: unknown, call: CallContext, source?: AsyncIterable<Uint8Array>) => Promise<unknown>

/** Field errors of a yup failure by path, the first of each path. */
export function fieldErrorsOf(error: ValidationError): FieldErrors {
  const fields: FieldErrors = {}
  for (const inner of error.inner.length > 0 ? error.inner : [error]) {
    const path = inner.path ?? ''
    fields[path] ??= inner.message
  }
  return fields
}

async function validated(schema: AnySchema, input: unknown): Promise<unknown> {
  try {
    return await schema.validate(input, { strict: true, abortEarly: false })
  } catch (error) {
    if (error instanceof ValidationError) throw new AppError('general.invalidInput', { fields: fieldErrorsOf(error) })
    throw error
  }
}

/** Session and role, as the contract declares them. */
function checkAccess(access: Access, session: Session | undefined, station: StationRole | undefined): void {
  if (access === 'public') return
  if (session === undefined) throw new AppError('account.signInRequired')
  if (access.stations !== undefined && (station === undefined || !access.stations.includes(station))) throw new AppError('account.stationRefused')
  if (!session.roles.some((role) => access.roles.includes(role))) throw new AppError('account.roleRefused')
}

/**
 * The one way into the services: look up → check session and role → validate → queue writes → run → wrap → log.
 * Hosts (desktop, browser host, command line) only carry requests here and answers back.
 */
export function createDispatch(options: DispatchOptions): Dispatcher {
  const writes = createQueue()

  function refuse(command: string, error: unknown): { ok: false; error: import('#shared/errors/app-error').ErrorBody } {
    const id = options.ids.uuid()
    const known = error instanceof AppError ? error : new AppError('general.unexpected')
    options.logger.write({
      at: options.clock.now(), level: error instanceof AppError ? 'info' : 'error', source: command, id, message: known.code,
      detail: error instanceof AppError ? Object.keys(error.fields ?? {}) : error instanceof Error ? error.stack : String(error),
    })
    return { ok: false, error: { code: known.code, message: known.message, action: known.action, fields: known.fields, id } }
  }

  async function run(request: Request, stream: 'upload' | 'download' | undefined): Promise<unknown> {
    if (!isCommandName(request.command)) throw new AppError('general.unknownCommand')
    const name: CommandName = request.command
    const def = commandDef(name)
    if ((def.stream === 'download') !== (stream === 'download')) throw new AppError('general.unknownCommand')
    if (def.stream === 'upload' && request.source === undefined) throw new AppError('general.invalidInput')
    if (def.beforeStore !== true && !options.storeOpen()) throw new AppError('general.notReady')
    const session = options.sessionOf(request.clientId)
    checkAccess(def.access, session, options.stationRole())
    const input = await validated(def.input, request.input)
    if (def.background !== true && session !== undefined) options.touch(request.clientId)
    const task = options.tasks.begin(request.taskId ?? options.ids.uuid(), request.clientId)
    const call: CallContext = { clientId: request.clientId, command: name, session, task }
    const handler = options.handlers[name] as AnyHandler
    const work = (): Promise<unknown> => handler(input, call, request.source)
    try {
      // Uploads and long tasks wait on people and disks: they queue only the transaction they end in (Store.transact). What
      // makes the store has no transaction and is alone throughout.
      const alone = def.kind === 'write' && def.stream === undefined && (def.task !== true || def.beforeStore === true)
      const value = alone ? await writes.run(work) : await work()
      if (options.checkOutput && def.stream !== 'download') await checkAnswer(name, def.output, value)
      return value
    } finally {
      options.tasks.end(task.taskId)
      options.answered()
    }
  }

  const dispatch = async (request: Request): Promise<Envelope<unknown>> => {
    try {
      return { ok: true, value: await run(request, undefined) }
    } catch (error) {
      return refuse(request.command, error)
    }
  }
  return Object.assign(dispatch, {
    download: async (request: Request): Promise<Envelope<Download>> => {
      try {
        return { ok: true, value: (await run(request, 'download')) as Download }
      } catch (error) {
        return refuse(request.command, error)
      }
    },
    settled: () => writes.settled(),
  })
}

/** An answer that breaks the contract is our defect, so it is thrown as one, with the paths. */
async function checkAnswer(name: string, schema: AnySchema, value: unknown): Promise<void> {
  try {
    // What crosses is JSON: an absent and an undefined member are the same there.
    await schema.validate(JSON.parse(JSON.stringify(value ?? {})), { strict: true, abortEarly: false })
  } catch (error) {
    if (error instanceof ValidationError) throw new Error(`answer of ${name} breaks its contract: ${error.errors.join('; ')} at ${Object.keys(fieldErrorsOf(error)).join(', ')}`)
    throw error
  }
}

export type { Task }
