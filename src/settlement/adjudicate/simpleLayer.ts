/** What layers without a ratio share: caps on what they pay, and the payment itself. */

import type { Payer } from '../../model/index.ts';
import type { Clause } from '../catalogue/catalogue.ts';
import type { Part } from '../plan/schema/vocabulary.ts';
import { type CapsDocument, compileCaps } from './caps.ts';
import { CO_PAYMENT, type Course, ELIGIBLE, openOf, partIndex, pay, payerIndex } from './course.ts';
import type { LayerContext } from './figures.ts';
import { stepRule, WHOLE_BILL, yuan } from './trace.ts';

export interface PaymentDocument {
  readonly payer: Payer;
  readonly takes: readonly Part[];
  readonly caps: CapsDocument;
}

/** Pays what is wanted, as far as the caps and the parts allow. @returns what was paid */
export type Payment = (course: Course, base: bigint, wanted: bigint) => bigint;

export function compilePayment(
  { payer, takes, caps: capsDocument }: PaymentDocument,
  clause: Clause,
  context: LayerContext,
): Payment {
  const caps = compileCaps(capsDocument, context);
  const parts = takes.map(partIndex);
  const at = payerIndex(payer);
  const { id } = context;
  const rule = stepRule({
    id: `${id}.paid`,
    clause,
    inputs: [yuan('wanted'), yuan('open')],
    formula: 'min(wanted, open)',
    say: ([wanted, open], result) => ({
      zh: `应付 ${wanted} 元，可抵减 ${open} 元，支付 ${result} 元`,
      en: `${wanted} yuan due, ${open} open, ${result} paid`,
    }),
  });
  return (course, base, wanted) => {
    let allowed = wanted;
    for (const cap of caps.onFee) if (cap.holds(course.facts)) allowed = cap.limit(course, allowed);
    for (const cap of caps.onPayment) {
      if (cap.holds(course.facts)) allowed = cap.limit(course, allowed);
    }
    const open = openOf(course, parts);
    const paid = allowed < open ? allowed : open;
    course.trace?.push(rule, WHOLE_BILL, paid, allowed, open);
    if (paid !== 0n) pay(course, parts, at, paid);
    caps.count(course, paid, paid);
    course.layers.push({ id, payer, base, paid });
    return paid;
  };
}

/** What is still eligible becomes the patient's own share. */
export function leaveToPatient({ parts }: Course): void {
  parts[CO_PAYMENT] = parts[CO_PAYMENT]! + parts[ELIGIBLE]!;
  parts[ELIGIBLE] = 0n;
}
