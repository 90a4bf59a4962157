import type { IpcMain, IpcMainInvokeEvent } from 'electron'

type Listener = Parameters<IpcMain['handle']>[1]
const listeners = new Map<string, Listener>()

const main = {
  handle(channel, listener) {
    if (listeners.has(channel)) throw new Error(`second handler for ${channel}`)
    listeners.set(channel, listener)
  },
} satisfies Pick<IpcMain, 'handle'>

/** What a page's invoke comes to: the handler's answer, or the error Electron would reject with. */
export async function invoked(event: IpcMainInvokeEvent, channel: string, args: unknown[]): Promise<unknown> {
  const listener = listeners.get(channel)
  if (listener === undefined) throw new Error(`No handler registered for '${channel}'`)
  return (await listener(event, ...args)) as unknown
}

export { main as 'ipcMain' }
