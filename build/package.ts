import { parseArgs } from 'node:util'
import { build, DIR_TARGET, Platform, type CliOptions } from 'electron-builder'
import { FUSES } from '../electron/desktop/fuses'
import { report, runScript } from './run-step'

/**
 * `npm run package -- [--dir] [--win] [--mac] [--linux] [--electron-dist=DIR]`: installers for this system or the ones
 * named; `--dir` only lays the program out, `--electron-dist` takes Electron from a folder instead of fetching it.
 */
const { values } = parseArgs({
  options: { dir: { type: 'boolean' }, win: { type: 'boolean' }, mac: { type: 'boolean' }, linux: { type: 'boolean' }, 'electron-dist': { type: 'string' } },
})

function platforms(): Platform[] {
  const named = [values.win && Platform.WINDOWS, values.mac && Platform.MAC, values.linux && Platform.LINUX].filter((platform) => platform instanceof Platform)
  return named.length > 0 ? named : [Platform.current()]
}

const built = await runScript('electron-vite/bin/electron-vite.js', ['build'])
report('build', built)
if (!built.ok) process.exit(1)

const options: CliOptions = {
  targets: new Map(platforms().flatMap((platform) => [...platform.createTarget(values.dir ? DIR_TARGET : null)])),
  config: { extends: './electron-builder.yml', electronFuses: FUSES, ...(values['electron-dist'] === undefined ? {} : { electronDist: values['electron-dist'] }) },
}
for (const file of await build(options)) console.log(file)
