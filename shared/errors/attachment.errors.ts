import { defineErrors } from './define'

export const attachmentErrors = defineErrors({
  'attachment.tooLarge': { message: '文件大小 {size}，超过 5MB 的上限', action: '请压缩后重新上传' },
  'attachment.empty': { message: '文件是空的', action: '请重新选择文件' },
  'attachment.notImage': { message: '文件内容不是 png/jpeg/jpg 图片', action: '请上传由相机、扫描仪或截图得到的 png、jpeg、jpg 图片' },
  'attachment.notPdf': { message: '文件内容不是 PDF', action: '请上传 PDF 文件' },
  'attachment.notAccepted': { message: '文件内容不是允许的格式', action: '请上传 {accepted} 文件' },
  'attachment.damaged': { message: '文件已损坏，无法打开', action: '请重新拍摄、扫描或导出后上传' },
  'attachment.trailing': { message: '图片末尾带有多余内容', action: '请重新拍摄或扫描，或用看图程序另存为新图片后上传' },
  'attachment.pixels': { message: '图片尺寸 {width}×{height}，超过上限', action: '请缩小到单边 12000 像素以内后上传' },
  'attachment.activePdf': { message: 'PDF 含有脚本、附件或加密内容（{what}），不能上传', action: '请重新扫描或“打印为 PDF”后上传' },
  'attachment.missing': { message: '附件不存在或已被清理', action: '请重新上传该附件' },
})
