/**
 * The named checks of a card, in the order in which they are made and reported. None is optional:
 * a record is proven when every one of them passed.
 */

import { CHAIN_CAUSES, type ChainCause } from '../../crypto/index.ts';
import type { Bilingual } from '../../model/index.ts';
import type { SignedFileName } from '../files.ts';

/** What it means when a check fails, and what the clerk does then. */
export interface CheckTexts {
  readonly means: Bilingual;
  readonly clerkDoes: Bilingual;
}

const TO_COUNTY_DESK: Bilingual = {
  zh: '不能结算；请持卡人到县级经办窗口处理',
  en: 'do not settle; send the holder to the county desk',
};
const KEEP_AND_CALL: Bilingual = {
  zh: '不能结算；请联系县级经办机构核实此卡',
  en: 'do not settle; call the county office to have this card looked into',
};
const CALL_IT: Bilingual = {
  zh: '请联系信息科更新本终端的信任库和名单',
  en: 'have the IT department bring the trust store and lists of this terminal up to date',
};

export const CHECKS = {
  'certificate-chain': {
    means: {
      zh: '发卡县的证书不能追溯到本终端信任的省级根证书',
      en: 'the certificate of the issuing county does not lead to a province root of this terminal',
    },
    clerkDoes: KEEP_AND_CALL,
  },
  'certificate-dates': {
    means: {
      zh: '发卡县的证书或省级根证书不在有效期内',
      en: 'the county’s certificate or the province root is not valid on this day',
    },
    clerkDoes: CALL_IT,
  },
  'issuer-signature': {
    means: {
      zh: '卡上内容的安全对象不是该县签发的',
      en: 'the security object over the card’s content was not signed by that county',
    },
    clerkDoes: KEEP_AND_CALL,
  },
  suite: {
    means: {
      zh: '卡、证书和签名所用的算法套件不一致',
      en: 'card, certificate and signature do not use one and the same algorithm suite',
    },
    clerkDoes: KEEP_AND_CALL,
  },
  'security-object-dates': {
    means: {
      zh: '卡的安全对象不在有效期内',
      en: 'the card’s security object is not valid on this day',
    },
    clerkDoes: TO_COUNTY_DESK,
  },
  'file-digest': {
    means: {
      zh: '卡上一个文件的内容与县级签名时不同',
      en: 'a file on the card is not what the county signed',
    },
    clerkDoes: KEEP_AND_CALL,
  },
  'card-serial': {
    means: {
      zh: '卡上文件记录的卡号不一致，内容来自另一张卡',
      en: 'the files name different card serials: content of another card',
    },
    clerkDoes: KEEP_AND_CALL,
  },
  'card-expiry': {
    means: { zh: '卡已过有效期', en: 'the card has expired' },
    clerkDoes: TO_COUNTY_DESK,
  },
  'issuer-county': {
    means: {
      zh: '证书、发卡信息和参合信息中的县不一致',
      en: 'certificate, card and insurance do not name one and the same county',
    },
    clerkDoes: KEEP_AND_CALL,
  },
  'card-key': {
    means: {
      zh: '卡没有用自己的密钥应答本次随机数，可能是复制的卡',
      en: 'the card did not answer this visit’s challenge with its own key: it may be a copy',
    },
    clerkDoes: KEEP_AND_CALL,
  },
  'secure-channel': {
    means: {
      zh: '个人信息和累计没有经过县级签名所定密钥版本的安全通道读出',
      en: 'the files were not read through a channel with the keys that the county signed for',
    },
    clerkDoes: KEEP_AND_CALL,
  },
  'state-mac': {
    means: {
      zh: '卡上的累计状态区没有有效的校验码，或写入后被改动',
      en: 'a state slot of the card has no valid code, or was changed after it was written',
    },
    clerkDoes: TO_COUNTY_DESK,
  },
  'state-history': {
    means: {
      zh: '两个状态区与最新日志记录互相矛盾，卡可能被回退',
      en: 'the state slots and the newest log record contradict each other: the card may be rolled back',
    },
    clerkDoes: TO_COUNTY_DESK,
  },
  'card-counters': {
    means: {
      zh: '卡的计数低于本终端曾见过的值：卡被恢复成旧的内容，或是复制的卡',
      en: 'a counter of the card is lower than this terminal has seen: it was put back or copied',
    },
    clerkDoes: KEEP_AND_CALL,
  },
  participation: {
    means: {
      zh: '持卡人在该参合年度没有参合记录',
      en: 'the holder did not take part in the scheme in the insurance year',
    },
    clerkDoes: {
      zh: '请持卡人核实是否已缴费；已缴费的到县级经办窗口更新卡',
      en: 'ask the holder whether the contribution was paid; if so, the county desk updates the card',
    },
  },
  'status-list-age': {
    means: {
      zh: '本终端没有该县足够新的卡状态名单',
      en: 'this terminal has no list of card statuses of that county that is fresh enough',
    },
    clerkDoes: CALL_IT,
  },
  'card-not-blocked': {
    means: { zh: '卡已被挂失、停用或注销', en: 'the card is blocked or suspended' },
    clerkDoes: TO_COUNTY_DESK,
  },
} as const satisfies Record<string, CheckTexts>;

