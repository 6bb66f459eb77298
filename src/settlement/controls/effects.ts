/** What the findings on a bill mean for its money: the engine's input. */

import type { BillFields } from '../../model/index.ts';
import { type Amount, add, larger, smaller, subtract, ZERO } from '../../money.ts';
import type { ControlFinding } from './finding.ts';

/** What of a line the hospital bears and what the fund does not pay; together at most the line. */
export interface LineEffect {
  /** 由医疗机构承担: taken off the line first. */
  readonly hospital: Amount;
  /** 拒付: the patient pays it, as an item outside the catalogue. */
  readonly refused: Amount;
}

export interface BillEffects {
  /** Lines that findings take something of, by line id. */
  readonly lines: ReadonlyMap<string, LineEffect>;
  /** What the hospital bears of the bill beside what it bears of lines; with that at most the bill. */
  readonly hospital: Amount;
  /** The bill as a whole is refused. */
  readonly isRefused: boolean;
  /** A person must look at it. */
  readonly needsReview: boolean;
}

/**
 * Findings that take of the same line or of the bill do not add up: of each verdict the largest counts,
 * and what the hospital bears is not also the patient's. A finding that names no amount takes all.
 */
export function effectsOf(bill: BillFields, findings: readonly ControlFinding[]): BillEffects {
  const lines = new Map<string, LineEffect>();
  let ofLines = ZERO;
  const byLine = new Map<string | undefined, ControlFinding[]>();
  for (const finding of findings) {
    const own = byLine.get(finding.lineId);
    if (own) own.push(finding);
    else byLine.set(finding.lineId, [finding]);
  }
  for (const { lineId, submitted } of bill.lines) {
    const own = byLine.get(lineId);
    if (!own) continue;
    const hospital = largest(own, 'deduct-from-hospital', submitted);
    const refused = smaller(largest(own, 'refuse', submitted), subtract(submitted, hospital));
    if (hospital === 0n && refused === 0n) continue;
    lines.set(lineId, { hospital, refused });
    ofLines = add(ofLines, hospital);
  }
  const whole = byLine.get(undefined) ?? [];
  const hospital = largest(whole, 'deduct-from-hospital', bill.total);
  return {
    lines,
    hospital: smaller(hospital, subtract(bill.total, ofLines)),
    isRefused: whole.some(({ verdict }) => verdict === 'refuse'),
    needsReview: findings.some(({ verdict }) => verdict === 'review'),
  };
}

function largest(
  findings: readonly ControlFinding[],
  verdict: ControlFinding['verdict'],
  whole: Amount,
): Amount {
  return findings
    .filter((finding) => finding.verdict === verdict)
    .reduce((most, { amount }) => larger(most, smaller(amount ?? whole, whole)), ZERO);
}
