import { type ErrorTexts, texts } from './table.ts';

/** The virtual card, its files and its seat in a PC/SC service. */
export const VIRTUAL_ERRORS = {
  'virtual.slot-not-reachable': texts(
    [
      '虚拟读卡器的端口连接不上',
      '没有安装 vsmartcard-vpcd，pcscd 没有运行，或该槽位已有一张虚拟卡',
      '请联系信息科',
      '执行 scripts/install-real-stacks.sh，并启动 pcscd；第一个槽位在 TCP 35963',
    ],
    [
      'the port of the virtual reader cannot be reached',
      'vsmartcard-vpcd is not installed, pcscd is not running, or a virtual card is in the slot already',
      'call the IT department',
      'run scripts/install-real-stacks.sh and start pcscd; the first slot is TCP 35963',
    ],
  ),
  'virtual.slot-protocol-broken': texts(
    [
      '虚拟读卡器发来了不合协议的数据',
      '该端口上运行的不是 vpcd',
      '请联系信息科',
      '检查端口号；帧为两字节长度加内容，控制字节为 00、01、02、04',
    ],
    [
      'the virtual reader sent bytes outside its protocol',
      'something else than vpcd listens on that port',
      'call the IT department',
      'check the port; a frame is two bytes of length and a body, control bytes are 00, 01, 02, 04',
    ],
  ),
  'virtual.card-file-damaged': texts(
    [
      '虚拟卡或虚拟安全模块的文件无法读取',
      '文件被改动、截断，或属于其他版本',
      '演示环境请删除数据目录后重新生成',
      '核对 detail.rule；该文件只能由本软件写入',
    ],
    [
      'the file of a virtual card or virtual security module cannot be read',
      'it was changed, cut short, or belongs to another version',
      'in a demonstration delete the data folder and make it anew',
      'see detail.rule; only this software may write that file',
    ],
  ),
  'virtual.card-file-changed': texts(
    [
      '虚拟卡文件在读入之后被另一个程序写过，未覆盖',
      '两个程序同时使用同一张虚拟卡',
      '请取出该卡再重新插入',
      '一张虚拟卡同一时间只能由一个进程打开；重新载入后再写',
    ],
    [
      'another program wrote the file of the virtual card since it was loaded; it was not written over',
      'two programs use one virtual card at the same time',
      'take the card out and put it in again',
      'one process at a time opens a virtual card; load it anew before writing',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
