/**
 * Provinces by the first two digits of GB/T 2260, with the abbreviations that ICP numbers and police filing numbers
 * begin with. The two differ in 四川, 贵州 and 甘肃 (domain.md §8). 港澳台 have neither.
 */
export interface Province {
  /** First two digits of GB/T 2260 codes. */
  readonly code: string
  readonly name: string
  /** First character of ICP numbers. */
  readonly icp?: string
  /** First character of police filing numbers. */
  readonly police?: string
}

export const PROVINCES: readonly Province[] = [
  { code: '11', name: '北京市', icp: '京', police: '京' },
  { code: '12', name: '天津市', icp: '津', police: '津' },
  { code: '13', name: '河北省', icp: '冀', police: '冀' },
  { code: '14', name: '山西省', icp: '晋', police: '晋' },
  { code: '15', name: '内蒙古自治区', icp: '蒙', police: '蒙' },
  { code: '21', name: '辽宁省', icp: '辽', police: '辽' },
  { code: '22', name: '吉林省', icp: '吉', police: '吉' },
  { code: '23', name: '黑龙江省', icp: '黑', police: '黑' },
  { code: '31', name: '上海市', icp: '沪', police: '沪' },
  { code: '32', name: '江苏省', icp: '苏', police: '苏' },
  { code: '33', name: '浙江省', icp: '浙', police: '浙' },
  { code: '34', name: '安徽省', icp: '皖', police: '皖' },
  { code: '35', name: '福建省', icp: '闽', police: '闽' },
  { code: '36', name: '江西省', icp: '赣', police: '赣' },
  { code: '37', name: '山东省', icp: '鲁', police: '鲁' },
  { code: '41', name: '河南省', icp: '豫', police: '豫' },
  { code: '42', name: '湖北省', icp: '鄂', police: '鄂' },
  { code: '43', name: '湖南省', icp: '湘', police: '湘' },
  { code: '44', name: '广东省', icp: '粤', police: '粤' },
  { code: '45', name: '广西壮族自治区', icp: '桂', police: '桂' },
  { code: '46', name: '海南省', icp: '琼', police: '琼' },
  { code: '50', name: '重庆市', icp: '渝', police: '渝' },
  { code: '51', name: '四川省', icp: '蜀', police: '川' },
  { code: '52', name: '贵州省', icp: '黔', police: '贵' },
  { code: '53', name: '云南省', icp: '滇', police: '滇' },
  { code: '54', name: '西藏自治区', icp: '藏', police: '藏' },
  { code: '61', name: '陕西省', icp: '陕', police: '陕' },
  { code: '62', name: '甘肃省', icp: '陇', police: '甘' },
  { code: '63', name: '青海省', icp: '青', police: '青' },
  { code: '64', name: '宁夏回族自治区', icp: '宁', police: '宁' },
  { code: '65', name: '新疆维吾尔自治区', icp: '新', police: '新' },
  { code: '71', name: '台湾省' },
  { code: '81', name: '香港特别行政区' },
  { code: '82', name: '澳门特别行政区' },
]

/** The province a region code lies in; undefined when its first two digits are none. */
export function provinceOfRegion(regionCode: string): Province | undefined {
  return PROVINCES.find((province) => province.code === regionCode.slice(0, 2))
}
export const provinceByIcp = (abbreviation: string): Province | undefined => PROVINCES.find((province) => province.icp === abbreviation)
export const provinceByPolice = (abbreviation: string): Province | undefined => PROVINCES.find((province) => province.police === abbreviation)
