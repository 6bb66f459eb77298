/** 2206 门诊预结算, 2207 门诊结算. */

import { OneCardError } from '../../../errors/index.ts';
import type { AdjudicationFields, Bill } from '../../../model/index.ts';
import { refusalText } from '../shared/refusal.ts';
import { settleNow } from '../shared/settling.ts';
import { conclude, giveUpTry, standingAttempt, statementOutput, tryId } from './attempt.ts';
import { outpatientBill } from './bill.ts';
import { medTypeOf } from './codes.ts';
import type { Message } from './envelope.ts';
import type { Fields } from './fields.ts';
import { NATIONAL_CARD_WAIT_MS } from './limits.ts';
import { noteVisit, type Office, type Transaction } from './office.ts';
import type { Attempt, KeptLine, KeptVisit } from './records.ts';
import { settlementOutput } from './settlementOutput.ts';
import { assertTotals, type SentTotals, sentTotals } from './totals.ts';
import {
  assertNoneOpen,
  assertOpen,
  billNumberOf,
  freeLines,
  notNow,
  visitOf,
  withAttempt,
} from './visit.ts';

/** What both messages ask for. */
interface Asked {
  readonly visit: KeptVisit;
  readonly lines: readonly KeptLine[];
  readonly totals: SentTotals;
  readonly medType: string;
}

export const preSettle: Transaction = {
  scope: 'read',
  isReading: true,
  run(message, office) {
    const asked = message.input.record();
    const { id } = visitOf(message, asked, 'outpatient', office);
    return office.inTurn(id, async () => {
      const { visit, lines, totals, medType } = settlementAsked(message, asked, office);
      const number = billNumberOf(visit, { ordinal: nextOrdinal(visit) });
      const bill = outpatientBill(visit, medType, lines, number, office);
      const adjudication = await tried(message, bill, office);
      assertTotals(totals, lines, bill.total, adjudication);
      const quoted = quoteOf(lines, adjudication);
      office.records.put('visit', id, { ...visit, medType, quoted });
      return settlementOutput({
        visit,
        person: office.records.get('person', visit.person)!,
        adjudication,
        medType,
        now: message.receivedAt,
      });
    });
  },
};

/** Decides for the card in the reader. @throws OneCardError `national.settlement-refused`, `reader.…` */
export async function tried(
  message: Message,
  bill: Bill,
  { desk }: Office,
): Promise<AdjudicationFields> {
  const { caller, signal } = message.call;
  const request = { caller: caller.grant!, name: 'trial', waitMs: NATIONAL_CARD_WAIT_MS, signal };
  const result = await desk.cards.withCard(request, (card) => desk.terminal.trial(card, bill));
  if (result.outcome === 'adjudicated') return result.adjudication;
  throw new OneCardError('national.settlement-refused', { why: refusalText(result) });
}

export const settle: Transaction = {
  scope: 'settle',
  isKnownForEver: true,
  run(message, office) {
    const asked = message.input.record();
    const { id } = visitOf(message, asked, 'outpatient', office);
    return office.inTurn(id, async () => {
      const visit = visitOf(message, asked, 'outpatient', office);
      const begun = visit.attempts.find(({ msgid }) => msgid === message.msgid);
      const stands = begun && standingAttempt(visit, begun, office);
      if (stands) return statementOutput(visit, stands, message, office);
      assertNotReversed(message, office);
      noteVisit(message, id, office);
      const { attempt, totals, medType, lines } =
        begun?.state === 'open' ? resumed(visit, begun, asked) : begin(message, asked, office);
      const bill = outpatientBill(visit, medType, lines, billNumberOf(visit, attempt), office);
      const tryCount = visit.tryCount + 1;
      const next = { ...attempt, tries: [...attempt.tries, tryCount] };
      office.records.put('visit', id, withAttempt({ ...visit, medType, tryCount }, next));
      const differing: unknown[] = [];
      const settling = settleNow(office.desk, message.call, {
        id: tryId(visit, tryCount),
        bill,
        operator: message.operator,
        waitMs: NATIONAL_CARD_WAIT_MS,
        accepts({ adjudication }) {
          try {
            assertQuoted(visit, lines, adjudication);
            assertTotals(totals, lines, bill.total, adjudication);
            return true;
          } catch (error) {
            differing.push(error);
            return false;
          }
        },
      });
      const view = await settling.catch((error: unknown) => {
        giveUpTry(visit, next, office);
        throw error;
      });
      const settled = conclude(office.records.get('visit', id)!, next, view, office, differing[0]);
      return statementOutput(office.records.get('visit', id)!, settled, message, office);
    });
  },
};

/** 2601 came before the message that it reverses. @throws OneCardError `national.message-reversed` */
export function assertNotReversed({ msgid }: Message, { records }: Office): void {
  const reversal = records.get('reversal', msgid);
  if (reversal) throw new OneCardError('national.message-reversed', { by: reversal.by });
}

function begin(message: Message, asked: Fields, office: Office): Asked & { attempt: Attempt } {
  const found = settlementAsked(message, asked, office);
  const attempt: Attempt = {
    msgid: message.msgid,
    ordinal: nextOrdinal(found.visit),
    tries: [],
    lineIds: found.lines.map(({ line }) => line.lineId),
    state: 'open',
  };
  return { ...found, attempt };
}

/** The very lines that the message settled when it came first. */
function resumed(visit: KeptVisit, attempt: Attempt, asked: Fields) {
  const ids = new Set(attempt.lineIds);
  return {
    attempt,
    totals: sentTotals(asked),
    medType: visit.medType,
    lines: visit.lines.filter(({ line }) => ids.has(line.lineId)),
  };
}

function settlementAsked(message: Message, asked: Fields, office: Office): Asked {
  const visit = visitOf(message, asked, 'outpatient', office);
  assertOpen(visit);
  assertNoneOpen(visit, message.msgid);
  const medType = asked.optional('med_type', 6) ?? visit.medType;
  if (!medTypeOf(medType, 'outpatient')) {
    throw asked.wrong('med_type', '11 12 13 14 19 51 53 之一');
  }
  const lines = freeLines(visit, asked.optional('chrg_bchno', 30));
  if (lines.length === 0) {
    const last = visit.attempts.findLast(({ state }) => state === 'settled');
    throw notNow(last ? `已结算，报文 ${last.msgid}` : '没有未结算的费用明细，请先上传 2204');
  }
  return { visit, lines, totals: sentTotals(asked), medType };
}

/** Refused bills keep their number for the next try; what was settled once has used it up. */
export function nextOrdinal({ attempts }: KeptVisit): number {
  const used = attempts.filter(({ state }) => state !== 'refused').map(({ ordinal }) => ordinal);
  return Math.max(0, ...used) + 1;
}

export function quoteOf(
  lines: readonly KeptLine[],
  { byPayer }: AdjudicationFields,
): NonNullable<KeptVisit['quoted']> {
  const sorted = Object.entries(byPayer).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    lineIds: lines.map(({ line }) => line.lineId),
    byPayer: sorted.map(([payer, paid]) => `${payer}=${paid}`).join(' '),
  };
}

/** What the patient was shown is what is settled. @throws OneCardError `national.amounts-moved` */
export function assertQuoted(
  { quoted }: KeptVisit,
  lines: readonly KeptLine[],
  adjudication: AdjudicationFields,
): void {
  const now = quoteOf(lines, adjudication);
  const isOfThese = quoted?.lineIds.join('\n') === now.lineIds.join('\n');
  if (quoted && isOfThese && quoted.byPayer !== now.byPayer) {
    throw new OneCardError('national.amounts-moved');
  }
}
