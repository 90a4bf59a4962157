/** What every answer of a shell carries; one set of constants for the desktop's app:// protocol and the browser host. */

/**
 * The page's policy. Everything comes from the shell itself; `style-src-attr` is open because drawings made on the trusted
 * side (captcha, QR code, badge) and Vue's hoisted static markup carry style attributes, which cannot run anything.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-elem 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A stored file shown on its own: nothing in it runs, loads or is of our origin. */
export const ATTACHMENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; sandbox"

/** Some browsers' PDF viewers do not work in a sandbox (Chromium's does); they run a file's scripts apart, never in our origin. */
export const PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"

/** Headers of every answer; the policy depends on what is answered. */
export function securityHeaders(policy: string = PAGE_POLICY): Record<string, string> {
  return {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
    'x-frame-options': policy === PAGE_POLICY ? 'DENY' : 'SAMEORIGIN',
  }
}
