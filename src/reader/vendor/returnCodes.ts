/**
 * What the drivers answer when they fail: LD/T 6001.5-2023 (national card interface) and, for -1 to
 * -15, the reader interface it stands on. A code below those is a status word with its sign turned.
 */

import { meaningOf, statusWordText } from '../../card/index.ts';
import type { Bilingual } from '../../model/index.ts';

const OWN_MEANINGS: Readonly<Record<string, Bilingual>> = {
  '-1': { zh: '卡类型不正确', en: 'wrong type of card' },
  '-2': { zh: '无卡', en: 'no card' },
  '-3': { zh: '有卡未上电', en: 'the card is not powered' },
  '-4': { zh: '卡无应答', en: 'the card does not answer' },
  '-5': { zh: '加载动态库错误', en: 'a library that the driver needs cannot be loaded' },
  '-11': { zh: '读卡器连接错误', en: 'the reader cannot be reached' },
  '-12': { zh: '未建立连接', en: 'the reader is not opened' },
  '-13': { zh: '动态库不支持该命令', en: 'the driver does not support the command' },
  '-14': { zh: '发给动态库的命令参数错误', en: 'a parameter of the call is wrong' },
  '-15': { zh: '信息校验出错', en: 'a checksum does not agree' },
  '-20': { zh: '卡识别码格式错误', en: 'the card id has a wrong form' },
  '-21': {
    zh: '内部认证失败，用户卡不合法',
    en: 'internal authentication failed, the card is not genuine',
  },
  '-22': { zh: '传入数据与卡内不符', en: 'what was passed does not match the card' },
  '-23': { zh: '传入数据不合法', en: 'what was passed is not allowed' },
  '-24': { zh: 'PSAM 卡密钥级别不够', en: 'the key level of the PSAM is too low' },
  '-25': {
    zh: '内部认证与加密机结果不符',
    en: 'internal authentication does not agree with the HSM',
  },
  '-31': { zh: '用户取消密码输入', en: 'PIN entry was cancelled' },
  '-32': { zh: '密码输入超时', en: 'PIN entry timed out' },
  '-33': { zh: '输入密码长度错误', en: 'the PIN has a wrong length' },
  '-34': { zh: '两次输入密码不一致', en: 'the two PINs differ' },
  '-35': { zh: '初始密码不能交易', en: 'the initial PIN cannot pay' },
  '-36': { zh: '不能改为初始密码', en: 'the initial PIN cannot be chosen' },
  '-41': { zh: '运算数据含非法字符', en: 'the data has characters that are not allowed' },
  '-42': { zh: '运算数据长度错误', en: 'the data has a wrong length' },
  '-51': { zh: 'PIN 校验失败', en: 'the PIN is wrong' },
  '-52': { zh: 'PIN 已锁定', en: 'the PIN is locked' },
  '-2201': { zh: '无 PSAM 卡', en: 'there is no PSAM' },
  '-2202': {
    zh: 'PSAM 卡不支持所需算法（SSF33 或 SM4）',
    en: 'the PSAM lacks the algorithm (SSF33 or SM4)',
  },
  '-2203': { zh: 'PSAM 卡内没有 RKsSSE 密钥', en: 'the PSAM lacks the key RKsSSE' },
  '-2204': { zh: '不需要加密机认证', en: 'the HSM is not needed' },
};

/** The driver cannot go on with the PSAM, so the HSM has to do its part; -27272 is 6A88, no such key. */
const HSM_NEEDED: ReadonlySet<number> = new Set([-2201, -2202, -2203, -24, -27272]);

export interface ReturnCode {
  readonly code: number;
  readonly meaning: Bilingual;
  /** The card's status word, where the code stands for one. */
  readonly sw?: number;
}

/** Explains a negative return value: the drivers' own table first, then the card's status words. */
export function explainReturnCode(code: number): ReturnCode {
  const own = OWN_MEANINGS[String(code)];
  if (own) return { code, meaning: own };
  const sw = -code;
  const sw1 = sw >> 8;
  if (!((sw1 >= 0x61 && sw1 <= 0x6f) || (sw1 >= 0x90 && sw1 <= 0x9f))) {
    return { code, meaning: { zh: '未知错误', en: 'unknown error' } };
  }
  const text = statusWordText(sw);
  const named = meaningOf(sw) ?? {
    zh: '该状态字没有标准含义',
    en: 'the status word has no standard meaning',
  };
  return { code, sw, meaning: { zh: `${text} ${named.zh}`, en: `${text} ${named.en}` } };
}

/** Whether a PSAM that will not do is the reason, so that an HSM can take its place. */
export function needsHsm(code: number): boolean {
  return HSM_NEEDED.has(code);
}
