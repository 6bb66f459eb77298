/** 合计核对: the hospital system's sums against those known here; never "continue anyway". */

import { OneCardError } from '../../../errors/index.ts';
import type { AdjudicationFields } from '../../../model/index.ts';
import { type Amount, amount, yuanText, ZERO } from '../../../money.ts';
import { nationalFields } from '../../../terminal/deskParts.ts';
import type { Fields } from './fields.ts';
import type { KeptLine } from './records.ts';

/** In the order of `KeptLine.told`. */
const SUMS = ['fulamt_ownpay_amt', 'overlmt_selfpay', 'preselfpay_amt', 'inscp_scp_amt'] as const;

/** What a message says of a bill's sums. */
export interface SentTotals {
  readonly total: Amount;
  /** Those of SUMS that it gives. */
  readonly parts: readonly (Amount | undefined)[];
}

export function sentTotals(asked: Fields): SentTotals {
  return {
    total: asked.amount('medfee_sumamt'),
    parts: SUMS.map((name) => asked.optionalAmount(name)),
  };
}

/**
 * The total is the lines' sum. The four parts are those that the upload answered line by line, or those
 * of the decision, where controls moved something.
 * @throws OneCardError `national.totals-differ`
 */
export function assertTotals(
  sent: SentTotals,
  lines: readonly KeptLine[],
  total: Amount,
  adjudication: AdjudicationFields,
): void {
  if (sent.total !== total) throw differ('medfee_sumamt', sent.total, total);
  const decided = nationalFields(adjudication);
  const ofDecision = SUMS.map((name) => decided[name]);
  const ofUpload = SUMS.map((_, part) =>
    amount(lines.reduce((sum, { told }) => sum + BigInt(told[part]!), 0n)),
  );
  const firstOther = (known: readonly Amount[]) =>
    sent.parts.findIndex((part, at) => part !== undefined && part !== known[at]);
  const at = firstOther(ofUpload);
  if (at < 0 || firstOther(ofDecision) < 0) return;
  throw differ(SUMS[at]!, sent.parts[at] ?? ZERO, ofUpload[at]!);
}

function differ(field: string, sent: Amount, known: Amount): OneCardError {
  const why = `${field} 报文 ${yuanText(sent)}，本机 ${yuanText(known)}`;
  return new OneCardError('national.totals-differ', { why });
}
