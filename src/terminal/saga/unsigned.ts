/** 模块已换的脱机结算: on the card, signed by it, and by no module any more. */

import { OneCardError } from '../../errors/index.ts';
import type { OfflineBasis, UploadAnswer } from '../../model/index.ts';
import type { Journal } from '../../settlement/index.ts';
import { sendInOrder, turnOf, waitingFor } from '../offline/inOrder.ts';
import { committedOf, type RecordedVisit, type RunContext } from './recordedVisit.ts';
import { caughtUp } from './withoutCard.ts';

/** What stands where a module's signature would: it proves nothing, and says so. */
const NO_SIGNATURE = new Uint8Array(64);

export type HandedInUnsigned =
  | { readonly outcome: 'handed-in' }
  | { readonly outcome: 'open'; readonly cause: unknown };

/**
 * Hands a settlement in that the card holds and signed off line, and whose module is not in this terminal any
 * more. Voiding it would leave the card with a state that nobody answers for: it stands, the centre
 * holds it for a person to decide, and the journal says why it has no second signature.
 */
export async function handInUnsigned(
  visit: RecordedVisit,
  offline: OfflineBasis,
  context: RunContext,
): Promise<HandedInUnsigned> {
  const { id, intent, home, saga } = visit;
  const { journal, sam } = context.equipment;
  const { statement, adjudication, bill } = intent;
  const { atc, cardSignature, cardKey } = committedOf(visit, context);
  // What this terminal settled off line and has not told yet comes first: nothing overtakes.
  const held = await whatIsAhead(visit, journal);
  if (held !== undefined) {
    saga.take('signing-failed');
    return { outcome: 'open', cause: held };
  }
  let answer: UploadAnswer;
  try {
    const terminalKey = await sam.publicKey();
    answer = await home.centre.upload(id, {
      statement,
      adjudication,
      bill,
      offline,
      signed: {
        statement,
        signatures: { atc, card: cardSignature, terminal: NO_SIGNATURE },
        cardKey,
        terminalKey,
      },
      journalHead: journal.head(),
    });
  } catch (cause) {
    saga.take('signing-failed');
    return { outcome: 'open', cause };
  }
  if (answer.outcome === 'conflict') {
    return { outcome: 'open', cause: new OneCardError('terminal.id-conflict', { id }) };
  }
  await journal.append({ kind: 'without-card', id, reason: 'module-gone', review: true });
  await caughtUp(visit, statement.sequence, context);
  return { outcome: 'handed-in' };
}

/** Why something of the same card or person is not handed in yet; undefined when nothing is left of them. */
async function whatIsAhead({ intent, home }: RecordedVisit, journal: Journal): Promise<unknown> {
  const { statement, adjudication } = intent;
  const { cause, notTaken } = await sendInOrder(journal, statement.home, home);
  if (cause !== undefined) return cause;
  const ahead = waitingFor(journal, statement.home).find((entry) => {
    const { card, member } = turnOf(entry);
    return card === statement.cardSerial || member === adjudication.memberNumber;
  });
  if (!ahead) return undefined;
  const of = notTaken.find(({ id }) => id === ahead.id);
  return of?.cause ?? new OneCardError('offline.waits', { county: statement.home });
}
