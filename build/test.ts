import { check } from './check'
import { conclude, runBuild, runPlaywright, runVitest } from './runners'
import { sum, type Tally } from './run-step'
import { ensureSystemPackages } from './system-packages'

/** Everything: what needs no browser first, then the built program in a real one. */
await ensureSystemPackages()
const parts: Tally[] = [await check(), await runVitest('bundle', ['bundle']), await runVitest('renderer', ['renderer']), await runBuild()]
parts.push(await runPlaywright('e2e', 'tests/e2e/playwright.config.ts'))
parts.push(await runPlaywright('electron-smoke', 'tests/electron-smoke/playwright.config.ts'))
conclude(sum(parts))
