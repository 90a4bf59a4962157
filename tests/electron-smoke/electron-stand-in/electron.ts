/**
 * Stands in for the module `electron` where its binary cannot be had: the built main bundle runs unchanged under Node, and
 * its window is a real Chromium page. Every part is typed against Electron's own types.
 */
export { app } from './app'
export { BrowserWindow } from './browser-window'
export { 'ipcMain' } from './ipc-main'
export { protocol } from './page-origin'
export { session } from './session'
export { dialog, Menu, Notification, safeStorage, screen, shell } from './system'
