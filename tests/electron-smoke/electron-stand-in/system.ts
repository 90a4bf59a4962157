import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { Dialog, Menu as RealMenu, MenuItem, MenuItemConstructorOptions, NotificationConstructorOptions, SafeStorage, Screen, Shell } from 'electron'
import { app } from './app'

/** Words from the test to the next save dialog; see launch-desktop.ts. */
export interface SaveAnswer {
  saveDialog: string
}

const answers: string[] = []
process.on('message', (message: SaveAnswer) => {
  answers.push(message.saveDialog)
  process.send?.('noted')
})

export const dialog = {
  showSaveDialog: () => {
    const filePath = answers.shift()
    return Promise.resolve({ canceled: filePath === undefined, filePath: filePath ?? '' })
  },
  showErrorBox: (title: string, content: string) => console.error(`${title}: ${content}`),
} satisfies Pick<Dialog, 'showErrorBox'> & { showSaveDialog: () => ReturnType<Dialog['showSaveDialog']> }

type Backend = ReturnType<SafeStorage['getSelectedStorageBackend']>
const backend = (): Backend => (process.env['STAND_IN_KEYRING'] as Backend | undefined) ?? 'gnome_libsecret'
const key = (): Buffer => createHash('sha256').update(app.getPath('userData')).digest()

/** A keyring that really locks things away, so that opening again needs what the first start stored. */
export const safeStorage = {
  isEncryptionAvailable: () => true,
  getSelectedStorageBackend: backend,
  encryptString(plain) {
    if (backend() === 'basic_text') throw new Error('basic_text must not be used')
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key(), nonce)
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
  },
  decryptString(sealed) {
    const decipher = createDecipheriv('aes-256-gcm', key(), sealed.subarray(0, 12)).setAuthTag(sealed.subarray(12, 28))
    return decipher.update(sealed.subarray(28), undefined, 'utf8') + decipher.final('utf8')
  },
} satisfies Pick<SafeStorage, 'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'>

/** Menus are built, so that a wrong role or a missing label would throw, and shown nowhere. */
export const Menu = {
  buildFromTemplate(template: (MenuItem | MenuItemConstructorOptions)[]): { items: unknown[] } {
    for (const item of template) {
      if (item.type !== 'separator' && item.label === undefined) throw new Error('menu item without a label')
      if (Array.isArray(item.submenu)) Menu.buildFromTemplate(item.submenu)
    }
    return { items: template }
  },
  setApplicationMenu(_menu: { items: unknown[] } | null): void {},
} satisfies { buildFromTemplate: (...args: Parameters<typeof RealMenu.buildFromTemplate>) => unknown; setApplicationMenu: (menu: never) => void }

const area = { x: 0, y: 0, width: 1920, height: 1080 }
export const screen = {
  getAllDisplays: () => [{ workArea: area }],
} satisfies { getAllDisplays: () => Pick<ReturnType<Screen['getAllDisplays']>[number], 'workArea'>[] }

export const shell = { openPath: () => Promise.resolve('') } satisfies Pick<Shell, 'openPath'>

export class Notification {
  constructor(readonly options?: NotificationConstructorOptions) {}
  static isSupported(): boolean {
    return true
  }
  show(): void {}
}
