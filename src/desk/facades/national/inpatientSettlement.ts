/** 2303 住院预结算, 2304 住院结算, 2305 住院结算撤销. */

import type { Bill } from '../../../model/index.ts';
import { chinaDate, type PlainDate, plainDate } from '../../../time.ts';
import { settleNow } from '../shared/settling.ts';
import {
  conclude,
  endOfBill,
  isUnderWay,
  standingAttempt,
  statementOutput,
  tryId,
} from './attempt.ts';
import type { Message } from './envelope.ts';
import type { Fields } from './fields.ts';
import { billRefusal, changedVisit, layDownDischarge, stayDesk } from './inpatientBill.ts';
import { releaseStayBill } from './inpatientCancel.ts';
import { NATIONAL_CARD_WAIT_MS } from './limits.ts';
import { setlIdOf } from './numbers.ts';
import { noteVisit, type Office, type Transaction } from './office.ts';
import {
  assertNotReversed,
  assertQuoted,
  nextOrdinal,
  quoteOf,
  tried,
} from './outpatientSettlement.ts';
import type { Attempt, KeptLine, KeptVisit } from './records.ts';
import { settlementOutput } from './settlementOutput.ts';
import { assertTotals, sentTotals } from './totals.ts';
import { assertNoneOpen, assertOpen, billNumberOf, notNow, visitOf, withAttempt } from './visit.ts';

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
      const adjudication = await tried(message, bill, office);
      const lines = linesOf(visit, bill);
      assertTotals(sentTotals(asked), lines, bill.total, adjudication);
      office.records.put('visit', id, { ...visit, quoted: quoteOf(lines, adjudication) });
      return settlementOutput({
        visit,
        person: office.records.get('person', visit.person)!,
        adjudication,
        medType: visit.medType,
        now: message.receivedAt,
      });
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
      const begun = visit.attempts.find(({ msgid }) => msgid === message.msgid);
      const stands = begun && standingAttempt(visit, begun, office);
      if (stands) {
        await stayDesk(office).catchUp(visit.stay!);
        return statementOutput(visit, stands, message, office);
      }
      assertNotReversed(message, office);
      assertOpen(visit);
      assertNoneOpen(visit, message.msgid);
      noteVisit(message, id, office);
      const isMidway = asked.optional('mid_setl_flag', 3) === '1';
      const fresh: Attempt = {
        msgid: message.msgid,
        ordinal: nextOrdinal(visit),
        tries: [],
        lineIds: [],
        state: 'open',
        part: visit.discharge && !isMidway ? 'discharge' : 'interim',
        ...(isMidway ? { isMidway } : {}),
      };
      const resumed = begun?.state === 'open' ? begun : fresh;
      const number = billNumberOf(visit, resumed);
      const bill = draftOf(message, asked, visit, number, office);
      const lines = linesOf(visit, bill);
      const attempt = { ...resumed, lineIds: lines.map(({ line }) => line.lineId) };
      office.records.put('visit', id, withAttempt(visit, attempt));
      return run({ message, asked, office, visit, attempt, bill, lines });
    });
  },
};

interface StayRun {
  readonly message: Message;
  readonly asked: Fields;
  readonly office: Office;
  readonly visit: KeptVisit;
  readonly attempt: Attempt;
  readonly bill: Bill;
  readonly lines: readonly KeptLine[];
}

async function run(of: StayRun) {
  const { message, asked, office, visit, attempt, bill, lines } = of;
  const totals = sentTotals(asked);
  const differing: unknown[] = [];
  await layDown(of);
  const tryCount = visit.tryCount + 1;
  const next = { ...attempt, tries: [...attempt.tries, tryCount] };
  office.records.put('visit', visit.id, withAttempt({ ...visit, tryCount }, next));
  try {
    const view = await settleNow(office.desk, message.call, {
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
    const known = office.records.get('visit', visit.id)!;
    const settled = conclude(known, next, view, office, differing[0]);
    await stayDesk(office).catchUp(visit.stay!);
    return statementOutput(office.records.get('visit', visit.id)!, settled, message, office);
  } catch (error) {
    if (!isUnderWay(visit, next, office)) await giveUp(of);
    throw error;
  }
}

/** The bill is laid down under the attempt's number, where an earlier try has not done it. */
async function layDown({ message, office, visit, attempt, bill }: StayRun): Promise<void> {
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

/** Where nothing of the try stands or may come to, the bill is taken up again; else it stays open. */
async function giveUp({ message, office, visit, attempt, bill }: StayRun): Promise<void> {
  if (endOfBill(bill.billNumber, office).outcome !== 'nothing') return;
  await releaseStayBill(visit, attempt, message, office);
  const known = office.records.get('visit', visit.id)!;
  const refused = { ...attempt, state: 'refused' } as const;
  office.records.put('visit', visit.id, withAttempt(known, refused));
}

export const cancelStaySettlement: Transaction = {
  scope: 'reverse',
  isKnownForEver: true,
  run(message, office) {
    const asked = message.input.record();
    const { id } = visitOf(message, asked, 'inpatient', office);
    return office.inTurn(id, async () => {
      const visit = visitOf(message, asked, 'inpatient', office);
      assertNoneOpen(visit);
      const number = asked.text('setl_id', 30);
      const attempt = visit.attempts.find(
        ({ settlement }) => settlement && setlIdOf(settlement) === number,
      );
      if (!attempt) throw asked.wrong('setl_id', '该就诊没有这笔结算');
      const isOwn = attempt.reversedBy === message.msgid;
      if (attempt.state === 'reversed' && !isOwn) {
        throw notNow(`该结算已由报文 ${attempt.reversedBy} 撤销`);
      }
      const later = visit.attempts.some(
        (each) => each.state === 'settled' && each.ordinal > attempt.ordinal,
      );
      if (later) throw notNow('请先撤销在它之后的结算');
      noteVisit(message, id, office);
      await releaseStayBill(visit, attempt, message, office);
      const { quoted: _, ...rest } = visit;
      const changed = { ...attempt, state: 'reversed', reversedBy: message.msgid } as const;
      office.records.put('visit', id, withAttempt(rest, changed));
      return statementOutput(visit, attempt, message, office, true);
    });
  },
};

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
  const last = visit.attempts.findLast(({ state }) => state === 'settled');
  throw notNow(last ? `已结算，报文 ${last.msgid}` : '没有未结算的费用明细，请先上传 2301');
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
