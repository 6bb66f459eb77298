import { OneCardError } from '../errors/index.ts';
import type { CountyCode } from '../model/index.ts';
import type { Equipment } from './equipment.ts';
import { handInEarlier } from './handIn.ts';
import type { KnownJournal } from './knownJournal.ts';
import type { SentOutbox } from './offline/inOrder.ts';
import type { Outbox } from './offline/outbox.ts';
import { fetchPublished } from './offline/published.ts';
import { type Recovery, recoverVisits, replacedLedger } from './saga/recover.ts';

/** What a recovery came to, and which counties could not be handed what they lack, or one thing of it. */
export type TerminalRecovery = Recovery & {
  readonly notHandedIn: readonly { readonly county: CountyCode; readonly cause: unknown }[];
  /** What became of the settlements that were made off line. */
  readonly sent: readonly SentOutbox[];
};

/**
 * Asks whether this is still the journal that the centres know, before anything in it is acted upon; then
 * open visits, then the signatures that the centres lack.
 * @throws TypeError, RangeError for a bug that a visit ran into, after all the others
 */
export async function recoverTerminal(
  equipment: Equipment,
  { outbox, known }: { readonly outbox: Outbox; readonly known: KnownJournal },
  options: { readonly signal?: AbortSignal; readonly operator?: string },
  inTurn: <T>(step: () => Promise<T>) => Promise<T>,
): Promise<TerminalRecovery> {
  const { signal, operator } = options;
  // Not in turn: nothing is written, and a centre that takes its time holds up no tap.
  await known.askAll(signal);
  const defects: unknown[] = [];
  const onDefect = (error: unknown) => defects.push(error);
  const context = { known, signal, operator, onDefect };
  const recovery = await recoverVisits(equipment, context, inTurn);
  const notHandedIn: { county: CountyCode; cause: unknown }[] = [];
  const sent: SentOutbox[] = [];
  outbox.askAgain();
  for (const [county, home] of equipment.counties) {
    if (signal?.aborted) break;
    const replaced = recovery.unresolved.find(({ cause }) => replacedLedger(cause) === county);
    try {
      if (replaced) throw replaced.cause;
      known.assertNotReplaced();
      const handedIn = await inTurn(() => outbox.sendOnce(county, home, signal));
      if (handedIn.answers.length > 0 || handedIn.leftCount > 0) sent.push(handedIn);
      if (signal?.aborted) break;
      if (handedIn.cause !== undefined) throw handedIn.cause;
      const failed = await inTurn(() => handInEarlier(home, equipment));
      await fetchPublished(county, home, equipment);
      // All else of the county went on.
      for (const { cause } of [...handedIn.notTaken, ...failed])
        notHandedIn.push({ county, cause });
    } catch (cause) {
      notHandedIn.push({ county, cause });
    }
  }
  for (const { county } of outbox.state().counties) {
    if (equipment.counties.has(county)) continue;
    notHandedIn.push({ county, cause: new OneCardError('terminal.county-gone', { county }) });
  }
  // Heard of, once everything that it does not concern is done.
  if (defects.length > 0) throw defects[0];
  return { ...recovery, notHandedIn, sent };
}
