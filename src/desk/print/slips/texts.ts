/** What slips say beside the receipt's own words. */

import type { Bilingual } from '../../../model/index.ts';

export const SLIP_TEXTS = {
  preview: { zh: '预览，不作收费和报销凭证', en: 'PREVIEW: not a receipt' },
  reversal: { zh: '跨县就医结算冲正单', en: 'REVERSAL OF A SETTLEMENT' },
  reversalNote: {
    zh: '下列各项全部冲回，以负数列示',
    en: 'all of the following is taken back; amounts are negative',
  },
  reversedAt: { zh: '冲正时间', en: 'Reversed at' },
  reversalReason: { zh: '冲正原因', en: 'Reason' },
  operator: { zh: '操作员', en: 'Clerk' },
  second: { zh: '复核人', en: 'Second person' },
  handedOut: { zh: '此前医院已退', en: 'Handed out by the hospital before' },
  cashBack: { zh: '退还病人现金', en: 'GIVEN BACK TO THE PATIENT IN CASH' },
  invoice: { zh: '医疗电子票据', en: 'Medical e-invoice' },
  invoiceCheck: { zh: '校验码', en: 'check code' },
  item: { zh: '项目', en: 'Item' },
  price: { zh: '单价', en: 'Price' },
  quantity: { zh: '数量', en: 'Quantity' },
  amount: { zh: '金额', en: 'Amount' },
  signature: { zh: '患者（代办人）签名', en: 'Patient (or agent)' },
} as const satisfies Record<string, Bilingual>;
