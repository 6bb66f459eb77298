/** 县里已冲正: what the county took back by itself is taken back here too, as soon as somebody looks at it. */

import type { CountyCode, SettlementId } from '../../model/index.ts';
import type { JournalEntry } from '../../settlement/index.ts';
import type { Equipment } from '../equipment.ts';
import type { Terminal } from '../terminal.ts';
import { isUnreachable } from './cause.ts';
import { intentOf, loadVisit, type RunContext, stateOf } from './recordedVisit.ts';
import { reverseVisit } from './reversal.ts';
import type { SagaState } from './states.ts';

const REASON = 'reversed-by-centre';

/** Of a settlement that was done here: whether its ledger has it. */
export type HeldThere = 'held' | 'taken-back' | 'not-posted';

/**
 * Asks the ledger for a settlement that this journal has as done, and follows what it took back.
 * @throws OneCardError `centre.unreachable`
 */
export async function askHeld(
  intent: JournalEntry<'intent'>,
  context: RunContext,
): Promise<HeldThere> {
  const visit = loadVisit(intent, context);
  if (!isDone(visit.saga.state)) return 'held';
  const { outcome } = await visit.home.centre.status(visit.id);
  if (outcome !== 'reversed') return outcome === 'not-found' ? 'not-posted' : 'held';
  const { operator } = context;
  await reverseVisit(visit, { event: 'reversal-asked', reason: REASON, operator }, context);
  return 'taken-back';
}

/** The same for who stands beside the terminal. A county that gives no answer changes nothing. */
export async function followCounty(
  id: SettlementId,
  operator: string,
  {
    equipment,
    terminal,
  }: { readonly equipment: Equipment; readonly terminal: Pick<Terminal, 'reverse'> },
): Promise<void> {
  const entries = equipment.journal.entriesOf(id);
  const intent = intentOf(entries);
  const home = intent && equipment.counties.get(intent.statement.home);
  if (!home || !isDone(stateOf(entries))) return;
  const answer = await home.centre.status(id).catch((cause: unknown) => {
    if (!isUnreachable(cause)) throw cause;
  });
  if (answer?.outcome === 'reversed') await terminal.reverse(id, { reason: REASON, operator });
}

/**
 * What stands at another terminal with lines of a settlement that the county took back: whoever settles these
 * again has them paid twice. A county that gives no answer names none.
 */
export async function standsElsewhere(
  id: SettlementId,
  county: CountyCode,
  { journal, counties }: Pick<Equipment, 'journal' | 'counties'>,
): Promise<SettlementId | undefined> {
  const answer = await counties
    .get(county)
    ?.centre.status(id)
    .catch((cause: unknown) => {
      if (!isUnreachable(cause)) throw cause;
    });
  if (answer?.outcome !== 'reversed') return undefined;
  return answer.inPlace?.find((other) => !intentOf(journal.entriesOf(other)));
}

function isDone(state: SagaState | undefined): boolean {
  return state === 'done' || state === 'done-without-card';
}
