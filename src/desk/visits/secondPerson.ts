/** A reversal of much money is agreed to by two people. */

import { OneCardError } from '../../errors/index.ts';
import { ZERO } from '../../money.ts';
import type { JournalEntry } from '../../terminal/deskParts.ts';
import type { DeskRules } from '../routes.ts';

/**
 * Two people, where the funds paid much: and not the same one twice.
 * @throws OneCardError `desk.second-person-missing`
 */
export function assertSecond(
  entry: JournalEntry<'settled'> | undefined,
  { first, second }: { readonly first: string; readonly second?: string | undefined },
  { secondPersonFrom: from }: DeskRules,
): void {
  if (from === undefined || !entry) return;
  const { total, byPayer } = entry.adjudication;
  const funds = total - (byPayer.cash ?? ZERO) - (byPayer.hospital ?? ZERO);
  if (funds < from || (second !== undefined && second !== first)) return;
  throw new OneCardError('desk.second-person-missing', { fundsFen: funds, fromFen: from });
}
