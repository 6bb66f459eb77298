import type { CardSession, CardTransport } from '../card/index.ts';
import type { SettlementId } from '../model/index.ts';
import { chinaDate, yearOf } from '../time.ts';
import type { Equipment } from './equipment.ts';
import { oneVisit } from './oneVisit.ts';
import { intentOf, loadVisit } from './saga/recordedVisit.ts';
import { type ReversalOptions, type ReverseResult, reverseById } from './saga/reverse.ts';
import { tellCard } from './saga/tellCard.ts';
import { verifyCard } from './visit.ts';

export interface ReverseOptions extends ReversalOptions {
  /** The card of the settlement, where it is at hand. */
  readonly transport?: CardTransport;
}

/** How one step takes its turn, without a card and with one. */
interface Turns {
  readonly inTurn: <T>(step: () => Promise<T>) => Promise<T>;
  readonly withCard: <T>(
    transport: CardTransport,
    visit: (session: CardSession) => Promise<T>,
  ) => Promise<T>;
}

/** Takes a settlement back; with a card at hand only when it is the settlement's own. */
export async function reverseSettlement(
  id: SettlementId,
  { transport, ...options }: ReverseOptions,
  terminal: Equipment,
  { inTurn, withCard }: Turns,
): Promise<ReverseResult> {
  const equipment = oneVisit(terminal);
  const { operator } = options;
  if (!transport) return inTurn(() => reverseById(id, options, { equipment, operator }));
  return withCard(transport, async (session) => {
    const now = equipment.clock.now();
    const intent = intentOf(equipment.journal.entriesOf(id));
    const unproven = await session.read();
    // Of the settlement's own year: whoever takes no part in this one gets their money back all the same.
    const verification = await verifyCard(unproven, equipment, {
      now,
      insuranceYear: intent?.adjudication.usageAfter.year ?? yearOf(chinaDate(now)),
    });
    if (verification.outcome === 'refused') {
      return { outcome: 'card-refused', failed: verification.failed };
    }
    const { serial } = verification.record.card;
    if (intent && intent.statement.cardSerial !== serial) {
      return { outcome: 'other-card', cardSerial: serial };
    }
    const context = { equipment, operator };
    const result = await reverseById(id, options, context, true);
    if (result.outcome !== 'reversed' || !intent) return result;
    if (result.entry.cardCaughtUp) return { ...result, card: { outcome: 'told' } };
    const card = { session, record: verification.record };
    return { ...result, card: await tellCard(loadVisit(intent, context), card, context) };
  });
}
