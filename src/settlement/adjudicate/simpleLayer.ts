/** What layers without a ratio share: caps on what they pay, and the payment itself. */

import type { Payer } from '../../model/index.ts';
import type { Clause } from '../catalogue/catalogue.ts';
import type { Part } from '../plan/schema/vocabulary.ts';
import { type CapsDocument, compileCaps, limited } from './caps.ts';
import {
  CO_PAYMENT,
  type Course,
  ELIGIBLE,
  type LayerHead,
  openOf,
  partIndex,
  pay,
  payerIndex,
} from './course.ts';
import type { LayerContext } from './figures.ts';
import { note, stepRule, WHOLE_BILL, yuan } from './trace.ts';

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
  const head: LayerHead = { id, payer, isPooling: false };
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
    allowed = limited(course, caps.onFee, allowed);
    allowed = limited(course, caps.onPayment, allowed);
    const open = openOf(course, parts);
    const paid = allowed < open ? allowed : open;
    if (course.trace !== null) note(course.trace, rule, WHOLE_BILL, paid, allowed, open);
    if (paid !== 0n) pay(course, parts, at, paid);
    caps.count(course, paid, paid);
    course.last = { layer: head, base, deductible: 0n, counted: base, paid, previous: course.last };
    return paid;
  };
}

/** What is still eligible becomes the patient's own share. */
export function leaveToPatient({ parts }: Course): void {
  parts[CO_PAYMENT] = parts[CO_PAYMENT]! + parts[ELIGIBLE]!;
  parts[ELIGIBLE] = 0n;
}
