/**
 * What bError of a CCID response means: CCID Rev 1.10 table 6.2-2, and the codes that the GemCore
 * readers add in the range left to makers (81 to C0).
 */

import type { Bilingual } from '../../model/index.ts';

/** Codes that the serial driver itself looks at. */
export const CCID_ERROR_NOT_SUPPORTED = 0x00;
export const CCID_ERROR_PARITY = 0xfd;
export const CCID_ERROR_MUTE = 0xfe;

interface CcidErrorText extends Bilingual {
  /** Name as the specification prints it, for a log. */
  readonly name: string;
}

function row(name: string, zh: string, en: string): CcidErrorText {
  return { name, zh, en };
}

const ERRORS: ReadonlyMap<number, CcidErrorText> = new Map([
  [0x00, row('CMD_NOT_SUPPORTED', '不支持该命令', 'the command is not supported')],
  [0x01, row('BAD_LENGTH', '长度错误', 'the length is not right')],
  [0x05, row('BAD_SLOT', '没有该槽位', 'there is no such slot')],
  [0xa2, row('SHORT_CIRCUIT', '卡座短路', 'the card contacts are short-circuited')],
  [0xa3, row('ATR_TOO_LONG', '复位应答过长', 'the answer to reset is too long')],
  [0xab, row('NO_DATA', '没有数据交换', 'no bytes were exchanged')],
  [0xb0, row('EMV_T1_TOO_LONG', 'EMV 模式下 T=1 报文过长', 'a T=1 message is too long for EMV')],
  [0xbb, row('EMV_PROTOCOL', 'EMV 协议错误', 'a fault in the EMV protocol')],
  [0xbd, row('T1_CARD_ERROR', 'T=1 通信中卡出错', 'the card failed in T=1')],
  [0xbe, row('BAD_APDU_LENGTH', 'APDU 长度错误', 'the length of the APDU is not right')],
  [0xe0, row('CMD_SLOT_BUSY', '槽位正忙', 'the slot is busy')],
  [0xef, row('PIN_CANCELLED', '用户取消了密码输入', 'the holder cancelled the PIN entry')],
  [0xf0, row('PIN_TIMEOUT', '密码输入超时', 'no PIN was entered in time')],
  [0xf2, row('BUSY_WITH_AUTO_SEQUENCE', '自动序列进行中', 'busy with a sequence of its own')],
  [0xf3, row('DEACTIVATED_PROTOCOL', '协议已停用', 'the protocol is deactivated')],
  [0xf4, row('PROCEDURE_BYTE_CONFLICT', '过程字节冲突', 'a procedure byte does not fit')],
  [0xf5, row('ICC_CLASS_NOT_SUPPORTED', '不支持该类卡', 'the class of card is not supported')],
  [0xf6, row('ICC_PROTOCOL_NOT_SUPPORTED', '不支持卡的协议', 'the protocol is not supported')],
  [0xf7, row('BAD_ATR_TCK', '复位应答校验错误', 'the check byte of the answer to reset is wrong')],
  [0xf8, row('BAD_ATR_TS', '复位应答首字节错误', 'the answer to reset begins wrongly')],
  [0xfb, row('HW_ERROR', '读卡器硬件错误', 'a fault of the hardware')],
  [0xfc, row('XFR_OVERRUN', '接收溢出', 'bytes came faster than they were taken')],
  [0xfd, row('XFR_PARITY_ERROR', '传输奇偶校验错误', 'parity error between card and reader')],
  [0xfe, row('ICC_MUTE', '卡没有应答或不在', 'the card does not answer or is not there')],
  [0xff, row('CMD_ABORTED', '命令被中止', 'the command was aborted')],
]);

/** What `error` of a failed response means. */
export function ccidErrorText(error: number): CcidErrorText {
  const known = ERRORS.get(error);
  if (known) return known;
  // 01 to 7F: index of the byte of the command that the reader does not accept.
  if (error > 0 && error < 0x80) {
    return row(`BYTE_${error}`, `命令第 ${error} 字节不被接受`, `byte ${error} is not accepted`);
  }
  return row(`ERROR_${error}`, '未登记的错误', 'an error without a row of its own');
}
