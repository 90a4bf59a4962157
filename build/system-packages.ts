import { existsSync } from 'node:fs'
import { findChromium } from './chromium'
import { report, run, runScript } from './run-step'

/** Programs the tests compare with or run in, and the Debian packages that hold them. */
const NEEDED: { package: string; there: () => boolean }[] = [
  { package: 'chromium', there: () => findChromium() !== undefined },
  { package: 'fonts-noto-cjk', there: () => existsSync('/usr/share/fonts/opentype/noto') },
  { package: 'age', there: () => existsSync('/usr/bin/age') },
  { package: 'minisign', there: () => existsSync('/usr/bin/minisign') },
  { package: 'unzip', there: () => existsSync('/usr/bin/unzip') },
  { package: 'zip', there: () => existsSync('/usr/bin/zip') },
]

const canInstall = (): boolean => process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/** On Debian as root installs what is missing; elsewhere fetches Playwright's Chromium when no browser is found. */
export async function ensureSystemPackages(): Promise<void> {
  const missing = NEEDED.filter((entry) => !entry.there()).map((entry) => entry.package)
  if (canInstall() && missing.length > 0) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    const updated = await run('apt-get', ['update', '-q'], { env })
    const installed = updated.ok ? await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing], { env }) : updated
    report(`install ${missing.join(' ')}`, installed)
  }
  if (findChromium() === undefined) report('install Chromium', await runScript('playwright/cli.js', ['install', 'chromium']))
}
