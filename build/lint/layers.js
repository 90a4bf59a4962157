import path from 'node:path'

/** Packages that run anywhere: no Node, no DOM. Only these may be used by shared/ (rule 1). */
const PURE_PACKAGES = ['yup', 'dayjs', 'tldts', 'ipaddr.js', 'punycode', 'uuid', '@noble/hashes']

/**
 * Who may import whom. The first layer whose `at` begins the file's path applies. `may` lists project folders (prefixes);
 * `packages` is an allow-list, or a predicate's deny-list. Reasons are shown to whoever breaks the rule.
 */
export const LAYERS = [
  {
    at: 'electron/core/store/migrations/', may: ['electron/core/store/migrations/'], packages: () => false,
    why: '迁移必须永远能运行，不能引用会变化的代码（规则 7）',
  },
  {
    at: 'shared/', may: ['shared/'], packages: (name) => PURE_PACKAGES.some((pure) => name === pure || name.startsWith(`${pure}/`)),
    why: 'shared 在任何环境都能运行，只能引用 shared 与纯库（规则 1）',
  },
  {
    at: 'electron/core/services/', may: ['shared/', 'electron/core/'],
    packages: (name) => name !== 'electron' && !name.startsWith('electron/') && !/^(node:)?(fs|child_process|http|net)(\/|$)/.test(name),
    why: '服务不直接接触磁盘、网络与 electron：文件由 store、bundle 与 ports 负责（规则 1、6）',
  },
  {
    at: 'electron/core/', may: ['shared/', 'electron/core/', 'resources/'], packages: (name) => name !== 'electron' && !name.startsWith('electron/') && !/^(vue|pinia|element-plus)/.test(name),
    why: 'core 不知道 electron（规则 1）',
  },
  { at: 'electron/desktop/', may: ['shared/', 'electron/'], packages: () => true, why: '' },
  { at: 'electron/preload/', may: ['shared/', 'electron/preload/'], packages: (name) => name === 'electron', why: 'preload 只有 electron 与 shared（规则 1）' },
  { at: 'electron/', may: ['shared/', 'electron/core/', 'electron/host/', 'electron/browser-host/', 'electron/cli/'], packages: (name) => name !== 'electron' && !name.startsWith('electron/'), why: '只有 desktop 与 preload 能引用 electron（规则 1）' },
  {
    at: 'renderer/', may: ['shared/', 'renderer/'],
    packages: (name) => !name.startsWith('node:') && name !== 'electron' && !['fs', 'path', 'crypto', 'lowdb', 'ws'].includes(name),
    why: 'renderer 只引用 shared 与自己（规则 2）',
  },
]

function projectPath(root, file, specifier) {
  if (specifier.startsWith('#shared/')) return `shared/${specifier.slice(8)}`
  if (specifier.startsWith('#core/')) return `electron/core/${specifier.slice(6)}`
  if (specifier.startsWith('@/')) return `renderer/${specifier.slice(2)}`
  if (specifier.startsWith('.')) return path.relative(root, path.resolve(path.dirname(file), specifier)).split(path.sep).join('/')
  return undefined
}

/** @type {import('eslint').Rule.RuleModule} */
export const layers = {
  meta: { type: 'problem', schema: [], messages: { layer: '{{file}} 不能引用 {{target}}：{{why}}' } },
  create(context) {
    const root = context.cwd
    const file = path.relative(root, context.filename).split(path.sep).join('/')
    const layer = LAYERS.find((entry) => file.startsWith(entry.at))
    if (layer === undefined) return {}
    function check(node, specifier) {
      if (typeof specifier !== 'string') return
      const inside = projectPath(root, context.filename, specifier)
      const fine = inside === undefined ? layer.packages(specifier) : layer.may.some((prefix) => `${inside}/`.startsWith(prefix))
      if (!fine) context.report({ node, messageId: 'layer', data: { file, target: inside ?? specifier, why: layer.why } })
    }
    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => node.source && check(node, node.source.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ImportExpression: (node) => check(node, node.source.value),
      TSImportType: (node) => check(node, node.source?.value ?? node.argument?.literal?.value),
      CallExpression: (node) => node.callee.name === 'require' && check(node, node.arguments[0]?.value),
    }
  },
}

/** `ipcMain` lives in one file, `ipcRenderer` in one file (rule 1). */
const SINGLE_HOMES = { ipcMain: 'electron/desktop/ipc.ts', ipcRenderer: 'electron/preload/preload.ts' }

/** @type {import('eslint').Rule.RuleModule} */
export const singleHome = {
  meta: { type: 'problem', schema: [], messages: { home: '{{name}} 只能出现在 {{home}}（规则 1）' } },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/')
    if (file.startsWith('build/lint/')) return {}
    return {
      Identifier(node) {
        const home = Object.hasOwn(SINGLE_HOMES, node.name) ? SINGLE_HOMES[node.name] : undefined
        if (home !== undefined && file !== home) context.report({ node, messageId: 'home', data: { name: node.name, home } })
      },
    }
  },
}
