/** 2301 住院费用明细上传 (a negative quantity gives back), 2302 住院费用明细撤销. */

import { OneCardError } from '../../../errors/index.ts';
import type { BillLine } from '../../../model/index.ts';
import { type Quantity, type Rounding, subtract, ZERO } from '../../../money.ts';
import { type Charges, remainingLines, versionOn } from '../../../terminal/deskParts.ts';
import type { ChargeResult, Stay } from '../../../terminal/index.ts';
import { chinaDate } from '../../../time.ts';
import type { ExactOutput } from '../shared/exactJson.ts';
import type { Message } from './envelope.ts';
import { checkedLines, keptLine, lineOutput, sentLine, splitOf } from './feeLines.ts';
import type { Fields } from './fields.ts';
import { stayDesk, stayOfVisit } from './inpatientBill.ts';
import { homeCounty, type Office, type Transaction } from './office.ts';
import { assertNew } from './outpatientFees.ts';
import type { KeptLine, KeptVisit } from './records.ts';
import {
  ALL,
  assertNoneOpen,
  assertOpen,
  freeLines,
  notNow,
  takenLines,
  visitOf,
} from './visit.ts';

export const uploadStayFees: Transaction = {
  scope: 'settle',
  run(message, office) {
    const rows = message.input.rows('feedetail');
    const [first] = rows;
    if (!first) throw message.input.wrong('feedetail', '至少一条');
    const { id } = visitOf(message, first, 'inpatient', office);
    return office.inTurn(id, async () => {
      const visit = visitOf(message, first, 'inpatient', office);
      assertOpen(visit);
      assertNoneOpen(visit);
      if (visit.discharge) throw notNow('已办理出院，请先撤销 2405');
      for (const row of rows) {
        const isSame = row.text('mdtrt_id', 30) === id && row.text('psn_no', 30) === visit.person;
        if (!isSame) throw row.wrong('mdtrt_id', '一个报文只传一次住院的明细');
      }
      const charged = rows.filter((row) => row.quantity('cnt') >= 0n);
      const returned = rows.filter((row) => row.quantity('cnt') < 0n);
      const results = new Map<Fields, ExactOutput>();
      const changed = await charge(message, charged, visit, office, results);
      await giveBack(message, returned, changed, office, results);
      return { result: rows.map((row) => results.get(row)!) };
    });
  },
};

async function charge(
  message: Message,
  rows: readonly Fields[],
  visit: KeptVisit,
  office: Office,
  results: Map<Fields, ExactOutput>,
): Promise<KeptVisit> {
  if (rows.length === 0) return visit;
  const sent = rows.map((row) => sentLine(row, visit, office));
  const lines = checkedLines(sent);
  assertNew(visit, sent);
  const split = splitOf(lines, visit, chinaDate(message.receivedAt), office);
  await book(visit, { lines, returned: [], paidIn: ZERO }, message, office);
  const kept = sent.map((each, at) => keptLine(each, split[at]!));
  const changed = { ...visit, lines: [...visit.lines, ...kept] };
  office.records.put('visit', visit.id, changed);
  for (const [at, { at: row, serial }] of sent.entries()) {
    results.set(row, lineOutput(serial, lines[at]!, split[at]!));
  }
  return changed;
}

/** What one row gives back of a line. */
interface Return {
  readonly serial: string;
  readonly line: KeptLine;
  readonly quantity: Quantity;
}

async function giveBack(
  message: Message,
  rows: readonly Fields[],
  visit: KeptVisit,
  office: Office,
  results: Map<Fields, ExactOutput>,
): Promise<void> {
  let changed = visit;
  for (const row of rows) {
    const asked = returnOf(row, changed);
    const before = remaining(asked.line, changed, office, 0n as Quantity);
    const after = remaining(asked.line, changed, office, asked.quantity);
    const sum = subtract(after?.submitted ?? ZERO, before!.submitted);
    if (row.amount('det_item_fee_sumamt') !== sum) {
      throw row.wrong('det_item_fee_sumamt', `应为该明细减少的金额 ${sum} 分`);
    }
    await book(changed, returning([asked]), message, office);
    changed = taken(changed, asked, after, message, office);
    office.records.put('visit', visit.id, changed);
    results.set(row, returnOutput(asked, before!, after, changed, message, office));
  }
}

function returnOf(row: Fields, visit: KeptVisit): Return {
  const serial = row.text('feedetl_sn', 30);
  const of = row.text('init_feedetl_sn', 30);
  const line = visit.lines.find((each) => each.serial === of);
  if (!line) throw row.wrong('init_feedetl_sn', '没有该明细');
  if (takenLines(visit).has(line.line.lineId)) {
    throw row.wrong('init_feedetl_sn', '该明细已结算，请先撤销结算 2305');
  }
  assertNew(visit, [{ serial }]);
  if ((visit.voided ?? []).includes(serial)) throw row.wrong('feedetl_sn', '该序号已用过');
  return { serial, line, quantity: -row.quantity('cnt') as Quantity };
}

/** The line as it would be with so much more given back; undefined when nothing is left. */
function remaining(
  { line, returned }: KeptLine,
  visit: KeptVisit,
  office: Office,
  more: Quantity,
): BillLine | undefined {
  const [whole] = checkedLines([{ document: line }]);
  const quantity = (BigInt(returned ?? '0') + more) as Quantity;
  if (quantity === 0n) return whole;
  const rounding = roundingOf(visit, office);
  const left = remainingLines([whole!], [{ lineId: line.lineId, quantity }], rounding);
  if (left.outcome === 'refused') {
    const why = `明细 ${line.lineId} 退量超过所余`;
    throw new OneCardError('national.lines-refused', { why });
  }
  return left.lines[0];
}

