import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import type { Core } from '#core/create-core'
import { commandChannel, eventChannel, PLAIN_NAMES } from '#shared/contract/channels'
import { isOwnAddress } from './origin'

/** A window of ours and the client its sessions hang on. */
export interface KnownWindow {
  clientId: string
  contents: WebContents
}

export interface IpcOptions {
  core: Core
  /** The window these contents belong to; undefined for anything that is no window of ours. */
  windowOf(contents: WebContents): KnownWindow | undefined
  windows(): readonly KnownWindow[]
  /** After every answer: someone may have signed in. */
  answered(window: KnownWindow): void
}

const TASK_ID = /^[0-9a-f-]{36}$/

/** Only the main frame of a known window, showing our own page, is listened to. */
function trustedWindow(event: IpcMainInvokeEvent, options: IpcOptions): KnownWindow {
  const frame = event.senderFrame
  const window = options.windowOf(event.sender)
  if (window === undefined || frame === null || frame.parent !== null || !isOwnAddress(frame.url)) throw new Error('untrusted sender')
  return window
}

/** One channel a command of the contract, one channel an event. The only file that knows ipcMain. */
export function registerIpc(options: IpcOptions): void {
  const { core } = options
  for (const command of PLAIN_NAMES) {
    ipcMain.handle(commandChannel(command), async (event, input: unknown, taskId: unknown) => {
      const window = trustedWindow(event, options)
      const known = typeof taskId === 'string' && TASK_ID.test(taskId) ? taskId : undefined
      const envelope = await core.dispatch({ clientId: window.clientId, command, input, taskId: known })
      options.answered(window)
      return envelope
    })
  }
  core.on(({ name, payload, clientIds }) => {
    for (const { clientId, contents } of options.windows()) {
      if (!contents.isDestroyed() && (clientIds === undefined || clientIds.includes(clientId))) contents.send(eventChannel(name), payload)
    }
  })
}
