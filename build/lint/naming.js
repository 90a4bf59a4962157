import path from 'node:path'

/** What a file declares tells its role, and the role is its suffix (rule 10). */
const ROLES = [
  { suffix: '.contract.ts', calls: 'defineCommands', at: 'shared/' },
  { suffix: '.errors.ts', calls: 'defineErrors', at: 'shared/' },
  { suffix: '.store.ts', calls: 'defineStore', at: 'renderer/' },
]
const EXPORT_ROLES = [
  { suffix: '.service.ts', name: /^create[A-Z]\w*Service$/, at: 'electron/core/services/' },
  { suffix: '.handlers.ts', name: /^create[A-Z]\w*Handlers$/, at: 'electron/core/services/' },
]

/** @type {import('eslint').Rule.RuleModule} */
export const naming = {
  meta: {
    type: 'problem', schema: [],
    messages: {
      kebab: '文件名 {{name}} 应为小写短横线命名，Vue 组件为大驼峰（规则 10）',
      role: '声明了 {{what}} 的文件应以 {{suffix}} 结尾（规则 10）',
      named: '只用具名导出（规则 10）',
    },
  },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/')
    const name = path.basename(file)
    const isVue = name.endsWith('.vue')
    const fileOk = isVue ? /^[A-Z][A-Za-z0-9]*\.vue$/.test(name) : /^[a-z0-9]+([-.][a-z0-9]+)*\.(ts|js)$/.test(name)
    const isConfig = /(^|\/)[\w.-]*\.config\.(ts|js)$/.test(file)
    return {
      Program(node) {
        if (!fileOk) context.report({ node, loc: { line: 1, column: 0 }, messageId: 'kebab', data: { name } })
      },
      ExportDefaultDeclaration(node) {
        if (!isVue && !isConfig) context.report({ node, messageId: 'named' })
      },
      CallExpression(node) {
        for (const role of ROLES) {
          if (file.startsWith(role.at) && node.callee.name === role.calls && !name.endsWith(role.suffix)) {
            context.report({ node, messageId: 'role', data: { what: role.calls, suffix: role.suffix } })
          }
        }
      },
      'ExportNamedDeclaration > FunctionDeclaration'(node) {
        for (const role of EXPORT_ROLES) {
          if (file.startsWith(role.at) && role.name.test(node.id.name) && !name.endsWith(role.suffix)) {
            context.report({ node, messageId: 'role', data: { what: node.id.name, suffix: role.suffix } })
          }
        }
      },
    }
  },
}
