import { contextBridge, ipcRenderer } from 'electron'
import { commandChannel, eventChannel, isPlainName } from '#shared/contract/channels'
import { isEventName } from '#shared/contract/registry'

/** All a page gets: the contract's commands and events by name, nothing of Electron. The only file that knows ipcRenderer. */
contextBridge.exposeInMainWorld('api', {
  invoke(command: unknown, input: unknown, taskId?: unknown): Promise<unknown> {
    if (!isPlainName(command)) return Promise.reject(new Error('unknown command'))
    return ipcRenderer.invoke(commandChannel(command), input, taskId)
  },
  on(event: unknown, listener: (payload: unknown) => void): () => void {
    if (!isEventName(event)) throw new Error('unknown event')
    const channel = eventChannel(event)
    const forward = (_event: unknown, payload: unknown): void => listener(payload)
    ipcRenderer.on(channel, forward)
    return () => {
      ipcRenderer.removeListener(channel, forward)
    }
  },
})
