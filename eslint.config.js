import globals from 'globals'
import tseslint from 'typescript-eslint'
import vue from 'eslint-plugin-vue'
import vueParser from 'vue-eslint-parser'
import { declaredOnce, noRulesInPages } from './build/lint/declared-once.js'
import { layers, singleHome } from './build/lint/layers.js'
import { naming } from './build/lint/naming.js'

/** The house rules of the architecture as lint; tests/arch plants one violation of each and sees it refused. */
const beian = {
  rules: { layers, 'single-home': singleHome, 'declared-once': declaredOnce, 'no-rules-in-pages': noRulesInPages, naming },
}

/** Rule 5: bytes travel as streams, never as base64 inside JSON. */
const NO_BASE64 = [
  { selector: "CallExpression[callee.property.name='readAsDataURL']", message: '附件以流上传，不用 base64（规则 5）' },
  { selector: "CallExpression[callee.property.name='toDataURL']", message: '附件以流上传，不用 base64（规则 5）' },
]
/** Rule 2: the page reaches the trusted side only through the bridge. */
const NO_WINDOW_API = [{ selector: "MemberExpression[object.name='window'][property.name='api']", message: 'window.api 只在 renderer/bridge 使用（规则 2）' }]
/** Rule 6: every write goes through ctx.write, which queues, audits and waits for the disk. */
const NO_DIRECT_TRANSACT = [{ selector: "CallExpression[callee.property.name='transact']", message: '写入只经 ctx.write（规则 6）' }]
/** Rule 8: ports are the only things tests replace. */
const NO_MOCKS = [
  { selector: "CallExpression[callee.object.name='vi'][callee.property.name=/^(mock|doMock|hoisted|stubGlobal)$/]", message: '测试只替换端口，不替换自己的模块（规则 8）' },
]
/** Anything passed to v-html would need cleaning; the program never needs it. */
const COMMON = [{ selector: "CallExpression[callee.name='eval']", message: '不用 eval' }]

export default tseslint.config(
  { ignores: ['out/**', 'dist/**', 'node_modules/**', 'test-results/**', 'playwright-report/**', 'tests/fixtures/**/*.json', '**/*.d.ts'] },
  {
    files: ['**/*.ts', '**/*.js', '**/*.vue'],
    languageOptions: { parser: tseslint.parser, ecmaVersion: 'latest', sourceType: 'module', globals: { ...globals.es2023 } },
    plugins: { '@typescript-eslint': tseslint.plugin, beian },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'beian/layers': 'error',
      'beian/single-home': 'error',
      'beian/declared-once': 'error',
      'beian/naming': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      'no-console': 'error',
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': ['error', ...COMMON],
      'max-len': ['error', { code: 180, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true }],
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
    },
  },
  {
    files: ['renderer/**/*.ts', 'renderer/**/*.vue'],
    plugins: { vue },
    rules: {
      'beian/no-rules-in-pages': 'error',
      'no-restricted-syntax': ['error', ...COMMON, ...NO_BASE64, ...NO_WINDOW_API],
    },
  },
  {
    files: ['renderer/**/*.vue'],
    languageOptions: { parser: vueParser, parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'] } },
    rules: {
      // Attributes of one element stay on one line; breaking each onto its own makes templates unreadable.
      'max-len': 'off',
      'vue/no-v-html': 'error',
      'vue/require-v-for-key': 'error',
      'vue/no-use-v-if-with-v-for': 'error',
      'vue/no-unused-components': 'error',
      'vue/no-mutating-props': 'error',
    },
  },
  { files: ['renderer/bridge/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...COMMON, ...NO_BASE64] } },
  { files: ['electron/core/services/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...COMMON, ...NO_DIRECT_TRANSACT] } },
  {
    files: ['tests/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...COMMON, ...NO_MOCKS], 'max-lines-per-function': 'off', 'no-console': 'off' },
  },
  { files: ['build/**', 'electron/cli/**', 'tests/{demo,screens,bench,durability}/**', 'electron/browser-host/main.ts'], rules: { 'no-console': 'off' } },
  { files: ['**/*.fields.ts', '**/*.contract.ts', '**/*.errors.ts', '**/generated/**'], rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' } },
  { files: ['**/*.contract.ts', '**/*.collections.ts'], rules: { 'max-len': 'off' } },
  { files: ['build/lint/*.js'], languageOptions: { globals: { ...globals.node } } },
)

/** For the test that holds the rule list against the architecture's ten rules. */
export const houseRules = Object.keys(beian.rules)
