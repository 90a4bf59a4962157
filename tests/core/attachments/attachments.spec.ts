import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCore, type TestCore } from '../support/cores'

const picture = (width = 800, height = 600) =>
  sharp(Buffer.from(Array.from({ length: width * height * 3 }, (_, at) => (at * 2654435761) >>> 24)), { raw: { width, height, channels: 3 } })
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe('upload and download', () => {
  let test: TestCore
  beforeAll(async () => {
    test = await createTestCore({ role: 'applicant' })
  })
  afterAll(() => test.close())
  const stored = async (): Promise<string[]> => {
    const files = await readdir(join(test.dataDir, 'store', 'attachments'), { recursive: true, withFileTypes: true })
    return files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
  }

  it('gives back the same bytes under their digest, encrypted on the disk', async () => {
    const bytes = await picture().png().toBuffer()
    const ref = await test.upload('attachments.upload', { name: 'C:\\照片\\身份证 正面.PNG', accept: 'image' }, bytes)
    expect(ref).toMatchObject({ sha256: digest(bytes), size: bytes.length, name: '身份证 正面.PNG', type: 'png', width: 800, height: 600, brightness: expect.any(Number) })
    expect(await test.upload('attachments.upload', { name: '再来一次.png', accept: 'upload' }, bytes)).toMatchObject({ sha256: ref.sha256 })
    expect(await test.download('attachments.open', { sha256: ref.sha256, name: ref.name })).toEqual({ bytes, type: 'image/png', fileName: ref.name })
    expect(await test.download('attachments.open', { sha256: ref.sha256 })).toMatchObject({ fileName: `${ref.sha256.slice(0, 12)}.png` })
    const files = await stored()
    expect(files).toHaveLength(1)
    expect((await readFile(files[0] ?? '')).includes(bytes.subarray(0, 64))).toBe(false)
  })

  it('a phone’s photo is taken in without what its camera appended', async () => {
    const photo = await picture().jpeg().toBuffer()
    const ref = await test.upload('attachments.upload', { name: 'IMG_0001.jpg', accept: 'image' }, Buffer.concat([photo, photo]))
    expect(ref).toMatchObject({ sha256: digest(photo), size: photo.length, type: 'jpg' })
    expect((await test.download('attachments.open', { sha256: ref.sha256 })).bytes).toEqual(photo)
  })

  it.each<[string, 'image' | 'pdf' | 'upload', () => Promise<Buffer> | Buffer, string, RegExp]>([
    ['a text file called .png', 'image', () => Buffer.from('身份证'), 'attachment.notImage', /不是 png\/jpeg\/jpg 图片/],
    ['six megabytes', 'image', () => Buffer.alloc(6_300_000, 1), 'attachment.tooLarge', /文件大小 6\.01MB，超过 5MB 的上限/],
    ['nothing', 'upload', () => Buffer.alloc(0), 'attachment.empty', /空/],
    ['a picture for a PDF', 'pdf', () => picture(20, 20).png().toBuffer(), 'attachment.notPdf', /PDF/],
    ['a cut picture', 'image', async () => (await picture().jpeg().toBuffer()).subarray(0, 2000), 'attachment.damaged', /损坏/],
    ['a polyglot', 'image', async () => Buffer.concat([await picture(20, 20).png().toBuffer(), Buffer.from('PK\x03\x04')]), 'attachment.trailing', /多余/],
  ])('refuses %s and keeps nothing', async (_, accept, make, code, message) => {
    const before = await stored()
    const refused = await test.uploadRefusal('attachments.upload', { name: 'x.png', accept }, await make())
    expect(refused).toMatchObject({ code, message: expect.stringMatching(message), action: expect.any(String) })
    expect(await stored()).toEqual(before)
  })

  it('of a stranger, of unknown input or of a digest nobody has is refused', async () => {
    const bytes = await picture(20, 20).png().toBuffer()
    expect((await test.uploadRefusal('attachments.upload', { name: 'x.png', accept: 'image' }, bytes, 'stranger')).code).toBe('account.signInRequired')
    expect((await test.uploadRefusal('attachments.upload', { name: 'x.png', accept: 'exe' }, bytes)).fields).toHaveProperty('accept')
    await expect(test.download('attachments.open', { sha256: 'a'.repeat(64) })).rejects.toMatchObject({ body: { code: 'attachment.missing' } })
    await expect(test.download('attachments.open', { sha256: '../../etc/passwd' })).rejects.toMatchObject({ body: { code: 'general.invalidInput' } })
  })
})
