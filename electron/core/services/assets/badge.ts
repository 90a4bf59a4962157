import { formatFilingNumber } from '#shared/filing/validators/filing-number'

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** Widths in px at 16 px type: Chinese characters are as wide as high, digits a little over half. */
const textWidth = (text: string): number => [...text].reduce((sum, character) => sum + (character.charCodeAt(0) < 0x80 ? 9.4 : 16), 0)

/**
 * Our own picture of the number: a globe with a tick beside the words, no official mark and no police emblem
 * (domain.md §10). SVG, so that it is sharp at every size.
 */
export function badgeSvg(filingNumber: string): string {
  const words = formatFilingNumber(filingNumber)
  const width = Math.ceil(textWidth(words)) + 52
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="36" viewBox="0 0 ${width} 36" role="img" aria-label="${escaped(words)}">`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="35" rx="6" fill="#fff" stroke="#c5cfdd"/>`,
    '<g fill="none" stroke="#1f4b99" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">',
    '<circle cx="21" cy="18" r="9"/><ellipse cx="21" cy="18" rx="4" ry="9"/><path d="M12 18h18"/>',
    '</g>',
    '<circle cx="28" cy="25" r="5" fill="#1b7f4b"/><path d="M25.6 25l1.8 1.8 3-3.3" fill="none" stroke="#fff" stroke-width="1.4" stroke-linecap="round"/>',
    `<text x="40" y="23.5" font-size="16" fill="#1c2430" font-family="'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif">${escaped(words)}</text>`,
    '</svg>',
  ].join('')
}

/** File name of the picture, e.g. 备案标识-京公网安备11000002000001号.svg. */
export const badgeFileName = (filingNumber: string): string => `备案标识-${formatFilingNumber(filingNumber)}.svg`
