/** The program's name as shown to people. */
export const PRODUCT_NAME = '联网备案离线办理'
