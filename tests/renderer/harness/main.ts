import { broken, next, readOnly, seen, transport } from './canned'

const query = new URLSearchParams(location.search)
if (query.has('readonly')) readOnly.reason = '磁盘已满。请清理磁盘后重新打开程序。'
broken.value = query.has('broken')
if (query.has('clock')) readOnly.clock = '系统时间早于上次使用时间，时限按较晚的时间计算，请核对本机时钟。'
// The transport is the bridge's port: the page under test is the real one, only what answers it is canned.
Object.defineProperty(window, 'api', { value: transport })
Object.defineProperty(window, 'harness', { value: { next, seen } })
await import('./mount')

export {}
