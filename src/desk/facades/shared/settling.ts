/** A settlement for a caller who waits for its end: old interfaces ask once and expect the outcome. */

import { toHex } from '../../../bytes.ts';
import type { Bill } from '../../../model/index.ts';
import { documentHash } from '../../../terminal/deskParts.ts';
import type { DeskCall, DeskParts } from '../../routes.ts';
import type { VisitRequest } from '../../visits/visits.ts';
import type { VisitView } from '../../visits/visitView.ts';

export interface SettleNow {
  /** Of `visitId`: the same is the same visit, also after a restart. */
  readonly id: string;
  readonly bill: Bill;
  /** Who is at the desk, for the journal. */
  readonly operator?: string | undefined;
  readonly accepts?: VisitRequest['accepts'];
  /** Milliseconds to wait for a card; less than the caller's own patience. */
  readonly waitMs?: number | undefined;
}

/** Id of a visit out of what names it in a façade. */
export function visitId(...names: readonly (string | number)[]): string {
  return toHex(documentHash(['OneCard/FACADE-VISIT/1', ...names]).subarray(0, 16));
}

/**
 * Settles, the clerk having agreed in the caller's own program, and answers with how it ended; with how
 * far it got when the caller goes away, for it goes on by itself.
 * @throws OneCardError as `Visits.begin`; what broke the visit off stands in its `failure`
 */
export async function settleNow(
  { visits, rules }: Pick<DeskParts, 'visits' | 'rules'>,
  { caller, signal }: Pick<DeskCall, 'caller' | 'signal'>,
  { id, bill, operator, accepts, waitMs }: SettleNow,
): Promise<VisitView> {
  let last = await visits.begin({
    id,
    caller: caller.grant!,
    bill,
    // Where the own window has the last word, it has it here too.
    consent: rules.confirmsInWindow ? 'asked' : 'given',
    operator,
    accepts,
    waitMs,
  });
  for await (const view of visits.follow(id, signal)) last = view;
  return last;
}
