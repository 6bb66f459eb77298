/** What SW3 of an identity card reader means; SW1 and SW2 are the card's own where it has spoken. */

import type { Bilingual } from '../../../model/index.ts';

export const ID_DONE = 0x90;
export const ID_FOUND = 0x9f;
export const ID_NOT_FOUND = 0x80;
export const ID_NOT_SELECTED = 0x81;

const MEANINGS: Readonly<Record<number, Bilingual>> = {
  16: { zh: '接收数据的校验和错误', en: 'the checksum of the command is wrong' },
  17: { zh: '接收数据的长度错误', en: 'the length of the command is wrong' },
  33: { zh: '接收的命令错误', en: 'the command is not known' },
  36: { zh: '无法识别的错误', en: 'an error that cannot be named' },
  49: { zh: '身份证对阅读器认证失败', en: 'the card does not accept the reader' },
  50: { zh: '阅读器对身份证认证失败', en: 'the reader does not accept the card' },
  51: { zh: '信息验证错误', en: 'what was read does not verify' },
  64: { zh: '错误的卡', en: 'this is another kind of card' },
  65: { zh: '读身份证失败', en: 'reading the card failed' },
  71: { zh: '取随机数失败', en: 'the card gave no random number' },
  96: { zh: '阅读器自检失败', en: 'the reader failed its self-test' },
  102: { zh: '阅读器未经过授权', en: 'the reader has no licence' },
  128: { zh: '搜寻身份证失败', en: 'no card was found' },
  129: { zh: '选取身份证失败', en: 'the card could not be selected' },
  144: { zh: '操作成功', en: 'done' },
  159: { zh: '找卡成功', en: 'a card was found' },
};

/** What a status means, in both languages. */
export function idStatusText(status: number): Bilingual {
  return MEANINGS[status & 0xff] ?? { zh: '未登记的状态', en: 'a status without a row of its own' };
}

/** `000090`: six upper-case hexadecimal digits. */
export function idStatusHex(status: number): string {
  return status.toString(16).toUpperCase().padStart(6, '0');
}
