import { expect, onTestFinished, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import type { SettlementId, TerminalId } from '../../../src/model/index.ts';
import type { Quantity } from '../../../src/money.ts';
import { openJournal } from '../../../src/settlement/index.ts';
import { checkedBill } from '../../../src/terminal/billStanding.ts';
import {
  memoryCardCounters,
  type RefundRequest,
  systemClock,
} from '../../../src/terminal/index.ts';
import { addDays, chinaDate, instant, plainDate, startOfDay, yearOf } from '../../../src/time.ts';
import { temporaryFolder } from '../../support/world.ts';
import { admitted, charges, OPERATOR, openWard, type Ward } from '../stay/ward.ts';
import { dayBill } from './bills.ts';

const q = (units: number) => BigInt(units * 10_000) as Quantity;
const back = (...lines: readonly (readonly [string, number])[]): RefundRequest => ({
  returned: lines.map(([lineId, units]) => ({ lineId, quantity: q(units) })),
  reason: '退药',
  operator: OPERATOR,
});

async function settled(ward: Ward, on = ward.today): Promise<SettlementId> {
  const result = await ward.tap((transport) =>
    ward.terminal.settle(transport, dayBill('B-1', on, [600, 400])),
  );
  if (result.outcome !== 'settled') throw new Error(JSON.stringify(result.outcome));
  return result.entry.id;
}

function kinds(ward: Ward): readonly string[] {
  return [...ward.equipment.journal.entries()].map(({ kind }) => kind);
}

test('a part is given back: reversal, then the settlement of what remains, once', async () => {
  const ward = await openWard();
  const { journal } = ward.equipment;
  const id = await settled(ward);
  const cash = journal.settled(id)!.adjudication.byPayer.cash!;
  const request = back(['2', 100]);
  const result = await ward.tap((transport) => ward.refunds.refund(id, request, transport));
  if (result.outcome !== 'refunded') throw new Error(JSON.stringify(result));
  const left = journal.settled(result.settlement!)!;
  expect(left.bill).toMatchObject({ total: 90_000n, billNumber: 'B-1' });
  expect(left.bill.lines[1]).toMatchObject({ quantity: q(300), submitted: 30_000n });
  expect(result.cashBack).toBe(cash - left.adjudication.byPayer.cash!);
  expect(result.cashBack).toBe(3_500n);
  expect(await ward.centre.status(id)).toMatchObject({ outcome: 'reversed' });
  expect(await ward.centre.status(left.id)).toMatchObject({
    outcome: 'settled',
    isConfirmed: true,
  });
  // The year knows what remains, and nothing of what was taken back.
  expect(left.adjudication.usageBefore).toEqual(journal.settled(id)!.adjudication.usageBefore);

  const again = await ward.tap((transport) => ward.refunds.refund(id, request, transport));
  expect(again).toMatchObject({ outcome: 'refunded', isRepeated: true, settlement: left.id });
  expect(kinds(ward).filter((kind) => kind === 'settled')).toHaveLength(2);
  const other = await ward.tap((transport) => ward.refunds.refund(id, back(['1', 1]), transport));
  expect(other).toMatchObject({ outcome: 'refund-refused', reason: 'not-standing' });
});

test('a break between the two steps is finished at the next tap, never twice', async () => {
  const ward = await openWard();
  const id = await settled(ward);
  const request = back(['1', 600]);
  // No card: the settlement is taken back, and what remains waits for it.
  expect(await ward.refunds.refund(id, request)).toEqual({ outcome: 'replacement-open' });
  expect(ward.refunds.open()).toMatchObject([{ id, bill: { total: 40_000n } }]);
  expect(await ward.refunds.refund(id, back(['2', 1]))).toMatchObject({
    reason: 'other-refund-open',
  });

  const { refunds, equipment, terminal } = await openWard([], {}, ward.world);
  const open = refunds.open()[0]!;
  // The power went after the new settlement, before the refund's entry named it.
  const visit = await ward.tap(async (transport) => terminal.settle(transport, open.bill as never));
  if (visit.outcome !== 'settled') throw new Error(visit.outcome);
  expect(await refunds.resume(id)).toMatchObject({
    outcome: 'refunded',
    settlement: visit.entry.id,
  });
  expect(refunds.open()).toEqual([]);
  expect(await refunds.resume(id)).toBeUndefined();
  expect([...equipment.journal.entries()].filter(({ kind }) => kind === 'settled')).toHaveLength(2);
});

test('a centre that does not answer the reversal leaves the refund open', async () => {
  const ward = await openWard();
  const id = await settled(ward);
  const { journal, counties } = ward.equipment;
  const [[county, home]] = [...counties] as [[never, NonNullable<ReturnType<typeof counties.get>>]];
  const deaf = new Proxy(ward.centre, {
    get(target, name) {
      if (name === 'reverse' || name === 'status') {
        return () => Promise.reject(new OneCardError('centre.unreachable'));
      }
      const value = target[name as keyof typeof target];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const cut = { counties: new Map([[county, { ...home, centre: deaf }]]) };
  const cutOff = await openWard([], { equipment: { ...ward.equipment, ...cut } }, ward.world);
  const tried = await cutOff.refunds.refund(id, back(['1', 1]));
  expect(tried).toMatchObject({ outcome: 'reversal-open', reversal: { outcome: 'reversing' } });
  const result = await ward.tap((transport) => ward.refunds.resume(id, transport));
  expect(result).toMatchObject({ outcome: 'refunded' });
  expect(journal.openRefunds()).toEqual([]);
});

test.each([
  [back(), 'nothing-returned'],
  [back(['1', 600], ['2', 400]), 'nothing-remains'],
  [back(['9', 1]), 'unknown-line'],
  [back(['1', 601]), 'more-than-charged'],
])('refused before anything is written: %#', async (request, reason) => {
  const ward = await openWard();
  const id = await settled(ward);
  const before = kinds(ward);
  expect(await ward.refunds.refund(id, request)).toMatchObject({
    outcome: 'refund-refused',
    reason,
  });
  expect(kinds(ward)).toEqual(before);
});

test('across insurance years as the plan says', async () => {
  const rule = (voiding: string) =>
    [
      [
        '    institutionClasses:',
        `    voiding: { ${voiding}, clause: cross-year-stay }\n    institutionClasses:`,
      ],
    ] as const;
  // Ahead of the lists that the world is made with.
  let now = systemClock.now() + 60_000;
  const clock = { now: () => instant(now) };
  const nextYear = (day: string) =>
    startOfDay(plainDate(`${yearOf(chinaDate(systemClock.now())) + 1}-${day}`));
  const ward = await openWard(rule('acrossYears: within-days, days: 5'), { clock });
  const id = await settled(ward);
  now = nextYear('01-06');
  expect(await ward.refunds.refund(id, back(['1', 1]))).toMatchObject({ reason: 'days-passed' });
  const silent = await openWard([], { clock }, ward.world);
  expect(await silent.refunds.refund(id, back(['1', 1]))).toMatchObject({ reason: 'plan-silent' });
  const reversal = await silent.terminal.reverse(id, { reason: '误收', operator: OPERATOR });
  expect(reversal).toMatchObject({ outcome: 'voiding-refused', reason: 'plan-silent' });
  const never = await openWard(rule('acrossYears: refused'), { clock }, ward.world);
  const refused = await never.refunds.refund(id, back(['1', 1]));
  expect(refused).toMatchObject({ reason: 'across-years', clause: { isAssumed: true } });
  now = nextYear('01-05');
  expect(await ward.refunds.refund(id, back(['1', 1]))).toMatchObject({
    outcome: 'replacement-open',
  });
});

test('an under-payment that the hospital refunds leaves the settlement, and is handed out once', async () => {
  const rule = '    underpayment: { refundedBy: hospital, clause: cross-year-stay }\n';
  const ward = await openWard([['    institutionClasses:', `${rule}    institutionClasses:`]]);
  const id = await settled(ward);
  const cash = ward.equipment.journal.settled(id)!.adjudication.byPayer.cash!;
  const audit = { number: 'SH-1', auditedOn: ward.today, cash: (cash - 2_500n) as typeof cash };
  const request = { audit, reason: '少报退还', operator: OPERATOR };
  expect(await ward.refunds.underpaid(id, { ...request, audit: { ...audit, cash } })).toMatchObject(
    {
      reason: 'not-underpaid',
    },
  );
  expect(await ward.refunds.underpaid(id, request)).toEqual({
    outcome: 'refunded',
    cashBack: 2_500n,
    isRepeated: false,
  });
  expect(await ward.refunds.underpaid(id, request)).toMatchObject({
    cashBack: 2_500n,
    isRepeated: true,
  });
  expect(await ward.centre.status(id)).toMatchObject({ outcome: 'settled' });
  const silent = await openWard([], {}, ward.world);
  const unheard = { ...request, audit: { ...audit, number: 'SH-2' } };
  expect(await silent.refunds.underpaid(id, unheard)).toMatchObject({
    reason: 'underpayment-not-in-plan',
  });
});

test('an under-payment that the fund refunds is reversed and settled anew with the corrected bill', async () => {
  const rule = '    underpayment: { refundedBy: fund, clause: cross-year-stay }\n';
  const ward = await openWard([['    institutionClasses:', `${rule}    institutionClasses:`]]);
  const id = await settled(ward);
  const { journal } = ward.equipment;
  const before = journal.settled(id)!.adjudication.byPayer.cash!;
  const corrected = dayBill('B-1', ward.today, [600]);
  const audit = { number: 'SH-1', auditedOn: ward.today, cash: (before - 1n) as typeof before };
  const result = await ward.tap((transport) =>
    ward.refunds.underpaid(
      id,
      { audit, corrected, reason: '少报退还', operator: OPERATOR },
      transport,
    ),
  );
  if (result.outcome !== 'refunded') throw new Error(JSON.stringify(result));
  const now = journal.settled(result.settlement!)!.adjudication.byPayer.cash!;
  expect(result).toMatchObject({ cashBack: before - now, differsFromAudit: true });
});

test('a receipt is printed again with its count, also after a reversal', async () => {
  const ward = await openWard();
  const id = await settled(ward);
  expect(await ward.refunds.reprint(id, OPERATOR, 'zh')).toMatchObject({ copyNumber: 1 });
  const second = await ward.refunds.reprint(id, OPERATOR, 'zh');
  if (second.outcome !== 'printed') throw new Error(second.outcome);
  expect(second.text).toContain('补打 2');
  expect(second.text).not.toContain('已冲正');
  await ward.terminal.reverse(id, { reason: '误收', operator: OPERATOR });
  const third = await ward.refunds.reprint(id, OPERATOR, 'zh');
  if (third.outcome !== 'printed') throw new Error(third.outcome);
  expect(third.text).toContain('补打 3');
  expect(third.text).toContain('已冲正');
  const unknown = '018f0000-0000-7000-8000-000000000001' as SettlementId;
  expect(await ward.refunds.reprint(unknown, OPERATOR, 'zh')).toEqual({ outcome: 'no-receipt' });
});

test("a refund of a stay's bill is followed by the stay's account", async () => {
  const ward = await openWard();
  const { stays, today } = ward;
  const id = await admitted(ward, 1);
  await stays.charge(id, charges('1', addDays(today, -1), 500), OPERATOR);
  await stays.discharge(id, {
    billNumber: 'B-9',
    dischargedOn: today,
    disposition: 'home',
    operator: OPERATOR,
  });
  const last = await ward.tap((transport) => stays.settle(id, transport));
  if (last.outcome !== 'settled') throw new Error(last.outcome);
  const refunded = await ward.tap((transport) =>
    ward.refunds.refund(last.settlement, back(['1', 100]), transport),
  );
  if (refunded.outcome !== 'refunded') throw new Error(refunded.outcome);
  expect(stays.account(id)).toMatchObject({
    settlements: [refunded.settlement],
    cash: last.account.cash - refunded.cashBack,
  });
});

test('a refund that was cut off before its first step goes on in the next year, which allows none', async () => {
  let now = systemClock.now() + 60_000;
  const clock = { now: () => instant(now) };
  const ward = await openWard([], { clock });
  const id = await settled(ward);
  const { journal } = ward.equipment;
  const cut = new Proxy(journal, {
    get(target, name) {
      const value = target[name as keyof typeof target] as unknown;
      if (typeof value !== 'function') return value;
      if (name !== 'append') return value.bind(target);
      return async (entry: { readonly kind?: string }) => {
        if (entry.kind === 'reversing') throw new OneCardError('store.full');
        return value.call(target, entry);
      };
    },
  });
  const equipment = { ...ward.equipment, journal: cut };
  const cutOff = await openWard([], { equipment }, ward.world);
  await expect(cutOff.refunds.refund(id, back(['1', 1]))).rejects.toMatchObject({
    code: 'store.full',
  });
  now = startOfDay(plainDate(`${yearOf(chinaDate(systemClock.now())) + 1}-01-06`));
  expect(await ward.refunds.resume(id)).toEqual({ outcome: 'replacement-open' });
  expect(await ward.centre.status(id)).toMatchObject({ outcome: 'reversed' });
});

test('what remains and is not paid ends the refund: all cash goes back, once, signed for in the journal', async () => {
  const ward = await openWard();
  const { journal } = ward.equipment;
  const id = await settled(ward);
  const cash = journal.settled(id)!.adjudication.byPayer.cash!;
  const conclusion = { reason: '剩余部分自费', operator: OPERATOR };
  expect(await ward.refunds.conclude(id, conclusion)).toBeUndefined();
  // Without the card it stops before the new settlement.
  expect(await ward.refunds.refund(id, back(['2', 100]))).toMatchObject({
    outcome: 'replacement-open',
  });
  expect(await ward.refunds.conclude(id, conclusion)).toMatchObject({
    outcome: 'refunded',
    cashBack: cash,
  });
  expect(journal.openRefunds()).toEqual([]);
  expect(journal.entriesOf(id).at(-1)).toMatchObject({ kind: 'refunded', ...conclusion });
  expect(await ward.refunds.conclude(id, conclusion)).toBeUndefined();
  expect(await ward.refunds.refund(id, back(['2', 100]))).toMatchObject({
    outcome: 'refunded',
    isRepeated: true,
    cashBack: cash,
  });
});

test.each(['the same bill', 'another bill under its number'])(
  'settled once more at another desk meanwhile, %s: all cash of this one goes back, and nothing takes its place',
  async (which) => {
    const ward = await openWard();
    const { journal } = ward.equipment;
    const id = await settled(ward);
    const cash = journal.settled(id)!.adjudication.byPayer.cash!;
    const request = back(['2', 100]);
    expect(await ward.refunds.refund(id, request)).toMatchObject({ outcome: 'replacement-open' });
    const left = journal.openRefunds()[0]!.bill!;
    const elsewhere = await secondDesk(ward);
    onTestFinished(() => elsewhere.equipment.journal.close());
    const bill = which === 'the same bill' ? checkedBill(left) : dayBill('B-1', ward.today, [500]);
    const other = await elsewhere.tap((transport) => elsewhere.terminal.settle(transport, bill));
    expect(other.outcome).toBe('settled');
    const end = await ward.tap((transport) => ward.refunds.resume(id, transport));
    expect(end).toMatchObject({ outcome: 'refunded', cashBack: cash });
    expect(end).not.toHaveProperty('settlement');
    expect(journal.openRefunds()).toEqual([]);
  },
);

async function secondDesk(ward: Ward): Promise<Ward> {
  const { sam, clock } = ward.equipment;
  const terminalId = 'H999101-T02' as TerminalId;
  const module = { samId: await sam.id(), publicKey: await sam.publicKey() };
  await ward.centre.registerTerminal({ terminalId, ...module });
  const journal = openJournal(`${await temporaryFolder()}/second.journal`, { terminalId, clock });
  const equipment = { terminalId, journal, counters: memoryCardCounters() };
  return openWard([], { equipment }, ward.world);
}
