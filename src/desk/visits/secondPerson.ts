/** A reversal of much money is agreed to by two people. */

import { OneCardError } from '../../errors/index.ts';
import type { SettlementId } from '../../model/index.ts';
import { ZERO } from '../../money.ts';
import type { Equipment } from '../../terminal/index.ts';
import type { DeskRules } from '../routes.ts';

/**
 * Two people, where the funds paid much: and not the same one twice. What never stood takes one.
 * @throws OneCardError `desk.second-person-missing`
 */
export function assertSecond(
  settlement: SettlementId | undefined,
  { first, second }: { readonly first: string; readonly second?: string | undefined },
  { rules, equipment }: { readonly rules: DeskRules; readonly equipment: Equipment },
): void {
  const { secondPersonFrom: from } = rules;
  if (from === undefined || settlement === undefined) return;
  const entries = equipment.journal.entriesOf(settlement);
  const hasStood = entries.some(({ kind }) => kind === 'settled' || kind === 'without-card');
  const intent = entries.find((entry) => entry.kind === 'intent');
  if (!hasStood || !intent) return;
  const { total, byPayer } = intent.adjudication;
  const funds = total - (byPayer.cash ?? ZERO) - (byPayer.hospital ?? ZERO);
  if (funds < from || (second !== undefined && second !== first)) return;
  throw new OneCardError('desk.second-person-missing', { fundsFen: funds, fromFen: from });
}