export type CheckName = keyof typeof CHECKS;

/** Why a check failed. */
export const CHECK_CAUSES = {
  ...CHAIN_CAUSES,
  'not-run': {
    zh: '前面的检查失败，此项无法进行',
    en: 'could not be made, because an earlier one failed',
  },
  'malformed-object': { zh: '安全对象不合规定', en: 'the security object is malformed' },
  'wrong-signature': { zh: '签名无效', en: 'the signature is not valid' },
  'suite-mismatch': { zh: '算法套件不一致', en: 'the suites differ' },
  'dates-not-begun': { zh: '尚未生效', en: 'not valid yet' },
  'dates-over': { zh: '已过期', en: 'no longer valid' },
  'digest-mismatch': { zh: '摘要不符', en: 'the digest differs' },
  'serial-mismatch': { zh: '卡号不一致', en: 'the serials differ' },
  'county-mismatch': { zh: '县代码不一致', en: 'the county codes differ' },
  'not-from-session': {
    zh: '该记录不是本程序从卡上读出的',
    en: 'the record was not read from a card by this program',
  },
  'not-protected': {
    zh: '文件是以明文读出的',
    en: 'the files came in the clear',
  },
  'other-key-version': {
    zh: '通道所用的密钥版本不是签名文件所定的',
    en: 'the channel used another key version than the signed file names',
  },
  'rolled-back': { zh: '计数倒退', en: 'the counter went back' },
  'no-valid-slot': { zh: '两个状态区都无效', en: 'neither of the two slots is valid' },
  'wrong-mac': { zh: '状态区校验码错误', en: 'a slot has a wrong code' },
  'changed-slot': {
    zh: '状态区内容不合规定，且不是写入中断造成的',
    en: 'a slot is malformed, and no interrupted write explains it',
  },
  'slots-disagree': {
    zh: '两个状态区的序号不相邻',
    en: 'the sequences of the two slots do not follow each other',
  },
  'log-disagrees': {
    zh: '最新日志记录与当前状态不符',
    en: 'the newest log record does not belong to the current state',
  },
  'not-participating': { zh: '该年度未参合', en: 'no participation in that year' },
  'list-missing': { zh: '没有名单', en: 'there is no list' },
  'list-too-old': { zh: '名单过旧', en: 'the list is too old' },
  'list-from-future': {
    zh: '名单的签发时间晚于现在（请核对终端时间）',
    en: 'the list was issued later than now (check the clock of the terminal)',
  },
  'not-in-list': { zh: '名单中没有此卡', en: 'the list does not reach to this card' },
  blocked: { zh: '卡已注销或挂失', en: 'the card is blocked' },
  suspended: { zh: '卡已停用', en: 'the card is suspended' },
} as const satisfies Record<string, Bilingual>;

export type CheckCause = keyof typeof CHECK_CAUSES | ChainCause;

/** The result of one check. `file` where the check is made file by file. */
export type CheckResult = { readonly name: CheckName; readonly file?: SignedFileName } & (
  | { readonly outcome: 'passed' }
  /** The file was not read, because the keys of the channel do not open it. */
  | { readonly outcome: 'withheld' }
  | { readonly outcome: 'failed'; readonly cause: CheckCause }
);

/** `cause` fails the check, its absence passes it. */
export function checkResult(
  name: CheckName,
  cause: CheckCause | undefined,
  file?: SignedFileName,
): CheckResult {
  const where = file === undefined ? { name } : { name, file };
  return cause === undefined
    ? { ...where, outcome: 'passed' }
    : { ...where, outcome: 'failed', cause };
}
