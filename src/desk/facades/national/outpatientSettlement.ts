/** 2206 门诊预结算, 2207 门诊结算. */

import { nothingLeft, standingAttempt, statementOutput } from './attempt.ts';
import { outpatientBill } from './bill.ts';
import { medTypeOf } from './codes.ts';
import type { Message } from './envelope.ts';
import type { Fields } from './fields.ts';
import { assertNotReversed, noteVisit, type Office, type Transaction } from './office.ts';
import { type Billing, quote } from './quote.ts';
import type { Attempt, KeptVisit } from './records.ts';
import { settleOnce } from './settleOnce.ts';
import { sentTotals } from './totals.ts';
import {
  assertNoneOpen,
  assertOpen,
  billNumberOf,
  freeLines,
  nextOrdinal,
  visitOf,
} from './visit.ts';

/** What both messages ask for; the visit with the 医疗类别 that they name. */
type Asked = Omit<Billing, 'bill'>;

export const preSettle: Transaction = {
  scope: 'read',
  isReading: true,
  run(message, office) {
    const asked = message.input.record();
    const { id } = visitOf(message, asked, 'outpatient', office);
    return office.inTurn(id, async () => {
      const { visit, lines, totals } = settlementAsked(message, asked, office);
      const number = billNumberOf(visit, { ordinal: nextOrdinal(visit) });
      const bill = outpatientBill(visit, lines, number, office);
      return quote({ visit, bill, lines, totals }, message, office);
    });
  },
};

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
      const found =
        begun?.state === 'open' ? resumed(visit, begun, asked) : begin(message, asked, office);
      const number = billNumberOf(visit, found.attempt);
      const bill = outpatientBill(found.visit, found.lines, number, office);
      return settleOnce({ ...found, bill }, message, office);
    });
  },
};

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
  const lines = visit.lines.filter(({ line }) => ids.has(line.lineId));
  return { visit, attempt, lines, totals: sentTotals(asked) };
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
  if (lines.length === 0) throw nothingLeft(visit, '2204', office);
  return { visit: { ...visit, medType }, lines, totals: sentTotals(asked) };
}
