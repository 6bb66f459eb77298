/** What is printed of a settlement that stands without its card, and of one whose hospital handed money out. */

import { expect, onTestFinished, test } from 'vitest';
import type { CardTransport } from '../../../src/card/index.ts';
import { openDeskStore, openKeptRecords, openPrints } from '../../../src/desk/index.ts';
import { groupedYuan } from '../../../src/settlement/receipt/format.ts';
import { virtualReader } from '../../../src/virtual/index.ts';
import { pulledBefore } from '../../support/taps.ts';
import { temporaryFolder, testWorld } from '../../support/world.ts';
import { dayBill } from '../../terminal/refund/bills.ts';
import { OPERATOR, openWard } from '../../terminal/stay/ward.ts';
import { outpatientDesk, outpatientEquipment } from '../facades/world.ts';
import { get, post } from '../support.ts';
import { billDocument, settledView } from '../visiting.ts';

/** A bill whose card was pulled before it was written, posted without it. */
async function posted() {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  const { equipment } = outpatientEquipment(world);
  const card = await world.card('yinjiang');
  const at = await outpatientDesk({ equipment, readers: [virtualReader(card)] }, { folder, world });
  const { desk, centre } = at;
  const who = { token: desk.consoleToken };
  const bill = await billDocument('P-1');
  card.failAt({ kind: 'cut-after', nth: 17 });
  const named = { ...who, 'idempotency-key': 'visit-0001' };
  const begun = await post(desk, '/v1/visits', { bill, consent: 'given' }, named);
  await settledView(desk, begun.json.id, who, 'quoted');
  card.failAt(undefined);
  const { id } = equipment.journal.openIntents()[0]!;
  await centre.postWithoutCard(id);
  await equipment.journal.append({ kind: 'without-card', id, reason: 'deadline', review: true });
  let key = 0;
  const print = async (slip: string) => {
    const path = `/v1/settlements/${id}`;
    const keyed = { ...who, 'idempotency-key': `print-000${++key}` };
    const { json, status } = await post(desk, `${path}/print`, { operator: '01', slip }, keyed);
    const html = await get(desk, `${path}/receipt?format=html&print=${json.print}`, who);
    return { status, copyNumber: json.copyNumber, text: html.text };
  };
  return { desk, who, id, print };
}

test('who paid for what stands without its card has a receipt that says so, and a slip when it is taken back', async () => {
  const { desk, who, id, print } = await posted();
  const original = await print('settlement');
  expect([original.status, original.copyNumber]).toEqual([200, 0]);
  expect(original.text).toContain('未写卡入账');
  const shown = await get(desk, `/v1/settlements/${id}/receipt`, who);
  expect(shown.json).toMatchObject({ settlement: id, isWithoutCard: true });
  expect(shown.json.text).toContain('未写卡入账');
  expect(shown.json).not.toHaveProperty('signatures');
  expect((await print('reversal')).status).toBe(404);

  const named = { ...who, 'idempotency-key': 'reverse-0001' };
  const reversal = { reason: '误收', operator: '01' };
  const taken = await post(desk, `/v1/settlements/${id}/reversal`, reversal, named);
  expect(taken.json.outcome).toBe('reversed');
  const red = await print('reversal');
  expect([red.status, red.copyNumber]).toEqual([200, 0]);
  expect(red.text).toContain('冲正单');
  const copy = await print('settlement');
  expect(copy.copyNumber).toBe(1);
  expect(copy.text).toContain('已冲正，本单作废');
});

test('the slip of a reversal gives back what the hospital did not hand out before', async () => {
  const rule = '    underpayment: { refundedBy: hospital, clause: cross-year-stay }\n';
  const ward = await openWard([['    institutionClasses:', `${rule}    institutionClasses:`]]);
  const bill = dayBill('B-1', ward.today, [600, 400]);
  const visit = await ward.tap((card: CardTransport) => ward.terminal.settle(card, bill));
  if (visit.outcome !== 'settled') throw new Error(visit.outcome);
  const { id, adjudication } = visit.entry;
  const cash = adjudication.byPayer.cash!;
  const audited = (cash - 2_500n) as typeof cash;
  const audit = { number: 'SH-1', auditedOn: ward.today, cash: audited };
  await ward.refunds.underpaid(id, { audit, reason: '少报退还', operator: OPERATOR });
  await ward.terminal.reverse(id, { reason: '误收', operator: OPERATOR });
  const store = openDeskStore(`${await temporaryFolder()}/desk.sqlite`);
  onTestFinished(() => store.close());
  const kept = openKeptRecords(store, ward.equipment.clock);
  const slip = openPrints({ kept, equipment: ward.equipment }).preview(id, 'reversal', 'zh')!;
  const figure = slip.blocks.find((block) => block.kind === 'figure');
  expect(figure).toMatchObject({ amount: `¥ -${groupedYuan(audited)}` });
  expect(JSON.stringify(slip.blocks)).toContain('此前医院已退","¥ 25.00');
});

test('a receipt is printed again while the card that came back is being written', async () => {
  const ward = await openWard();
  const pulled = pulledBefore(0xe2);
  const tapPulled = (billNumber: string) =>
    ward.tap((card) => ward.terminal.settle(pulled(card), dayBill(billNumber, ward.today, [600])));
  await tapPulled('B-1');
  const { journal } = ward.equipment;
  const { id } = journal.openIntents()[0]!;
  expect(await ward.refunds.reprint(id, OPERATOR, 'zh')).toEqual({ outcome: 'no-receipt' });
  await ward.centre.postWithoutCard(id);
  await journal.append({ kind: 'without-card', id, reason: 'deadline', review: true });
  await tapPulled('B-2');
  const copy = await ward.refunds.reprint(id, OPERATOR, 'zh');
  if (copy.outcome !== 'printed') throw new Error(copy.outcome);
  expect(copy.text).toContain('未写卡入账');
  await ward.tap((card) => ward.terminal.settle(card, dayBill('B-3', ward.today, [10])));
  const signed = await ward.refunds.reprint(id, OPERATOR, 'zh');
  expect(signed).toMatchObject({ outcome: 'printed', copyNumber: 2 });
  expect(JSON.stringify(signed)).not.toContain('未写卡入账');
});
