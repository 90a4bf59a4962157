import type { Configuration } from 'electron-builder'

type FuseTable = NonNullable<Configuration['electronFuses']>

/**
 * Switches burnt into the packed program, every one decided: it cannot be run as plain Node, debugged or redirected from
 * outside, loads nothing but its own signed archive, and gives file:// no privileges.
 */
export const FUSES = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
} as const satisfies Required<Omit<FuseTable, 'resetAdHocDarwinSignature'>>
