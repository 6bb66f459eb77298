/** What a paired caller may do; each by its own grant. */

import type { Bilingual } from '../../model/index.ts';

/** In the order in which a person is asked about them. */
export const SCOPES = ['read', 'identity', 'settle', 'reverse', 'print', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

export const SCOPE_TEXTS: Readonly<Record<Scope, Bilingual>> = {
  read: { zh: '读卡与试算', en: 'read cards and try bills' },
  identity: { zh: '看到完整的身份证号与卡号', en: 'see identity and card numbers in full' },
  settle: { zh: '结算', en: 'settle' },
  reverse: { zh: '冲正', en: 'reverse' },
  print: { zh: '打印票据', en: 'print receipts' },
  admin: { zh: '管理配对与来源', en: 'manage pairings and origins' },
};
