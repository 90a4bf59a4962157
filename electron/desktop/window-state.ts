import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { screen, type BrowserWindow, type Rectangle } from 'electron'

interface WindowState {
  bounds: Rectangle
  maximized: boolean
}

export const SMALLEST = { width: 1024, height: 680 }
const FIRST = { width: 1360, height: 860 }

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

function readState(file: string): WindowState | undefined {
  try {
    const { bounds, maximized } = JSON.parse(readFileSync(file, 'utf8')) as Partial<WindowState>
    if (bounds === undefined || ![bounds.x, bounds.y, bounds.width, bounds.height].every(isNumber)) return undefined
    return { bounds, maximized: maximized === true }
  } catch {
    return undefined
  }
}

/** Where the window was, if a screen is still there; else the middle of the first screen. */
export function restoredState(file: string): { bounds: Partial<Rectangle> & { width: number; height: number }; maximized: boolean } {
  const state = readState(file)
  if (state === undefined) return { bounds: FIRST, maximized: false }
  const { x, y, width, height } = state.bounds
  const visible = screen.getAllDisplays().some(({ workArea: area }) => x < area.x + area.width && x + width > area.x && y < area.y + area.height && y >= area.y)
  const size = { width: Math.max(width, SMALLEST.width), height: Math.max(height, SMALLEST.height) }
  return { bounds: visible ? { x, y, ...size } : size, maximized: state.maximized }
}

/** Remembers place and size when the window closes. Losing this file loses nothing else, so it is written plainly. */
export function rememberState(window: BrowserWindow, file: string): void {
  window.on('close', () => {
    const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() }
    void writeFile(file, JSON.stringify(state)).catch(() => undefined)
  })
}
