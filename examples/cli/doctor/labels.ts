import type { Bilingual } from '../../../src/model/index.ts';

/** What was looked at, by the name that a finding carries. */
export const CHECK_LABELS: Readonly<Record<string, Bilingual>> = {
  runtime: { zh: '运行环境', en: 'runtime' },
  clock: { zh: '本机时间', en: 'clock' },
  'pcsc-library': { zh: 'PC/SC 程序库', en: 'PC/SC library' },
  'pcsc-service': { zh: '读卡服务', en: 'PC/SC service' },
  'pcsc-permission': { zh: '使用权限', en: 'permission' },
  reader: { zh: '读卡器', en: 'reader' },
  usb: { zh: 'USB 设备', en: 'USB devices' },
  card: { zh: '卡', en: 'card' },
  atr: { zh: '卡的复位应答', en: 'answer to reset' },
  'serial-ports': { zh: '串口', en: 'serial ports' },
  'serial-reader': { zh: '串口读卡器', en: 'serial reader' },
  hid: { zh: 'HID 读卡器', en: 'HID readers' },
  'vendor-library': { zh: '厂商动态库', en: "vendor's library" },
  document: { zh: '方案与目录', en: 'plans and catalogues' },
  terminal: { zh: '终端数据', en: 'terminal' },
  journal: { zh: '流水', en: 'journal' },
  visits: { zh: '未完成的结算', en: 'open settlements' },
};
