import { daysBetween, FILE_AFTER_OPENING_DAYS } from '../timers'
import { attachmentAt, flagAt, itemsAt, textAt, textsAt } from '../values'
import type { Hit, Precheck, PrecheckView } from './precheck'

/** Features of forums and shops, which individuals may not run (codes of serviceTypes). */
const NOT_FOR_INDIVIDUALS = [
  'forum', 'chatRoom', 'socialNetwork', 'onlineShopping', 'classifieds', 'appStore', 'thirdPartyPayment', 'onlineBanking', 'financialServices',
]
/** domain.md §7, PC-44. */
const INTERACTIVE_TYPES = [
  'blog', 'microblog', 'forum', 'chatRoom', 'socialNetwork', 'instantMessaging', 'classifieds', 'appStore', 'thirdPartyPayment', 'cloudStorage',
]
/** Services with public-opinion or mobilisation capability by the 2018 regulation, §2: forums, blogs, chat, communities, information sharing. */
const ASSESSED_TYPES = ['blog', 'microblog', 'forum', 'chatRoom', 'socialNetwork', 'instantMessaging', 'video']
const REGULATED_WORDS = ['管制刀具', '弩', '警用', '警械', '枪', '弹药', '炸药', '民爆', '爆破', '剧毒', '易制爆', '放射']

function labels(view: PrecheckView, dictionary: string, codes: readonly string[]): string {
  const options = view.context.dictionaries[dictionary]?.options ?? []
  return codes.map((code) => options.find((option) => option.code === code)?.label ?? code).join('、')
}

const ticked = (view: PrecheckView, codes: readonly string[]): string[] => textsAt(view.record, 'serviceTypes').filter((code) => codes.includes(code))

const individualFeatures: Precheck = {
  id: 'PC-29', forms: ['website'],
  why: '个人网站一般不能提供论坛、交易等服务，会被退回',
  run: (view) => {
    const found = view.individual ? ticked(view, NOT_FOR_INDIVIDUALS) : []
    return found.length === 0 ? [] : [{
      level: 'warning', finding: `个人网站勾选了${labels(view, 'serviceTypes', found)}`, mend: '请只勾选实际提供的服务；确需提供的，建议以单位办理', field: 'serviceTypes',
    }]
  },
}

/** A list that is ticked but lacks its proof. */
function withoutProof(view: PrecheckView, holder: string, dictionary: string, words: string): Hit[] {
  if (flagAt(view.record, `${holder}.involved`) !== true) return []
  const items = itemsAt(view.record, `${holder}.items`)
  if (items.length === 0) {
    return [{ level: 'error', finding: `选择了涉及${words}，没有勾选具体种类`, mend: '请勾选种类并上传许可材料，或改选“否”', field: `${holder}.items` }]
  }
  return items.flatMap(({ item, path }): Hit[] =>
    attachmentAt(item, 'licence') ? [] : [{
      level: 'error', finding: `${labels(view, dictionary, [textAt(item, 'code') ?? ''])}没有上传许可材料`, mend: '请上传主管部门核发的许可文件，或取消勾选', field: `${path}.licence`,
    }])
}

const permits: Precheck = {
  id: 'PC-30', forms: ['website'],
  why: '涉及管制物品或前置审批的服务须先取得主管部门许可',
  run: (view) => {
    const hits = [
      ...withoutProof(view, 'regulatedGoods', 'regulatedGoods', '管制物品'),
      ...withoutProof(view, 'preApprovals', 'preApprovalKinds', '前置审核'),
    ]
    const word = REGULATED_WORDS.find((candidate) => (textAt(view.record, 'name') ?? '').includes(candidate))
    if (word !== undefined && flagAt(view.record, 'regulatedGoods.involved') === false) {
      hits.push({ level: 'warning', finding: `网站名称含“${word}”，却选择不涉及管制物品信息发布`, mend: '请核对；确不涉及的，请说明', field: 'regulatedGoods.involved' })
    }
    const news = ticked(view, ['news']).length > 0
    const held = itemsAt(view.record, 'preApprovals.items').some(({ item }) => textAt(item, 'code') === 'news')
    if (news && !held && flagAt(view.record, 'preApprovals.involved') !== undefined) {
      hits.push({ level: 'warning', finding: '勾选了网络新闻，没有填写新闻类前置许可', mend: '请填写互联网新闻信息服务许可证；不采编、不转载新闻的请说明', field: 'preApprovals.involved' })
    }
    return hits
  },
}

const launchDate: Precheck = {
  id: 'PC-31', forms: ['website'],
  why: '应当在网站开通后30日内办理公安联网备案',
  run: (view) => {
    const day = textAt(view.record, 'launchDate')
    if (day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return []
    const since = daysBetween(day, view.context.today)
    if (since < 0) return [{ level: 'error', finding: `网站开通日期 ${day} 晚于今天`, mend: '请填写网站实际可以访问的第一天；尚未开通的请在开通后办理', field: 'launchDate' }]
    // A site in force was filed in time once; only new ones are asked.
    if (view.business.action !== 'create' || since <= FILE_AFTER_OPENING_DAYS) return []
    return [{ level: 'warning', finding: `网站已开通${since}天，超过30日`, mend: '请核对开通日期；确已超过的，请说明原因并尽快提交', field: 'launchDate' }]
  },
}

const assessment: Precheck = {
  id: 'PC-41', forms: ['website'],
  why: '具有舆论属性或社会动员能力的互联网信息服务应当开展安全评估',
  run: (view) => {
    const found = flagAt(view.record, 'interactive') === true && view.context.filedAssessments === 0 ? ticked(view, ASSESSED_TYPES) : []
    return found.length === 0 ? [] : [{
      level: 'warning', finding: `网站提供${labels(view, 'serviceTypes', found)}，尚无已备案的安全评估`, mend: '请办理安全评估；已评估或不适用的，请说明', field: 'interactive',
    }]
  },
}

const interactive: Precheck = {
  id: 'PC-44', forms: ['website'],
  why: '交互式服务须落实用户实名、信息审核等措施，填写不一致会被退回',
  run: (view) => {
    const found = flagAt(view.record, 'interactive') === false ? ticked(view, INTERACTIVE_TYPES) : []
    return found.length === 0 ? [] : [{
      level: 'warning', finding: `勾选了${labels(view, 'serviceTypes', found)}，却选择不提供互联网交互服务`, mend: '请核对；用户能登录、评论、发布内容的应选“是”', field: 'interactive',
    }]
  },
}

export const CONTENT_CHECKS: readonly Precheck[] = [individualFeatures, permits, launchDate, assessment, interactive]
