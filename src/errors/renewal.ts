import { type ErrorTexts, texts } from './table.ts';

/** Cards and modules that are out: renewed, blocked, made anew. */
export const RENEWAL_ERRORS = {
  'issuing.module-unknown': texts(
    [
      '登记册中没有这个安全模块',
      '模块编号输错，或模块由另一个县签发',
      '核对模块编号（sam status 或 public 文件夹中的证书文件名）',
      '编号为 16 位十六进制大写；见 detail.id',
    ],
    [
      'there is no such security module in the register',
      'its id was mistyped, or another county issued it',
      'check the id: onecard sam status, or the names of the certificates in public',
      'ids are 16 upper-case hexadecimal digits; see detail.id',
    ],
  ),
  'issuing.card-not-good': texts(
    [
      '该卡已停用，没有改写',
      '卡已挂失、停用，或已补发新卡',
      '先确认持卡人；未补发的卡可先恢复，已补发的用新卡',
      '登记册中的状态见 detail.status；停用的卡不换钥、不更新',
    ],
    [
      'the card is blocked; nothing was written on it',
      'it was reported lost, suspended, or made anew',
      'make sure who holds it; unblock it first, or use the card that stands for it',
      'its status in the register is in detail.status; a card that is not good is not renewed',
    ],
  ),
  'issuing.another-card': texts(
    [
      '读卡器里是另一张卡，没有改写',
      '放错了卡，或卡号输错',
      '放入卡号相符的卡后重试',
      '卡里的卡号见 detail.found',
    ],
    [
      'another card is in the reader; nothing was written on it',
      'the wrong card was put in, or the serial was mistyped',
      'put in the card of that serial and try again',
      'the serial of the card that is there is in detail.found',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
