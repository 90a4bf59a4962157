import { createReadStream } from 'node:fs'
import { basename, resolve } from 'node:path'
import { dialog } from 'electron'
import type { Core } from '#core/create-core'
import { eventChannel } from '#shared/contract/channels'
import type { EventPayload, Output, UploadName } from '#shared/contract/registry'
import type { KnownWindow } from './ipc'

export const BUNDLE_ENDING = '.beian'
const UPLOAD = 'bundles.upload' satisfies UploadName

/** The bundle files among a start's arguments. */
export function bundleFilesIn(args: readonly string[], workingDir: string): string[] {
  return args.filter((arg) => !arg.startsWith('-') && arg.toLowerCase().endsWith(BUNDLE_ENDING)).map((arg) => resolve(workingDir, arg))
}

/**
 * .beian files opened with the program wait until somebody is signed in at the window, are then brought into the incoming
 * folder by the same command the page uses, and the page is told (`bundles.arrived`) to show the import preview.
 */
export interface OpenedFiles {
  add(paths: readonly string[]): void
  deliver(window: KnownWindow | undefined): void
}

export function createOpenedFiles(core: Core): OpenedFiles {
  const waiting: string[] = []
  let busy = false

  async function bringIn(window: KnownWindow, path: string): Promise<void> {
    const name = basename(path)
    const envelope = await core.dispatch({ clientId: window.clientId, command: UPLOAD, input: { name }, source: createReadStream(path) })
    if (!envelope.ok) {
      dialog.showErrorBox(`没有导入 ${name}`, [envelope.error.message, envelope.error.action].filter(Boolean).join('。\n'))
      return
    }
    const payload: EventPayload<'bundles.arrived'> = { incomingId: (envelope.value as Output<typeof UPLOAD>).incomingId, name }
    if (!window.contents.isDestroyed()) window.contents.send(eventChannel('bundles.arrived'), payload)
  }

  async function deliverAll(window: KnownWindow): Promise<void> {
    busy = true
    try {
      for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) await bringIn(window, path)
    } finally {
      busy = false
    }
  }

  return {
    add: (paths) => void waiting.push(...paths),
    deliver(window) {
      if (busy || waiting.length === 0 || window === undefined || !core.hasSession(window.clientId)) return
      void deliverAll(window)
    },
  }
}
