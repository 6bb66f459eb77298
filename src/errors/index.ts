/**
 * The world failing: one class, one table of codes (three lanes: a caller's bug is a TypeError or
 * RangeError, a failing world is a OneCardError, and "no" is a returned value).
 */

import { CARD_ERRORS } from './card.ts';
import { CARD_CHANNEL_ERRORS } from './cardChannel.ts';
import { CASES_ERRORS } from './cases.ts';
import { CATALOGUE_ERRORS } from './catalogue.ts';
import { CENTRE_ERRORS } from './centre.ts';
import { CHANNEL_ERRORS } from './channel.ts';
import { CRYPTO_ERRORS } from './crypto.ts';
import { DESK_ERRORS } from './desk.ts';
import { DOCUMENT_ERRORS } from './document.ts';
import { HID_ERRORS } from './hid.ts';
import { ISSUING_ERRORS } from './issuing.ts';
import { JOURNAL_ERRORS } from './journal.ts';
import { LAYER_ERRORS } from './layer.ts';
import { NATIONAL_ERRORS } from './national.ts';
import { OFFLINE_ERRORS } from './offline.ts';
import { PCSC_ERRORS } from './pcsc.ts';
import { PRINT_ERRORS } from './print.ts';
import { PROFILE_ERRORS } from './profile.ts';
import { PURSE_ERRORS } from './purse.ts';
import { READER_ERRORS } from './reader.ts';
import { RENEWAL_ERRORS } from './renewal.ts';
import { SAM_ERRORS } from './sam.ts';
import { SAM_REACH_ERRORS } from './samReach.ts';
import { SERIAL_ERRORS } from './serial.ts';
import { STAY_ERRORS } from './stay.ts';
import { STORE_ERRORS } from './store.ts';
import type { Language } from './table.ts';
import { TERMINAL_ERRORS } from './terminal.ts';
import { TRACE_ERRORS } from './trace.ts';
import { VENDOR_ERRORS } from './vendor.ts';

export type { ErrorText, ErrorTexts, Language } from './table.ts';

/** Every code there is, with its four sentences in both languages. */
export const ERRORS = {
  ...CARD_ERRORS,
  ...CARD_CHANNEL_ERRORS,
  ...CASES_ERRORS,
  ...CATALOGUE_ERRORS,
  ...CENTRE_ERRORS,
  ...CHANNEL_ERRORS,
  ...CRYPTO_ERRORS,
  ...DESK_ERRORS,
  ...DOCUMENT_ERRORS,
  ...HID_ERRORS,
  ...ISSUING_ERRORS,
  ...JOURNAL_ERRORS,
  ...LAYER_ERRORS,
  ...NATIONAL_ERRORS,
  ...OFFLINE_ERRORS,
  ...PCSC_ERRORS,
  ...PRINT_ERRORS,
  ...PROFILE_ERRORS,
  ...PURSE_ERRORS,
  ...READER_ERRORS,
  ...RENEWAL_ERRORS,
  ...SAM_ERRORS,
  ...SAM_REACH_ERRORS,
  ...SERIAL_ERRORS,
  ...STORE_ERRORS,
  ...STAY_ERRORS,
  ...TERMINAL_ERRORS,
  ...TRACE_ERRORS,
  ...VENDOR_ERRORS,
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** Counts, names of files and fields, status words: never a record's contents, never a secret. */
export type ErrorDetail = Readonly<Record<string, string | number | bigint | boolean>>;

/** Something outside the program failed. `code` is stable; texts may be reworded. */
export class OneCardError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, detail: ErrorDetail = {}, options: { cause?: unknown } = {}) {
    super(`${code}: ${ERRORS[code].en.thrownWhen}${detailText(detail)}`, options);
    this.name = 'OneCardError';
    this.code = code;
    this.detail = detail;
  }
}

/** ` (file=EF.CARD, offset=12)`, or nothing. */
export function detailText(detail: ErrorDetail): string {
  const parts = Object.entries(detail).map(([name, value]) => `${name}=${value}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** What happened, why, and what to do, in one language: for a screen or a terminal. */
export function explainError(error: OneCardError, language: Language): string {
  const text = ERRORS[error.code][language];
  const labels = language === 'zh' ? ['原因', '处理'] : ['Likely reason', 'What to do'];
  const colon = language === 'zh' ? '：' : ': ';
  return [
    `[${error.code}] ${text.thrownWhen}${detailText(error.detail)}`,
    `${labels[0]}${colon}${text.likelyReason}`,
    `${labels[1]}${colon}${text.clerkDoes}`,
  ].join('\n');
}
