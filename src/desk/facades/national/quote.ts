/** 预结算: what the patient was shown, and that it is what is settled. */

import { OneCardError } from '../../../errors/index.ts';
import type { AdjudicationFields, Bill } from '../../../model/index.ts';
import type { ExactOutput } from '../shared/exactJson.ts';
import { refusalText } from '../shared/refusal.ts';
import type { Message } from './envelope.ts';
import { NATIONAL_CARD_WAIT_MS } from './limits.ts';
import type { Office } from './office.ts';
import type { KeptLine, KeptVisit } from './records.ts';
import { settlementOutput } from './settlementOutput.ts';
import { assertTotals, type SentTotals } from './totals.ts';

/** A bill of a visit, and what the message says of it. */
export interface Billing {
  readonly visit: KeptVisit;
  readonly bill: Bill;
  readonly lines: readonly KeptLine[];
  readonly totals: SentTotals;
}

/**
 * Decides for the card in the reader, and remembers what was shown.
 * @throws OneCardError `national.settlement-refused`, `national.totals-differ`, `reader.…`
 */
export async function quote(
  { visit, bill, lines, totals }: Billing,
  message: Message,
  office: Office,
): Promise<ExactOutput> {
  const adjudication = await tried(message, bill, office);
  assertTotals(totals, lines, bill.total, adjudication);
  office.records.put('visit', visit.id, { ...visit, quoted: quoteOf(lines, adjudication) });
  return settlementOutput({
    visit,
    person: office.records.get('person', visit.person)!,
    adjudication,
    medType: visit.medType,
    now: message.receivedAt,
  });
}

async function tried(message: Message, bill: Bill, { desk }: Office): Promise<AdjudicationFields> {
  const { caller, signal } = message.call;
  const request = { caller: caller.grant!, name: 'trial', waitMs: NATIONAL_CARD_WAIT_MS, signal };
  const result = await desk.cards.withCard(request, (card) => desk.terminal.trial(card, bill));
  if (result.outcome === 'adjudicated') return result.adjudication;
  throw new OneCardError('national.settlement-refused', { why: refusalText(result) });
}

/**
 * The decision is what the patient was shown and what the message says.
 * @throws OneCardError `national.amounts-moved`, `national.totals-differ`
 */
export function assertAgreed(
  { visit: { quoted }, bill, lines, totals }: Billing,
  adjudication: AdjudicationFields,
): void {
  const now = quoteOf(lines, adjudication);
  const isOfThese = quoted?.lineIds.join('\n') === now.lineIds.join('\n');
  if (quoted && isOfThese && quoted.byPayer !== now.byPayer) {
    throw new OneCardError('national.amounts-moved');
  }
  assertTotals(totals, lines, bill.total, adjudication);
}

function quoteOf(
  lines: readonly KeptLine[],
  { byPayer }: AdjudicationFields,
): NonNullable<KeptVisit['quoted']> {
  const sorted = Object.entries(byPayer).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    lineIds: lines.map(({ line }) => line.lineId),
    byPayer: sorted.map(([payer, paid]) => `${payer}=${paid}`).join(' '),
  };
}
