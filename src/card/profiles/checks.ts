/**
 * The named checks on a card in use, in the order in which they are reported. A check is `passed`,
 * `failed`, or `not-proven`: the card, or this terminal, has nothing to prove it with. Unlike those of
 * OneCard they never add up to a proof.
 */

import type { Bilingual } from '../../model/index.ts';

export const PROFILE_CHECKS = {
  records: {
    zh: '已读出的记录符合该卡种的格式',
    en: 'the records that were read are in the form of this kind of card',
  },
  'card-number': { zh: '卡号的校验位正确', en: 'the card number agrees with its check' },
  'identity-number': {
    zh: '身份证号的校验位和出生日期正确',
    en: 'check character and day of birth in the identity number are right',
  },
  'birth-date': {
    zh: '卡上出生日期与身份证号一致',
    en: 'the day of birth on the card is the one in the identity number',
  },
  'card-expiry': { zh: '卡在有效期内', en: 'the card has not expired' },
  'terminal-accepted': {
    zh: '卡接受了本终端安全模块的外部认证（只证明终端，不证明卡）',
    en: 'the card accepted this terminal’s security module, which proves the terminal and not the card',
  },
  'issuer-signature': {
    zh: '发卡机构对卡上内容的签名',
    en: 'the issuer’s signature over what the card holds',
  },
  'card-key': { zh: '卡不是复制品', en: 'the card is not a copy' },
  participation: { zh: '持卡人已参合', en: 'the holder takes part in the scheme' },
  'card-not-blocked': { zh: '卡未被挂失或停用', en: 'the card is neither blocked nor suspended' },
} as const satisfies Record<string, Bilingual>;

export type ProfileCheckName = keyof typeof PROFILE_CHECKS;

/** Why a check failed, or what is missing to make it. */
export const PROFILE_CAUSES = {
  'wrong-check-digit': { zh: '校验位不符', en: 'the check digit is wrong' },
  'not-an-identity-number': { zh: '不是有效的身份证号', en: 'no valid identity number' },
  'dates-differ': { zh: '日期不一致', en: 'the dates differ' },
  'numbers-differ': { zh: '卡号与身份证号不同', en: 'card number and identity number differ' },
  'dates-over': { zh: '已过有效期', en: 'no longer valid' },
  'not-on-card': { zh: '卡上没有这一项', en: 'the card does not hold it' },
  'not-readable': {
    zh: '卡要求先由 PSAM 或加密机认证',
    en: 'the card wants a PSAM or HSM to authenticate first',
  },
  'no-module': { zh: '没有 PSAM 或加密机', en: 'there is no PSAM or HSM' },
  'no-answer-to-reset': {
    zh: '读卡器不提供复位应答，无法分散密钥',
    en: 'the reader hides the answer to reset, without which the card’s key cannot be found',
  },
  'algorithm-not-supported': { zh: '安全模块不支持该算法', en: 'the module lacks the algorithm' },
  'key-not-there': { zh: '安全模块没有该密钥', en: 'the module lacks the key' },
  'not-authorised': { zh: '安全模块未授权', en: 'the module is not authorised' },
  'not-accepted': { zh: '卡不接受该认证', en: 'the card did not accept it' },
  'not-asked': { zh: '本卡无需认证即可读取', en: 'the card let everything be read without it' },
  'card-has-none': {
    zh: '该卡种没有可供终端验证的签名',
    en: 'this kind of card has none that a terminal can check',
  },
  'needs-module': {
    zh: '只有安全模块或加密机能验证，本终端未验证',
    en: 'only a security module can check it, and it was not checked here',
  },
  'needs-centre': {
    zh: '只有参合地中心知道，须联机确认',
    en: 'only the home county’s centre knows: ask on line',
  },
} as const satisfies Record<string, Bilingual>;

export type ProfileCause = keyof typeof PROFILE_CAUSES;

export type ProfileCheckResult = { readonly name: ProfileCheckName } & (
  | { readonly outcome: 'passed' }
  | { readonly outcome: 'failed' | 'not-proven'; readonly cause: ProfileCause }
);

export const passed = (name: ProfileCheckName): ProfileCheckResult => ({ name, outcome: 'passed' });

export function failed(name: ProfileCheckName, cause: ProfileCause): ProfileCheckResult {
  return { name, outcome: 'failed', cause };
}

export function notProven(name: ProfileCheckName, cause: ProfileCause): ProfileCheckResult {
  return { name, outcome: 'not-proven', cause };
}
