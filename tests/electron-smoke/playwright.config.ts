import { defineConfig } from '@playwright/test'
import type { Driver } from './launch-desktop'

/** One spec, two ways to start the desktop shell: Electron itself where its binary is there, its stand-in everywhere. */
export default defineConfig<{ driver: Driver }>({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results/electron-smoke',
  workers: 1,
  retries: process.env['CI'] === undefined ? 0 : 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: { actionTimeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../../out/reports/playwright-electron-smoke.json' }]],
  projects: [
    { name: 'electron', use: { driver: 'electron' } },
    { name: 'stand-in', use: { driver: 'stand-in' } },
  ],
})
