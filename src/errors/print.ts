import { type ErrorTexts, texts } from './table.ts';

/** Printing: the paper's way out of the program. */
export const PRINT_ERRORS = {
  'print.printer-unknown': texts(
    [
      '没有这个名称的打印机',
      '打印机没有登记到桌面服务，或名称写错',
      '换一台打印机，或用浏览器打印',
      '用 onecard desk --printer 名称=地址,纸张 登记',
    ],
    [
      'there is no printer of that name',
      'it was never told to the desk service, or the name is wrong',
      'choose another printer, or print from the browser',
      'name it with onecard desk --printer NAME=ADDRESS,PAPER',
    ],
  ),
  'print.printer-unreachable': texts(
    [
      '打印机没有收下票据',
      '打印机关机、缺纸、线缆松脱，或地址被占用',
      '检查电源、纸张和线缆后补打；已印出一半的票据作废',
      '地址可为 /dev/usb/lp0、serial:端口:波特率、tcp:主机:9100；看 detail.reason',
    ],
    [
      'the printer did not take the print',
      'it is off, out of paper, unplugged, or another program holds its address',
      'check power, paper and cable, then print a copy; a half-printed slip is void',
      'an address is /dev/usb/lp0, serial:PORT:BAUD or tcp:HOST:9100; see detail.reason',
    ],
  ),
  'print.paper-refused': texts(
    [
      '这种纸张不能用打印机指令打印',
      'ESC/POS 只用于 58 毫米和 80 毫米卷纸',
      '改用浏览器打印或 PDF',
      '卷纸用 format=escpos，其他纸张用 html 或 pdf',
    ],
    [
      'this paper is not printed by printer commands',
      'ESC/POS is for rolls of 58 and 80 mm alone',
      'print from the browser, or as PDF',
      'use format=escpos for rolls, html or pdf for other paper',
    ],
  ),
  'print.pdf-missing': texts(
    [
      '本机没有安装生成 PDF 的组件',
      '可选组件 pdfkit 没有随程序安装',
      '用浏览器打印，在打印对话框中可另存为 PDF',
      '运行 npm install pdfkit@0.20.2',
    ],
    [
      'what makes PDF files is not installed here',
      'the optional package pdfkit was left out',
      'print from the browser; its dialogue can save a PDF',
      'run npm install pdfkit@0.20.2',
    ],
  ),
  'print.font-missing': texts(
    [
      '找不到含汉字的字体文件',
      '系统没有安装中文字体，或字体在别处',
      '用浏览器打印，并请信息科安装字体',
      '安装 Noto Sans CJK（Debian: fonts-noto-cjk），或在设置中指定字体文件',
    ],
    [
      'no font file with Chinese characters was found',
      'none is installed, or it lies elsewhere',
      'print from the browser, and ask the IT department for the font',
      'install Noto Sans CJK (Debian: fonts-noto-cjk), or name a font file in the options',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
