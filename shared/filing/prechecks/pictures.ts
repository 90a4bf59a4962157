import type { AttachmentRef } from '../types'
import { attachmentAt } from '../values'
import type { Hit, Precheck, PrecheckView } from './precheck'

/** domain.md §3 and §7, PC-11 and PC-12. */
const MAX_BYTES = 5 * 1024 * 1024
const MIN_SHORT_SIDE = 600
/**
 * Mean luminance (0–255) and variance of the Laplacian, both taken at upload on the picture reduced to 1000 px. Set so that
 * only plainly unusable pictures are named: white scans reach about 245, readable photographs stay above 50 and 20.
 */
const TOO_DARK = 50
const TOO_BRIGHT = 248
const TOO_BLURRED = 20

interface FormPicture {
  path: string
  label: string
  /** Proof of identity, on which every word must be legible. */
  certificate: boolean
}

const IDENTITY_PICTURES = [['idFront', '身份证人像面'], ['idBack', '身份证国徽面'], ['idHeld', '身份证手持']] as const

function picturesOf(view: PrecheckView): FormPicture[] {
  const people = view.people.flatMap(({ path, role }) =>
    IDENTITY_PICTURES.map(([id, label]) => ({ path: `${path}.${id}`, label: `${role}的${label}`, certificate: true })))
  return view.form === 'subject'
    ? [{ path: 'organizationIdPhoto', label: '主办单位有效证件', certificate: true }, ...people]
    : [{ path: 'domainCertificate', label: '域名证书', certificate: false }, ...people]
}

const each = (view: PrecheckView, check: (picture: AttachmentRef, place: FormPicture) => Hit[]): Hit[] =>
  picturesOf(view).flatMap((place) => {
    const picture = attachmentAt(view.record, place.path)
    return picture && picture.type !== 'pdf' ? check(picture, place) : []
  })

const quality: Precheck = {
  id: 'PC-11', forms: ['subject', 'website'],
  why: '看不清证件内容的申请会被退回',
  run: (view) => each(view, (picture, { path, label, certificate }) => {
    const hits: Hit[] = []
    const short = picture.width !== undefined && picture.height !== undefined ? Math.min(picture.width, picture.height) : undefined
    if (short !== undefined && short < MIN_SHORT_SIDE) {
      const finding = `${label}图片为${picture.width}×${picture.height}像素，短边不足${MIN_SHORT_SIDE}像素`
      hits.push({ level: certificate ? 'error' : 'warning', finding, mend: '请用手机相机原图或扫描件，不要用截图、缩略图', field: path })
    }
    const { brightness, sharpness } = picture
    if (brightness !== undefined && brightness < TOO_DARK) {
      hits.push({ level: 'warning', finding: `${label}图片过暗`, mend: '请在光线充足处重新拍摄', field: path })
    } else if (brightness !== undefined && brightness > TOO_BRIGHT) {
      hits.push({ level: 'warning', finding: `${label}图片过亮`, mend: '请避开强光和反光重新拍摄', field: path })
    } else if (sharpness !== undefined && sharpness < TOO_BLURRED) {
      hits.push({ level: 'warning', finding: `${label}图片模糊`, mend: '请对焦后重新拍摄，使证件上的文字清楚可读', field: path })
    }
    return hits
  }),
}

const size: Precheck = {
  id: 'PC-12', forms: ['subject', 'website'],
  why: '单个附件不能超过5MB',
  run: (view) => each(view, (picture, { path, label }) =>
    picture.size > MAX_BYTES
      ? [{ level: 'error', finding: `${label}图片为${(picture.size / 1024 / 1024).toFixed(1)}MB，超过5MB`, mend: '请压缩后重新上传，原图请自行保留', field: path }]
      : []),
}

const sameSides: Precheck = {
  id: 'PC-13', forms: ['subject', 'website'],
  why: '人像面、国徽面和手持照片应各为一张',
  run: (view) => view.people.flatMap(({ path, role }) => {
    const pictures = IDENTITY_PICTURES.map(([id, label]) => ({ field: `${path}.${id}`, label, sha256: attachmentAt(view.record, `${path}.${id}`)?.sha256 }))
    return pictures.flatMap((later, index): Hit[] => {
      const earlier = later.sha256 === undefined ? undefined : pictures.slice(0, index).find((picture) => picture.sha256 === later.sha256)
      return earlier
        ? [{ level: 'error', finding: `${role}的${later.label}与${earlier.label}是同一张图片`, mend: `请重新上传${later.label}`, field: later.field }]
        : []
    })
  }),
}

export const PICTURE_CHECKS: readonly Precheck[] = [quality, size, sameSides]
