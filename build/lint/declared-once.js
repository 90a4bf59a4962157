import { readFileSync } from 'node:fs'
import path from 'node:path'

/** Reads the `export const NAME = [ 'a', 'b' ] as const` lists of a file without running it. */
function constLists(file) {
  const source = readFileSync(file, 'utf8')
  const lists = []
  for (const match of source.matchAll(/export const ([A-Z_]+) = \[([^\]]+)\] as const/g)) {
    lists.push({ name: match[1], members: [...match[2].matchAll(/'([^']+)'/g)].map((member) => member[1]) })
  }
  return lists
}

const cache = new Map()
function declaredLists(root) {
  if (!cache.has(root)) cache.set(root, constLists(path.join(root, 'shared/filing/types.ts')))
  return cache.get(root)
}

/** Files that declare, and so may list. */
const DECLARING = /^(shared\/filing\/(types|states|business-types|dictionary-names)|shared\/contract\/|shared\/forms\/.*\.fields|build\/lint\/)/

/**
 * A status, role or kind list is declared once in shared/filing; an array or object elsewhere that names most of its
 * members again is a second list (rule 3).
 * @type {import('eslint').Rule.RuleModule}
 */
export const declaredOnce = {
  meta: { type: 'problem', schema: [], messages: { again: '这里又列了一遍 {{list}}（{{members}}），请引用 shared/filing 的声明（规则 3）' } },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/')
    if (DECLARING.test(file) || file.startsWith('tests/')) return {}
    const lists = declaredLists(context.cwd)
    function check(node, names) {
      for (const list of lists) {
        const shared = names.filter((name) => list.members.includes(name))
        if (shared.length >= 3 && shared.length > list.members.length * 0.6) {
          context.report({ node, messageId: 'again', data: { list: list.name, members: shared.join(', ') } })
        }
      }
    }
    // A table typed `Record<Status, …>` is held against the declaration by the compiler: it cannot go its own way.
    const isTypedTable = (node) => {
      const typed = node.parent?.type === 'TSSatisfiesExpression' || node.parent?.type === 'TSAsExpression' ? node.parent.typeAnnotation : node.parent?.id?.typeAnnotation
      return typed !== undefined && typed !== null && /\bRecord</.test(context.sourceCode.getText(typed))
    }
    return {
      ArrayExpression: (node) => check(node, node.elements.map((element) => element?.value).filter((value) => typeof value === 'string')),
      ObjectExpression: (node) =>
        !isTypedTable(node) && check(node, node.properties.map((property) => property.key?.name ?? property.key?.value).filter((value) => typeof value === 'string')),
      TSUnionType: (node) => check(node, node.types.map((type) => type.literal?.value).filter((value) => typeof value === 'string')),
    }
  },
}

/** Words of the state table that a page may not compare with; it asks the table instead (rule 4). */
const STATE_LISTS = ['APPLICATION_STATUSES', 'SUBJECT_STATUSES', 'ASSET_STATUSES', 'DELIVERY_STATUSES']

/** @type {import('eslint').Rule.RuleModule} */
export const noRulesInPages = {
  meta: { type: 'problem', schema: [], messages: { rule: '页面不判断状态 {{status}}：按钮与文字由状态表决定（规则 4）' } },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/')
    if (!file.startsWith('renderer/')) return {}
    const statuses = new Set(declaredLists(context.cwd).filter((list) => STATE_LISTS.includes(list.name)).flatMap((list) => list.members))
    const isStatusRead = (node) => {
      const inner = node?.type === 'ChainExpression' ? node.expression : node
      return inner?.type === 'MemberExpression' && inner.property.name === 'status'
    }
    function check(node) {
      if (!['===', '!==', '==', '!='].includes(node.operator)) return
      for (const [one, other] of [[node.left, node.right], [node.right, node.left]]) {
        if (one.type === 'Literal' && statuses.has(one.value) && isStatusRead(other)) context.report({ node, messageId: 'rule', data: { status: one.value } })
      }
    }
    const services = context.sourceCode.parserServices
    if (services?.defineTemplateBodyVisitor) return services.defineTemplateBodyVisitor({ BinaryExpression: check }, { BinaryExpression: check })
    return { BinaryExpression: check }
  },
}
