/**
 * Status words: what SW1 SW2 mean, ISO/IEC 7816-4:2005 §5.1.3 tables 5 and 6. An error status word
 * is never authenticated, so it never proves that a write did not happen.
 */

import type { Bilingual } from '../model/index.ts';

/** SW1 SW2 as one number. */
export type StatusWord = number;

export const SW_SUCCESS = 0x9000;
export const SW_END_OF_FILE = 0x6282;
export const SW_WRONG_LENGTH = 0x6700;
export const SW_LOGICAL_CHANNEL_NOT_SUPPORTED = 0x6881;
export const SW_SECURE_MESSAGING_NOT_SUPPORTED = 0x6882;
export const SW_INCOMPATIBLE_FILE = 0x6981;
export const SW_SECURITY_NOT_SATISFIED = 0x6982;
export const SW_CONDITIONS_NOT_SATISFIED = 0x6985;
export const SW_NO_CURRENT_FILE = 0x6986;
export const SW_WRONG_DATA = 0x6a80;
export const SW_FUNCTION_NOT_SUPPORTED = 0x6a81;
export const SW_FILE_NOT_FOUND = 0x6a82;
export const SW_RECORD_NOT_FOUND = 0x6a83;
export const SW_NO_SPACE = 0x6a84;
export const SW_WRONG_P1_P2 = 0x6a86;
export const SW_REFERENCE_NOT_FOUND = 0x6a88;
export const SW_OFFSET_OUTSIDE = 0x6b00;
export const SW_INSTRUCTION_UNKNOWN = 0x6d00;
export const SW_CLASS_UNKNOWN = 0x6e00;
export const SW_MEMORY_FAILURE = 0x6581;

/** SW1 values whose SW2 is a count. */
export const SW1_MORE_BYTES = 0x61;
export const SW1_WRONG_LE = 0x6c;

const MEANINGS = {
  '9000': { zh: '成功', en: 'success' },
  '61xx': { zh: '还有 xx 个字节待取', en: 'xx more bytes can be fetched' },
  '6281': { zh: '返回的数据可能已损坏', en: 'part of the returned bytes may be damaged' },
  '6282': { zh: '未读满即到文件末尾', en: 'the file ended before all bytes were read' },
  '6283': { zh: '所选文件已停用', en: 'the selected file is deactivated' },
  '6300': { zh: '鉴别失败', en: 'authentication failed' },
  '63Cx': { zh: '校验失败，还剩 x 次', en: 'verification failed, x tries left' },
  '6581': { zh: '存储器写入失败', en: 'memory failure' },
  '6700': { zh: '长度错误', en: 'wrong length' },
  '6881': { zh: '不支持该逻辑通道', en: 'the logical channel is not supported' },
  '6882': { zh: '不支持安全报文', en: 'secure messaging is not supported' },
  '6981': { zh: '命令与文件结构不符', en: 'the command does not suit the file structure' },
  '6982': { zh: '安全状态不满足', en: 'the security status is not satisfied' },
  '6983': { zh: '鉴别方法已锁定', en: 'the authentication method is blocked' },
  '6984': { zh: '引用的数据无效', en: 'the referenced data cannot be used' },
  '6985': { zh: '使用条件不满足', en: 'the conditions of use are not satisfied' },
  '6986': { zh: '没有当前文件，命令不允许', en: 'the command needs a current file' },
  '6988': { zh: '安全报文数据不正确', en: 'the secure messaging data is not right' },
  '6A80': { zh: '数据域内容错误', en: 'the data field is not right' },
  '6A81': { zh: '不支持该功能', en: 'the function is not supported' },
  '6A82': { zh: '找不到文件或应用', en: 'the file or application is not there' },
  '6A83': { zh: '找不到记录', en: 'the record is not there' },
  '6A84': { zh: '文件空间不足', en: 'not enough room in the file' },
  '6A86': { zh: 'P1 P2 错误', en: 'P1 P2 are not right' },
  '6A87': { zh: 'Lc 与 P1 P2 不符', en: 'Lc does not agree with P1 P2' },
  '6A88': { zh: '找不到引用的密钥或数据', en: 'the referenced key or data is not there' },
  '6B00': { zh: '偏移超出文件', en: 'the offset lies outside the file' },
  '6Cxx': { zh: 'Le 错误，应为 xx', en: 'wrong Le, xx is right' },
  '6D00': { zh: '不支持该指令', en: 'the instruction is not supported' },
  '6E00': { zh: '不支持该类别', en: 'the class is not supported' },
  '6F00': { zh: '卡内部错误', en: 'no precise diagnosis' },
} as const satisfies Record<string, Bilingual>;

/** `9000`, `6A82`: four upper-case hexadecimal digits. */
export function statusWordText(sw: StatusWord): string {
  return sw.toString(16).toUpperCase().padStart(4, '0');
}

/** What a status word means, in both languages; undefined when the tables do not name it. */
export function meaningOf(sw: StatusWord): Bilingual | undefined {
  const text = statusWordText(sw);
  const meanings: Readonly<Record<string, Bilingual>> = MEANINGS;
  return meanings[text] ?? meanings[`${text.slice(0, 3)}x`] ?? meanings[`${text.slice(0, 2)}xx`];
}