function roundingOf(visit: KeptVisit, office: Office): Rounding {
  const { plan } = homeCounty(office, stayOfVisit(visit, office).admission.home);
  const today = chinaDate(office.desk.equipment.clock.now());
  return (versionOn(plan, today) ?? plan.versions.at(-1))?.rounding.line ?? 'half-up';
}

function returning(returns: readonly Return[]): Charges {
  const returned = returns.map(({ line, quantity }) => ({ lineId: line.line.lineId, quantity }));
  return { lines: [], returned, paidIn: ZERO };
}

function taken(
  visit: KeptVisit,
  { serial, line, quantity }: Return,
  after: BillLine | undefined,
  message: Message,
  office: Office,
): KeptVisit {
  const voided = [...(visit.voided ?? []), serial];
  const others = (each: KeptLine) => each !== line;
  if (!after) {
    return { ...visit, lines: visit.lines.filter(others), voided: [...voided, line.serial] };
  }
  const [split] = splitOf([after], visit, chinaDate(message.receivedAt), office);
  const { told } = keptLine({ serial, batch: line.batch, document: line.line }, split!);
  const returned = String(BigInt(line.returned ?? '0') + quantity);
  const changed = { ...line, told, returned };
  return { ...visit, lines: visit.lines.map((each) => (each === line ? changed : each)), voided };
}

/** The difference that it made, below zero. */
function returnOutput(
  { serial, quantity }: Return,
  before: BillLine,
  after: BillLine | undefined,
  visit: KeptVisit,
  message: Message,
  office: Office,
): ExactOutput {
  const on = chinaDate(message.receivedAt);
  const [was] = splitOf([before], visit, on, office);
  const now = after && splitOf([after], visit, on, office)[0];
  const less = (name: 'excluded' | 'overCeiling' | 'selfPaidFirst' | 'eligible') =>
    subtract(now?.decision[name] ?? ZERO, was!.decision[name]);
  const decision = {
    ...was!.decision,
    excluded: less('excluded'),
    overCeiling: less('overCeiling'),
    selfPaidFirst: less('selfPaidFirst'),
    eligible: less('eligible'),
  };
  const line = {
    ...before,
    quantity: -quantity as Quantity,
    submitted: subtract(after?.submitted ?? ZERO, before.submitted),
  };
  return lineOutput(serial, line, { ...was!, decision });
}

export const voidStayFees: Transaction = {
  scope: 'settle',
  async run(message, office) {
    const asked = message.input.record();
    const { id } = visitOf(message, asked, 'inpatient', office);
    await office.inTurn(id, async () => {
      const visit = visitOf(message, asked, 'inpatient', office);
      assertNoneOpen(visit);
      if (visit.discharge) throw notNow('已办理出院，请先撤销 2405');
      const serial = asked.text('feedetl_sn', 30);
      const lines = freeLines(visit, undefined).filter(
        (each) => serial === ALL || each.serial === serial,
      );
      if (lines.length === 0 && serial !== ALL) {
        throw asked.wrong('feedetl_sn', '没有未结算的该明细');
      }
      const returns = lines.map((line) => {
        const { quantity } = remaining(line, visit, office, 0n as Quantity)!;
        return { serial: line.serial, line, quantity };
      });
      if (returns.length > 0) await book(visit, returning(returns), message, office);
      office.records.put('visit', id, {
        ...visit,
        lines: visit.lines.filter((each) => !lines.includes(each)),
        voided: [...(visit.voided ?? []), ...lines.map((each) => each.serial)],
      });
    });
    return null;
  },
};

/**
 * Into the stay's books, once: a message that was cut off after it finds them so.
 * @throws OneCardError `national.lines-refused`, `national.visit-state`
 */
async function book(
  visit: KeptVisit,
  charges: Charges,
  message: Message,
  office: Office,
): Promise<void> {
  const stay = stayOfVisit(visit, office);
  if (message.isRepeat && isBooked(stay, visit, charges)) return;
  const result = await stayDesk(office).charge(stay.id, charges, message.operator);
  if (result.outcome !== 'charged') throw refused(result);
}

function isBooked({ charges }: Stay, visit: KeptVisit, { returned }: Charges): boolean {
  const all = charges.flatMap((each) => each.returned);
  return (
    returned.length > 0 &&
    returned.every(({ lineId, quantity }) => {
      const booked = all.filter((each) => each.lineId === lineId);
      const sum = booked.reduce((so, each) => so + each.quantity, 0n);
      const known = visit.lines.find(({ line }) => line.lineId === lineId)?.returned ?? '0';
      return sum === BigInt(known) + quantity;
    })
  );
}

const FAULTS: Readonly<
  Record<Extract<ChargeResult, { outcome: 'charge-refused' }>['fault']['reason'], string>
> = {
  'line-known': '该明细已入账',
  'number-used': '该记账单号已用于另一批费用',
  'charged-in-future': '费用发生日期晚于今天',
  'charged-before-admission': '费用发生日期早于入院',
  'unknown-line': '没有该明细',
  'line-billed': '该明细已结算',
  'more-than-charged': '退量超过所余',
  'quantity-not-positive': '数量应大于零',
};

function refused(result: Exclude<ChargeResult, { outcome: 'charged' }>): OneCardError {
  switch (result.outcome) {
    case 'charge-refused': {
      const why = `明细 ${result.fault.lineId} ${FAULTS[result.fault.reason]}`;
      return new OneCardError('national.lines-refused', { why });
    }
    case 'not-now':
      return notNow(`住院状态 ${result.state}`);
    case 'unknown-stay':
      return new OneCardError('national.unknown-visit', { field: 'mdtrt_id' });
  }
}
