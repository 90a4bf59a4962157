/**
 * Runs in the page before anything of the page: what `require('electron')` gives a sandboxed preload, over one binding to
 * the main side. Written as source text because it is carried into the page.
 */
export const BINDING = '__electronStandIn'
export const EMIT = '__electronStandInEmit'

const PAGE_SIDE = `
  const call = window[${JSON.stringify(BINDING)}]
  delete window[${JSON.stringify(BINDING)}]
  const heard = new Map()
  Object.defineProperty(window, ${JSON.stringify(EMIT)}, { enumerable: false, value: (channel, args) => {
    for (const listener of [...(heard.get(channel) ?? [])]) listener({}, ...args)
  } })
  const frozen = (value) => {
    if (typeof value !== 'object' || value === null) return value
    for (const member of Object.values(value)) frozen(member)
    return Object.freeze(value)
  }
  const electron = {
    contextBridge: { exposeInMainWorld: (key, api) => Object.defineProperty(window, key, { value: frozen({ ...api }), enumerable: true }) },
    ipcRenderer: {
      async invoke(channel, ...args) {
        const answer = await call(JSON.stringify({ channel, args: args.map((arg) => arg === undefined ? null : arg) }))
        const { value, error } = JSON.parse(answer)
        if (error !== undefined) throw new Error("Error invoking remote method '" + channel + "': " + error)
        return value
      },
      on(channel, listener) { heard.set(channel, [...(heard.get(channel) ?? []), listener]) },
      removeListener(channel, listener) { heard.set(channel, (heard.get(channel) ?? []).filter((entry) => entry !== listener)) },
    },
  }
`

/** The built preload, wrapped as Electron wraps a sandboxed one: `require` knows electron and nothing else. */
export function preloadScript(source: string): string {
  return `(() => {${PAGE_SIDE}
  const require = (name) => { if (name === 'electron') return electron; throw new Error('module not found: ' + name) }
  const module = { exports: {} };
  (function (require, module, exports) {${source}\n})(require, module, module.exports)
})()`
}
