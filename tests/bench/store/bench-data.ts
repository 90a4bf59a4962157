import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { Clock, Secrets } from '#core/ports'
import type { ManagedStore } from '#core/store/managed-store'
import type { OpenOptions } from '#core/store/open-options'
import { openStore } from '#core/store/open-store'
import { collection, type StoredRecord } from '#core/store/store'

/** Records of about 4 KB in the shape of an application, and the rows that lists, filters and search need of them. */
export interface BenchApplication extends StoredRecord {
  number: string
  status: string
  business: string
  applicant: string
  website: string
  updatedAt: number
  region: { code: string; name: string }
  fields: Record<string, string>
  files: string[]
}

export interface BenchNotice extends StoredRecord {
  title: string
  at: number
  read: boolean
}

export const applications = collection<BenchApplication>('applications')({
  summarize: ({ number, status, business, applicant, website, updatedAt, region }) => ({
    number, status, business, applicant, website, updatedAt, region: region.name,
    search: `${number} ${applicant} ${website}`.toLowerCase(),
  }),
  attachmentsOf: ({ files }) => files,
})
export const subjects = collection<BenchApplication>('subjects')({ summarize: ({ applicant, status }) => ({ applicant, status }) })
export const notices = collection<BenchNotice>('notices')({ summarize: ({ title, at, read }) => ({ title, at, read }) })
export const audit = collection<BenchNotice & { detail: string }>('audit')({ summarize: ({ at, title }) => ({ at, title }) })

export const STATUSES = ['待审核', '已签收', '审核通过', '退回补正', '审核不通过', '已撤销']
const BUSINESSES = ['新增主体', '新办网站', '变更主体', '变更网站', '注销网站', '接入备案']
export const SYLLABLES = ['华', '鼎', '盛', '科', '信', '远', '安', '达', '新', '宇', '恒', '通', '智', '联', '云', '海']
const REGIONS = ['北京市海淀区', '上海市浦东新区', '广东省深圳市南山区', '浙江省杭州市西湖区', '四川省成都市武侯区']

/** A small generator with a seed: the same records in every run. */
export class Dice {
  constructor(private state: number) {}

  upTo(limit: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((this.state / 2 ** 32) * limit)
  }

  of<T>(items: readonly T[]): T {
    return items[this.upTo(items.length)] as T
  }
}

const START = 1_750_000_000_000

/** Rising like UUIDv7. */
export function idOf(place: number): string {
  return `${(START + place * 1000).toString(16).padStart(12, '0')}-7${(place % 4096).toString(16).padStart(3, '0')}-8000-${String(place).padStart(12, '0')}`
}

export function applicationOf(place: number, dice: Dice): BenchApplication {
  const name = Array.from({ length: 4 }, () => dice.of(SYLLABLES)).join('')
  const fields = Object.fromEntries(
    Array.from({ length: 32 }, (_, i) => [`field${i}`, `${name}有限公司填报的第${i}项内容，${dice.upTo(1e9).toString(36)}，地址为${dice.of(REGIONS)}某路${dice.upTo(999)}号`]),
  )
  return {
    id: idOf(place),
    number: `4403${String(place).padStart(10, '0')}`,
    status: dice.of(STATUSES),
    business: dice.of(BUSINESSES),
    applicant: `${name}${dice.of(['科技', '网络', '贸易', '文化'])}有限公司`,
    website: `www.${dice.upTo(1e9).toString(36)}.example`,
    updatedAt: START + dice.upTo(1e10),
    region: { code: '440305', name: dice.of(REGIONS) },
    fields,
    files: [],
  }
}

const realClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}

const secrets: Secrets = { protection: '测试', wrap: async (plain) => plain, unwrap: async (wrapped) => wrapped }

export function benchOptions(dir: string): OpenOptions {
  return {
    dir,
    collections: [applications, subjects, notices, audit],
    secrets,
    clock: realClock,
    holder: { name: 'bench', pid: process.pid, host: hostname() },
    create: true,
  }
}

export async function openBench(dir: string): Promise<ManagedStore> {
  const result = await openStore(benchOptions(dir))
  if (result.kind !== 'open') throw new Error(`the bench store is ${JSON.stringify(result)}`)
  return result.store
}

export async function fill(dir: string, records: number): Promise<void> {
  const store = await openBench(dir)
  const dice = new Dice(1)
  const BATCH = 500
  for (let start = 0; start < records; start += BATCH) {
    await store.transact(async (tx) => {
      for (let place = start; place < Math.min(records, start + BATCH); place++) await tx.put(applications, applicationOf(place, dice))
    })
  }
  await store.checkpoint()
  await store.close()
}

export function noticeOf(): BenchNotice & { detail: string } {
  return { id: randomBytes(16).toString('hex'), title: '申请已提交', at: Date.now(), read: false, detail: '提交审核' }
}
