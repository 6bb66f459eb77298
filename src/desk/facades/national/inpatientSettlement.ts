/** 2303 住院预结算, 2304 住院结算. */

import type { Bill } from '../../../model/index.ts';
import { chinaDate, type PlainDate, plainDate } from '../../../time.ts';
import { nothingLeft, standingAttempt, statementOutput } from './attempt.ts';
import type { Message } from './envelope.ts';
import type { Fields } from './fields.ts';
import { billRefusal, changedVisit, layDownDischarge, stayDesk } from './inpatientBill.ts';
import { releaseStayBill } from './inpatientCancel.ts';
import { assertNotReversed, noteVisit, type Office, type Transaction } from './office.ts';
import { quote } from './quote.ts';
import type { Attempt, KeptLine, KeptVisit } from './records.ts';
import { settleOnce } from './settleOnce.ts';
import { sentTotals } from './totals.ts';
import {
  assertNoneOpen,
  assertOpen,
  billNumberOf,
  nextOrdinal,
  notNow,
  visitOf,
  withAttempt,
} from './visit.ts';

export const preSettleStay: Transaction = {
  scope: 'read',
  isReading: true,
  run(message, office) {
    const asked = message.input.record();
    const { id } = visitOf(message, asked, 'inpatient', office);
    return office.inTurn(id, async () => {
      const visit = visitOf(message, asked, 'inpatient', office);
      assertOpen(visit);
      assertNoneOpen(visit);
      const number = billNumberOf(visit, { ordinal: nextOrdinal(visit) });
      const bill = draftOf(message, asked, visit, number, office);
      const lines = linesOf(visit, bill);
      return quote({ visit, bill, lines, totals: sentTotals(asked) }, message, office);
    });
  },
};

export const settleStay: Transaction = {
  scope: 'settle',
  isKnownForEver: true,
  run(message, office) {
    const asked = message.input.record();
    const { id } = visitOf(message, asked, 'inpatient', office);
    return office.inTurn(id, async () => {
      const visit = visitOf(message, asked, 'inpatient', office);
      const catchUp = () => stayDesk(office).catchUp(visit.stay!);
      const begun = visit.attempts.find(({ msgid }) => msgid === message.msgid);
      const stands = begun && standingAttempt(visit, begun, office);
      if (stands) {
        await catchUp();
        return statementOutput(visit, stands, message, office);
      }
      assertNotReversed(message, office);
      assertOpen(visit);
      assertNoneOpen(visit, message.msgid);
      noteVisit(message, id, office);
      const resumed = begun?.state === 'open' ? begun : freshAttempt(message, asked, visit);
      const bill = draftOf(message, asked, visit, billNumberOf(visit, resumed), office);
      const lines = linesOf(visit, bill);
      const totals = sentTotals(asked);
      const attempt = { ...resumed, lineIds: lines.map(({ line }) => line.lineId) };
      office.records.put('visit', id, withAttempt(visit, attempt));
      await layDown(visit, attempt, bill, message, office);
      const release = () => releaseStayBill(visit, attempt, message, office);
      const settling = { visit, attempt, bill, lines, totals };
      const after = { onSettled: catchUp, onGivenUp: release };
      return settleOnce({ ...settling, ...after }, message, office);
    });
  },
};

function freshAttempt({ msgid }: Message, asked: Fields, visit: KeptVisit): Attempt {
  const isMidway = asked.optional('mid_setl_flag', 3) === '1';
  return {
    msgid,
    ordinal: nextOrdinal(visit),
    tries: [],
    lineIds: [],
    state: 'open',
    part: visit.discharge && !isMidway ? 'discharge' : 'interim',
    ...(isMidway ? { isMidway } : {}),
  };
}

/** The bill is laid down under the attempt's number, where an earlier try has not done it. */
async function layDown(
  visit: KeptVisit,
  attempt: Attempt,
  bill: Bill,
  message: Message,
  office: Office,
): Promise<void> {
  const stays = stayDesk(office);
  const { billNumber } = bill;
  if (stays.stay(visit.stay!)?.bills.some((each) => each.bill?.billNumber === billNumber)) return;
  const { operator } = message;
  const until = bill.visit.dischargedOn;
  const result =
    attempt.part === 'discharge'
      ? await layDownDischarge(visit, billNumber, message, office)
      : await stays.interim(visit.stay!, { billNumber, until, ...changedVisit(visit), operator });
  const refusal = billRefusal(result);
  if (!refusal) return;
  const refused = { ...attempt, state: 'refused' } as const;
  office.records.put('visit', visit.id, withAttempt(visit, refused));
  throw refusal;
}

/** What the next bill holds. @throws OneCardError `national.visit-state` when that is nothing */
function draftOf(
  message: Message,
  asked: Fields,
  visit: KeptVisit,
  billNumber: string,
  office: Office,
): Bill {
  const until = endOf(message, asked, visit);
  const changed = changedVisit(visit);
  const bill = stayDesk(office).draft(visit.stay!, { billNumber, until, ...changed });
  // Laid down at another window of this desk.
  if (bill && bill.billNumber !== billNumber) throw notNow(`账单 ${bill.billNumber} 待结算`);
  if (bill) return bill;
  throw nothingLeft(visit, '2301', office);
}

/** Last day of the bill: what 2402 said, else what this message says, else today. */
function endOf({ receivedAt }: Message, asked: Fields, { discharge }: KeptVisit): PlainDate {
  const isMidway = asked.optional('mid_setl_flag', 3) === '1';
  if (discharge && !isMidway) return plainDate(discharge.on);
  return asked.optionalDay('dscgTime') ?? chinaDate(receivedAt);
}

function linesOf(visit: KeptVisit, bill: Bill): readonly KeptLine[] {
  const ids = new Set(bill.lines.map(({ lineId }) => lineId));
  return visit.lines.filter(({ line }) => ids.has(line.lineId));
}
