/**
 * 返回值: the driver's negative numbers. Those of LD/T 6001.5 keep their meaning; what it has no number
 * for stands from −1001 on, which it does not use. docs/desk-card-driver.md shows the same table.
 */

import { type ErrorCode, OneCardError } from '../../../errors/index.ts';
import type { Bilingual } from '../../../model/index.ts';

/** Every number that is ever answered. */
export const DRIVER_ERRORS = {
  '-1': { zh: '卡类型不对', en: 'not a card of this kind' },
  '-2': { zh: '没有卡', en: 'no card' },
  '-4': { zh: '卡没有应答，或应答不合规定', en: 'the card gave no answer, or none by the rules' },
  '-11': { zh: '读卡器连接错误', en: 'the reader is not connected, or failed' },
  '-13': { zh: '不提供该功能', en: 'the function is not served' },
  '-14': { zh: '参数错误', en: 'a parameter is wrong or missing' },
  '-20': { zh: '卡识别码格式错误', en: 'the card id has another form' },
  '-21': { zh: '卡未通过验真', en: 'the card did not prove itself' },
  '-22': { zh: '传入的数据与卡不符', en: 'what was handed in is not this card’s' },
  '-23': { zh: '传入的账单不合规定', en: 'the bill that was handed in is not valid' },
  '-31': { zh: '用户取消输入密码', en: 'the holder entered no PIN' },
  '-32': { zh: '等待超时', en: 'waited too long' },
  '-33': { zh: '密码长度错误', en: 'the PIN has another length' },
  '-42': { zh: '支付金额与结算结果不符', en: 'the amounts are not those of the decision' },
  '-51': { zh: '密码错误', en: 'the PIN is wrong' },
  '-52': { zh: '密码已锁定', en: 'the PIN is blocked' },
  '-2201': { zh: '没有可用的安全模块', en: 'no security module is there' },
  '-2203': { zh: '安全模块没有所需的密钥', en: 'the security module lacks the key' },
  '-2204': { zh: '不需要加密机', en: 'no HSM is needed' },
  '-27266': { zh: '卡上没有该文件', en: 'the card has no such file (6A82)' },
  '-27267': { zh: '卡上没有该记录', en: 'the card has no such record (6A83)' },
  '-1001': { zh: '服务内部错误', en: 'internal error' },
  '-1002': { zh: '没有权限', en: 'the token does not allow it' },
  '-1003': { zh: '读卡器正由别处使用', en: 'something else is at work at the reader' },
  '-1004': { zh: '服务正在停止，或请求过多', en: 'the service stops, or is asked too often' },
  '-1005': { zh: '本终端没有该参合地的方案与中心', en: 'the home county is not known here' },
  '-1006': { zh: '参合地中心不通', en: 'the home county’s centre does not answer' },
  '-1007': { zh: '流水或数据文件出错', en: 'the journal or another store failed' },
  '-1010': { zh: '按补偿方案不予结算', en: 'not settled, by the plan’s rules' },
  '-1011': { zh: '中心不予结算', en: 'the centre declined' },
  '-1012': {
    zh: '结果未知，请勿收费，请同一张卡重试',
    en: 'nobody knows yet: charge nothing, the same card again',
  },
  '-1013': {
    zh: '中心已入账，卡未写完，请同一张卡重试',
    en: 'the card is not finished: the same card again',
  },
  '-1014': {
    zh: '没有成立，或正在冲正，请勿收费',
    en: 'it does not stand, or is being taken back',
  },
  '-1015': { zh: '没有该账单', en: 'no such bill waits' },
  '-1016': { zh: '该账单此前在别处结算', en: 'the bill was settled elsewhere' },
  '-1017': { zh: '此卡没有密码', en: 'this card has no PIN' },
} as const satisfies Record<`-${number}`, Bilingual>;
export type DriverError = keyof typeof DRIVER_ERRORS;

type Area = ErrorCode extends `${infer Area}.${string}` ? Area : never;

/** By the area of a code, where the code itself has no number of its own. */
export const BY_AREA: Readonly<Record<Area, DriverError>> = {
  admission: '-23',
  bill: '-23',
  card: '-4',
  cases: '-1001',
  catalogue: '-1007',
  centre: '-1006',
  charges: '-23',
  crypto: '-21',
  desk: '-14',
  document: '-23',
  hospital: '-23',
  issuing: '-1001',
  journal: '-1007',
  money: '-14',
  national: '-1001',
  offline: '-1012',
  plan: '-1007',
  print: '-1001',
  profile: '-1',
  purse: '-4',
  reader: '-11',
  register: '-1001',
  sam: '-2201',
  store: '-1007',
  terminal: '-1007',
  time: '-14',
  trace: '-1001',
  vendor: '-11',
  virtual: '-1001',
};

/** Codes that mean something narrower than their area. */
export const BY_CODE: Readonly<Partial<Record<ErrorCode, DriverError>>> = {
  'card.other-card': '-1',
  'card.profile-not-supported': '-1',
  'card.swapped': '-22',
  'card.counter-not-monotonic': '-21',
  'card.settlement-signature-invalid': '-21',
  'card.malformed-command': '-1001',
  'card.unfinished-settlement': '-1013',
  'reader.no-card': '-2',
  'reader.card-removed': '-2',
  'reader.card-mute': '-4',
  'reader.card-was-reset': '-4',
  'reader.in-use': '-1003',
  'reader.call-timed-out': '-32',
  'reader.wait-aborted': '-31',
  'reader.cancelled': '-31',
  'sam.key-version-unknown': '-2203',
  'sam.role-not-allowed': '-2203',
  'centre.other-county': '-1005',
  'desk.scope-missing': '-1002',
  'desk.token-missing': '-1002',
  'desk.token-refused': '-1002',
  'desk.action-pending': '-1003',
  'desk.lease-ended': '-1003',
  'desk.rate-limited': '-1004',
  'desk.stopping': '-1004',
  'desk.not-found': '-1015',
  'desk.audit-broken': '-1007',
  'desk.second-person-missing': '-1002',
  'offline.limits-malformed': '-1007',
};

/** The number of what was thrown. */
export function driverError(error: unknown): DriverError {
  if (!(error instanceof OneCardError)) return '-1001';
  return numberOfCode(error.code);
}

export function numberOfCode(code: ErrorCode): DriverError {
  return BY_CODE[code] ?? BY_AREA[code.split('.')[0] as Area];
}
