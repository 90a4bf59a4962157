/** The page's own address in the desktop shell. */
export const APP_SCHEME = 'app'
export const APP_HOST = 'beian'
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`
export const APP_URL = `${APP_ORIGIN}/`

/** Of our own origin: `URL.origin` says "null" for schemes it does not know, so scheme and host are compared. */
export function isOwnAddress(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST
}
