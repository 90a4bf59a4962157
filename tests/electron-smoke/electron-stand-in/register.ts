import { register } from 'node:module'

/** Makes `import … from 'electron'` mean this stand-in; everything else of the built program stays as it is. */
const standIn = new URL('./electron.ts', import.meta.url).href
const hooks = `export async function resolve(specifier, context, next) {
  return next(specifier === 'electron' ? ${JSON.stringify(standIn)} : specifier, context)
}`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)
