import { noisyPicture, samplePicture } from '../../support/sample-files'
import type { PickedFile } from './controls'

/** Papers as pictures, drawn once per run; the same title gives the same bytes. */
const drawn = new Map<string, Promise<PickedFile>>()

async function draw(title: string, lines: readonly string[], tint: string): Promise<PickedFile> {
  return { name: `${title}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(await samplePicture(title, lines, { tint })) }
}
export function paper(title: string, lines: readonly string[] = [], tint = '#dfe8f3'): Promise<PickedFile> {
  const known = drawn.get(title) ?? draw(title, lines, tint)
  drawn.set(title, known)
  return known
}

export const licence = () => paper('营业执照', ['北京晨光文化传播有限公司', '91110105MA0000015F'], '#f3e7d8')
export const idFront = () => paper('身份证人像面', ['林晓燕', '110101200001010010'])
export const idBack = () => paper('身份证国徽面', ['有效期限 长期'], '#e3efe3')
export const idHeld = () => paper('身份证手持', ['林晓燕'], '#efe3ef')
export const contactFront = () => paper('联络人身份证人像面', ['周建国', '330106200002290029'], '#e0f0f3')
export const contactBack = () => paper('联络人身份证国徽面', ['有效期限 2038.06.30'], '#f0f3e0')

/** A valid picture of more than 6 MB. */
export async function tooLarge(): Promise<PickedFile> {
  const buffer = Buffer.from(await noisyPicture(8 * 1024 * 1024))
  if (buffer.length < 6 * 1024 * 1024) throw new Error(`the picture has only ${buffer.length} bytes`)
  return { name: '营业执照.jpg', mimeType: 'image/jpeg', buffer }
}
/** A text that only calls itself a picture. */
export const textAsPicture = (): PickedFile => ({ name: '营业执照.png', mimeType: 'image/png', buffer: Buffer.from('这不是图片\n'.repeat(40)) })
