import { filingNumberSnippet } from '#shared/filing/numbers'
import { businessPath, PAGE_PATHS } from '#shared/filing/page-paths'
import { CANCEL_WORKING_DAYS, DRAFT_DAYS, FILE_AFTER_OPENING_DAYS, PLACE_NUMBER_DAYS, WITHDRAW_MINUTES } from '#shared/filing/timers'

/** What a help section is made of. A link is shown to those who may open its page. */
export type HelpBlock =
  | { kind: 'text'; text: string }
  | { kind: 'steps'; items: readonly string[] }
  | { kind: 'points'; items: readonly string[] }
  | { kind: 'terms'; items: readonly (readonly [term: string, text: string])[] }
  | { kind: 'keys'; items: readonly (readonly [keys: string, text: string])[] }
  | { kind: 'questions'; items: readonly (readonly [question: string, answer: string])[] }
  | { kind: 'code'; label: string; code: string }
  | { kind: 'links'; items: readonly { text: string; to: string }[] }
export interface HelpSection {
  id: string
  title: string
  blocks: readonly HelpBlock[]
}

/** The manual's own example of a number. */
const EXAMPLE_NUMBER = '京公网安备11000002000001号'

export const HELP: readonly HelpSection[] = [
  {
    id: 'start', title: '第一次使用',
    blocks: [
      {
        kind: 'steps',
        items: [
          '选择本机角色：在自己的电脑上填报选【申请端】，在服务窗口代办选【窗口端】，审核人员选【审核端】。角色定下后不能更改。',
          '填写站点名称和所在地区。站点名称会写入站点名片和交接包，请用对方认得出的名字。',
          '抄下或打印恢复码，与电脑分开保管。恢复码只显示这一次。',
          '注册账号并登录。本机的第一个账号同时是管理员。',
          '与对方交换站点名片，并逐组核对指纹：申请端、窗口端导入审核端的名片，审核端导入申请端、窗口端的名片。',
        ],
      },
      { kind: 'links', items: [{ text: '办理流程图', to: '/flow' }, { text: '站点名片', to: '/handover/stations' }] },
    ],
  },
  {
    id: 'filing', title: '填报主体与网站',
    blocks: [
      {
        kind: 'steps',
        items: [
          '新增主体：按证件填写开办主体和负责人信息，上传证件照片。单位以办公地址、个人以负责人常住地址判定管辖地。',
          '新办网站申请：核对开办主体，依次填写网站基本信息、网站负责人，阅读告知书后提交。',
          '提交时先做预检：错误必须改正，提醒可以说明原因后继续，说明随申请送交审核员。',
        ],
      },
      {
        kind: 'points',
        items: [
          '公安机关不会单独进行主体审核：新增主体须与至少一个网站等业务申请一并交接。',
          `填写的内容停顿 1 秒后自动存为草稿，出现“已保存”和时间才算存好。系统只保留 ${DRAFT_DAYS} 天内的草稿，过期将删除，到期前 7 天和 1 天各提醒一次。`,
          `提交后 ${WITHDRAW_MINUTES} 分钟内、审核员认领之前，可以在申请详情中【撤销申请】。已经导出的，撤销后请再导出一次交接包，由它告知审核端。`,
          `网站开通后 ${FILE_AFTER_OPENING_DAYS} 日内备案；停办的网站在 ${CANCEL_WORKING_DAYS} 个工作日内注销。`,
          '证件照片须为 PNG、JPG 格式，每张不超过 5MB，四角完整、文字清晰。域名证书在域名注册商控制台下载，不是 SSL 证书。',
        ],
      },
      { kind: 'links', items: [{ text: '新增主体', to: businessPath('subject.create') }, { text: '新办网站申请', to: businessPath('website.create') }, { text: '我的草稿', to: PAGE_PATHS.drafts }] },
    ],
  },
  {
    id: 'handover', title: '交接包怎么交',
    blocks: [
      { kind: 'text', text: '交接包是扩展名为 .beian 的加密文件，只有指定的审核端能打开，用 U 盘或邮件都可以送。交接包带有本站的签名，被改动过的包不能导入。' },
      {
        kind: 'steps',
        items: [
          '在【导出交接包】中勾选申请，选择审核端，导出后把文件保存到 U 盘或作为邮件附件。',
          '审核端导入后出具回执。双方屏幕上的核对码相同，说明收到的正是送出的。',
          '在【导入结果】中导入回执和审核结果：先预览，确认后才写入。同一个文件导入多次不会重复。',
          '【交接记录】中可以查到每一个送出和收到的文件，需要时再次保存。',
        ],
      },
      {
        kind: 'terms',
        items: [
          ['未导出', '申请已提交，还没有导出给审核端'], ['已导出', '交接包已生成，等待审核端的回执'], ['已签收', '已导入回执，审核端收到了申请'], ['结果已导入', '已导入审核结果'],
        ],
      },
      { kind: 'links', items: [{ text: '导出交接包', to: PAGE_PATHS.export }, { text: '导入结果', to: PAGE_PATHS.import }, { text: '交接记录', to: '/handover/log' }] },
    ],
  },
  {
    id: 'review', title: '审核端怎么做',
    blocks: [
      {
        kind: 'steps',
        items: [
          '【导入交接包】：先预览，确认后申请进入待审队列，当场导出回执交还对方。',
          '【待审队列】：按业务类型、管辖地查找，认领后开始审核；认领后其他审核员不能处理，可以放回队列。',
          '【审核详情】：左边是填写的内容，右边是证件。点某个字段，它的证件就显示在旁边，可缩放、旋转。有问题的字段点【填写意见】。',
          '给出审核结果：审核通过、退回补正或审核不通过。退回补正和不通过必须写明意见。',
          '【结果导出】：按来源站点导出审核结果，交还对方导入。',
        ],
      },
      {
        kind: 'points',
        items: [
          '先审核新增主体，再审核同一主体的网站等业务：所属主体尚未审核通过时，业务申请不能通过。',
          '再次提交的申请首先列出与上次的差异，以及上次每条意见是否已修改。',
          '核查提示列出预检发现的问题和申请人的说明，以及本站内重复的域名、证件和图片。',
          '审核通过的网站按【发号设置】发放备案号并记入【登记簿】。未开启正式发号时只发演示号。',
        ],
      },
      { kind: 'links', items: [{ text: '待审队列', to: '/review/queue' }, { text: '结果导出', to: '/handover/results' }, { text: '登记簿', to: '/review/register' }, { text: '发号设置', to: '/review/numbering' }] },
    ],
  },
  {
    id: 'correction', title: '退回补正',
    blocks: [
      {
        kind: 'steps',
        items: [
          '导入审核结果后，系统通知和申请详情中列出审核意见，每条意见对应一个字段。',
          '在申请详情中点【去补正】，程序打开该申请的草稿并标出有意见的字段。',
          '逐项修改后重新提交。仍是原来的申请，提交次数加一。',
          '再次导出交接包交给审核端。审核员会看到与上次的差异。',
        ],
      },
      { kind: 'links', items: [{ text: '我的申请', to: PAGE_PATHS.applications }] },
    ],
  },
  {
    id: 'placing', title: '备案号悬挂',
    blocks: [
      { kind: 'text', text: `审核通过后 ${PLACE_NUMBER_DAYS} 日内，把备案号放在网站首页底部，并链接到公安机关的查询页。在网站详情中可以复制备案号、复制代码、保存备案编号图标；放好后勾选【已悬挂】，不再提醒。` },
      { kind: 'code', label: '网页代码的样子（请在自己的网站详情中复制）', code: filingNumberSnippet(EXAMPLE_NUMBER) ?? '' },
      { kind: 'points', items: ['标有“演示”的号码不是公安机关核发的备案号，请不要挂到网站上。'] },
      { kind: 'links', items: [{ text: '我的网站', to: PAGE_PATHS.websites }, { text: '公安备案号查询', to: '/register' }] },
    ],
  },
  {
    id: 'recovery', title: '恢复码与备份',
    blocks: [
      {
        kind: 'terms',
        items: [
          ['恢复码', '首次设置时显示的一串字符。忘记密码、更换电脑、系统钥匙串丢失时，用它找回数据。没有恢复码，任何人包括程序作者都打不开数据。'],
          ['启动口令', '可在【数据与备份】设置：设置后每次启动程序先输入启动口令。忘记时用恢复码打开，启动口令随即取消。'],
          ['忘记密码', '在登录页点【忘记密码】，用恢复码重新设置密码。'],
          ['数据打不开', '程序不会用空数据代替：会说明原因，并提供用恢复码打开、恢复到较早的版本、重新打开三种办法；损坏的文件原样保留。'],
          ['备份', '由管理员在【数据与备份】中导出一个加密文件，存放到另外的磁盘。在新电脑上首次启动时用备份文件和恢复码恢复。'],
        ],
      },
      { kind: 'points', items: ['请定期导出备份，尤其是更换电脑、重装系统之前。', '备份文件和恢复码分开存放：只有其中一样打不开数据。'] },
      { kind: 'links', items: [{ text: '数据与备份', to: '/settings/backup' }] },
    ],
  },
  {
    id: 'safety', title: '数据安全',
    blocks: [
      {
        kind: 'points',
        items: [
          '程序不联网，数据只在本机，全部加密保存；交接包只有指定的站点能打开。',
          '证件号码、手机号码在列表和查看页中只显示一部分，需要时点【显示】。',
          '每次改动都记入操作日志，日志逐条相连，删改能被发现。',
          '一段时间没有操作自动退出登录，时间由管理员设置；密码连续输错 5 次，账号锁定 15 分钟。',
          '几个人共用一台电脑时各用各的账号，离开时退出登录。',
        ],
      },
      { kind: 'links', items: [{ text: '账号安全', to: '/settings/account' }] },
    ],
  },
  {
    id: 'keys', title: '快捷键',
    blocks: [
      { kind: 'text', text: '在苹果电脑上用 Command 键代替 Ctrl 键。' },
      {
        kind: 'keys',
        items: [
          ['/', '把光标放到顶部的搜索框'], ['Ctrl + S', '保存草稿；审核时保存意见'], ['Ctrl + Enter', '提交申请；审核时给出结果，写有字段意见时为退回补正，否则为审核通过'],
          ['Tab 与 Shift + Tab', '到下一个、上一个可操作的地方'], ['↑ ↓ ← →', '在左侧菜单中移动，打开和收起一组；看图时换上一张、下一张'],
          ['+ 与 -', '看图时放大、缩小；放大后方向键移动图片'], ['0', '看图时恢复原状'], ['R', '看图时旋转'], ['Esc', '关闭对话框'],
        ],
      },
    ],
  },
  {
    id: 'questions', title: '常见问题',
    blocks: [
      {
        kind: 'questions',
        items: [
          ['为什么不能只导出新增主体？', '公安机关不会单独进行主体审核。请同时选择至少一个网站等业务申请，再一并导出。'],
          ['交接包导入时提示“不是给本站的”？', '导出时选错了审核端。请按管辖地选择审核端重新导出，原来的文件作废即可。'],
          ['交接包提示已损坏？', '文件在传送中改变了。请在【交接记录】中对原来的交接包点【再次保存】，重新送一次。'],
          ['U 盘丢了，要紧吗？', '交接包是加密的，只有收件的审核端能打开。请在【交接记录】中再次保存一份送去。'],
          ['一直没有回执怎么办？', '请向审核端询问。对方可以在【结果导出】中再次导出回执；同一个包送两次也不会重复受理。'],
          ['域名已备案，为什么还提示重复？', '同一域名已在草稿、审核中的申请或已备案的网站里。请先撤销、删除或注销其中一个。'],
          ['备案号上的“演示”是什么意思？', '该审核端还没有开启正式发号，发出的号码只供培训和试用，不具有效力。'],
          ['公安备案号查询为什么查不到别人的网站？', '程序不联网，只查本机知道的备案记录。全国的备案情况请在公安机关的官方平台查询。'],
          ['提示“系统时间早于上次使用时间”？', '电脑的时钟被调慢了。期限按程序记得的较晚时间计算，请校准系统时间。'],
        ],
      },
    ],
  },
  {
    id: 'about', title: '关于本程序',
    blocks: [
      {
        kind: 'points',
        items: [
          '本程序是公安联网备案的离线准备和交接工具，不是公安机关的网上平台，也不与任何网上平台相连。',
          '程序不会索要任何政府网站的账号和密码。凡是索要的，都不是本程序的要求。',
          '程序中没有警徽和任何官方标志。审核端发放的号码在管理员开启正式发号、填写公安机关代码之前，都带有类别 99 和“演示”字样。',
          '表单、流程和用语依照《全国互联网安全管理服务平台网站备案用户手册》。办理以管辖地公安机关的要求为准。',
        ],
      },
    ],
  },
]
