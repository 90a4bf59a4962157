import { hostname } from 'node:os'
import { ALL_COLLECTIONS } from '#core/collections/all.collections'
import { self } from '#core/collections/station.collections'
import { ageIdentityText, minisignPublicKeyText } from '#core/crypto/station-keys'
import { storeFolder } from '#core/services/station/opening'
import { openStore } from '#core/store/open-store'
import { createKeyFileSecrets } from '../../electron/host/key-file-secrets'
import { createSystemClock } from '../../electron/host/node-ports'

/** The demo stations' own keys, for checking by hand with age and minisign; never written for a real station. */
export async function stationKeyFiles(dataDir: string, keyFile: string): Promise<{ identity: string; minisign: string }> {
  const result = await openStore({
    dir: storeFolder({ dataDir }), collections: ALL_COLLECTIONS, secrets: createKeyFileSecrets(keyFile), clock: createSystemClock(), create: false,
    holder: { name: '演示', pid: process.pid, host: hostname() },
  })
  if (result.kind !== 'open') throw new Error(`the demo's store does not open: ${result.kind}`)
  try {
    const own = await result.store.get(self, 'self')
    if (own === undefined) throw new Error('the demo station has no keys')
    return { identity: ageIdentityText(own.keys), minisign: minisignPublicKeyText(own.keys) }
  } finally {
    await result.store.close()
  }
}

/** CHECK.md: the commands of bundle.md §1, one block a bundle, with keys by relative path. */
export function checkText(bundles: readonly { name: string; from: 'applicant' | 'review' }[]): string {
  const blocks = bundles.map(({ name, from }) => {
    const to = from === 'applicant' ? 'review' : 'applicant'
    return `## ${name}.beian（${from === 'applicant' ? '申请端 → 审核端' : '审核端 → 申请端'}）

\`\`\`sh
rm -rf check && mkdir check
age -d -i keys/${to}.age-identity.txt bundles/${name}.beian > check/${name}.zip
( cd check && unzip -q ${name}.zip && sha256sum -c manifest-sha256.txt tagmanifest-sha256.txt )
minisign -V -p keys/${from}.minisign.pub -m check/tagmanifest-sha256.txt
npm run cli -- bundle verify "$PWD/bundles/${name}.beian" --data-dir "$PWD/${to}" --json
\`\`\`
`
  })
  return `# 用通用工具核对交接包

在本文件所在的文件夹里运行（最后一条在程序的文件夹里运行，路径用绝对路径）。每个交接包是 age 加密的 ZIP，里面是 BagIt 1.0 包，
\`tagmanifest-sha256.txt\` 由发送站点用 minisign 签名。解密用接收站点的 age 私钥，验签用发送站点的 minisign 公钥。

${blocks.join('\n')}`
}
