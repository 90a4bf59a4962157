import { Menu, type MenuItemConstructorOptions } from 'electron'

const separator: MenuItemConstructorOptions = { type: 'separator' }

function template(productName: string, platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const program: MenuItemConstructorOptions = {
    label: productName,
    submenu: [
      { role: 'about', label: `关于${productName}` }, separator,
      { role: 'hide', label: '隐藏' }, { role: 'hideOthers', label: '隐藏其他' }, { role: 'unhide', label: '全部显示' }, separator,
      { role: 'quit', label: '退出' },
    ],
  }
  const file: MenuItemConstructorOptions = { label: '文件', submenu: [{ role: 'quit', label: '退出' }] }
  return [
    platform === 'darwin' ? program : file,
    {
      label: '编辑',
      submenu: [
        { role: 'undo', label: '撤销' }, { role: 'redo', label: '重做' }, separator,
        { role: 'cut', label: '剪切' }, { role: 'copy', label: '复制' }, { role: 'paste', label: '粘贴' }, { role: 'selectAll', label: '全选' },
      ],
    },
    {
      label: '视图',
      submenu: [
        { role: 'reload', label: '刷新' }, separator,
        { role: 'resetZoom', label: '实际大小' }, { role: 'zoomIn', label: '放大' }, { role: 'zoomOut', label: '缩小' }, separator,
        { role: 'togglefullscreen', label: '全屏' },
      ],
    },
    { label: '窗口', submenu: [{ role: 'minimize', label: '最小化' }, { role: 'close', label: '关闭窗口' }] },
  ]
}

export function setMenu(productName: string, platform: NodeJS.Platform = process.platform): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(template(productName, platform)))
}
