import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

/** One planted violation of each house rule (architecture.md): the lint must refuse it with the named rule. */
const PLANTED: { rule: number; id: string; file: string; code: string }[] = [
  { rule: 1, id: 'beian/layers', file: 'shared/filing/planted.ts', code: "import { readFileSync } from 'node:fs'\nexport const a = readFileSync\n" },
  { rule: 1, id: 'beian/layers', file: 'shared/filing/planted.ts', code: "import { ref } from 'vue'\nexport const a = ref\n" },
  { rule: 1, id: 'beian/layers', file: 'shared/filing/planted.ts', code: "export { createDispatch } from '../../electron/core/dispatch'\n" },
  { rule: 1, id: 'beian/layers', file: 'electron/core/planted.ts', code: "import { app } from 'electron'\nexport const a = app\n" },
  { rule: 1, id: 'beian/layers', file: 'electron/core/planted.ts', code: "export const load = () => import('electron')\n" },
  { rule: 1, id: 'beian/layers', file: 'electron/browser-host/planted.ts', code: "import { dialog } from 'electron'\nexport const a = dialog\n" },
  { rule: 1, id: 'beian/single-home', file: 'electron/desktop/planted.ts', code: "import { ipcMain } from 'electron'\nexport const a = ipcMain\n" },
  { rule: 2, id: 'beian/layers', file: 'renderer/features/planted.ts', code: "import { createDispatch } from '#core/dispatch'\nexport const a = createDispatch\n" },
  { rule: 2, id: 'no-restricted-syntax', file: 'renderer/features/planted.ts', code: 'export const a = window.api\n' },
  { rule: 3, id: 'beian/declared-once', file: 'renderer/features/planted.ts', code: "export const roles = ['applicant', 'counter', 'review']\n" },
  { rule: 3, id: 'beian/declared-once', file: 'electron/core/planted.ts', code: 'export const names = { inReview: 1, filed: 2, changing: 3, cancelling: 4, cancelled: 5 }\n' },
  { rule: 4, id: 'beian/no-rules-in-pages', file: 'renderer/features/planted.ts', code: "export const a = (x: { status: string }) => x.status === 'pending'\n" },
  {
    rule: 4, id: 'beian/no-rules-in-pages', file: 'renderer/features/Planted.vue',
    code: '<script setup lang="ts">\nconst x = { status: \'\' }\n</script>\n<template>\n  <p v-if="x.status === \'returned\'">a</p>\n</template>\n',
  },
  { rule: 5, id: 'no-restricted-syntax', file: 'renderer/forms/planted.ts', code: 'export const a = (r: FileReader, f: File) => r.readAsDataURL(f)\n' },
  { rule: 6, id: 'no-restricted-syntax', file: 'electron/core/services/x/planted.ts', code: 'export const a = (s: { transact: () => void }) => s.transact()\n' },
  { rule: 6, id: 'beian/layers', file: 'electron/core/services/x/planted.ts', code: "import { writeFile } from 'node:fs/promises'\nexport const a = writeFile\n" },
  { rule: 7, id: 'beian/layers', file: 'electron/core/store/migrations/m0001.ts', code: "import { applications } from '../../collections/filing.collections'\nexport const a = applications\n" },
  { rule: 8, id: 'no-restricted-syntax', file: 'tests/unit/planted.spec.ts', code: "import { vi } from 'vitest'\nvi.mock('#core/dispatch')\n" },
  { rule: 9, id: 'max-lines', file: 'electron/core/planted.ts', code: `${'export {}\n'.repeat(401)}` },
  { rule: 9, id: 'max-lines-per-function', file: 'electron/core/planted.ts', code: `export function a(b: number) {\n${'  b += 1\n'.repeat(61)}  return b\n}\n` },
  { rule: 10, id: 'beian/naming', file: 'electron/core/PlantedThing.ts', code: 'export const a = 1\n' },
  { rule: 10, id: 'beian/naming', file: 'electron/core/planted.ts', code: 'export default 1\n' },
  { rule: 10, id: 'beian/naming', file: 'shared/contract/planted.ts', code: 'declare function defineCommands(x: object): void\ndefineCommands({})\n' },
  { rule: 10, id: 'beian/naming', file: 'electron/core/services/x/planted.ts', code: 'export function createPlantedService() {\n  return 1\n}\n' },
  { rule: 10, id: 'beian/naming', file: 'renderer/features/planted-thing.vue', code: '<template>\n  <p>a</p>\n</template>\n' },
]

const eslint = new ESLint({ cwd: process.cwd() })

describe('house rules', () => {
  it.each(PLANTED)('rule $rule: $id refuses $file', async ({ id, file, code }) => {
    const [result] = await eslint.lintText(code, { filePath: file })
    expect(result?.messages.map((message) => message.ruleId)).toContain(id)
  })

  it('plants at least one violation for each of the ten rules', () => {
    expect([...new Set(PLANTED.map((planted) => planted.rule))].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('lets clean code of every layer pass', async () => {
    const clean = [
      ['shared/filing/clean.ts', "import { object } from 'yup'\nexport const a = object\n"],
      ['electron/core/clean.ts', "import { AppError } from '#shared/errors/app-error'\nexport const a = AppError\n"],
      ['electron/desktop/clean.ts', "import { app } from 'electron'\nexport const a = app\n"],
      ['renderer/features/Clean.vue', '<script setup lang="ts">\nconst a = 1\n</script>\n<template>\n  <p>{{ a }}</p>\n</template>\n'],
    ] as const
    for (const [filePath, code] of clean) {
      const [result] = await eslint.lintText(code, { filePath })
      expect(result?.messages, filePath).toEqual([])
    }
  })
})
