/** A client that knows the national interface's description alone, against a listening service. */

import { expect, test } from 'vitest';
import { nationalDesk } from './connection.ts';
import { addedUp, settlementInput, yuan } from './nationalAmounts.ts';
import { fen, group, NationalRefusal, word } from './nationalClient.ts';
import {
  AMOUNTS_DIFFER,
  BALANCED,
  cancellationInput,
  comparison,
  MORE_HERE,
  negative,
  REFUNDED,
  totalsOf,
} from './nationalDayEnd.ts';
import { personOf, TOTAL, uploadedVisit } from './nationalVisit.ts';
import { sm2Keys } from './sm2Signature.ts';

test.each([{ isSigned: false }, { isSigned: true }])(
  'a visit runs from sign-in to its cancellation, and every amount adds up; signed: $isSigned',
  async ({ isSigned }) => {
    const { client, certificate, kept } = await nationalDesk({ isSigned });
    await client.signIn();
    const person = await personOf(client, certificate);
    const visit = await uploadedVisit(client, person, certificate, 'MZ0001');

    const quoted = addedUp(await client.call('2206', settlementInput(visit), person.area), visit);
    const message = await client.prepare('2207', settlementInput(visit), person.area);
    const answered = await client.send(message);
    expect(addedUp(answered, visit)).toEqual(quoted);
    const settlement = group(answered, 'setlinfo');
    expect(settlement.medins_setl_id).toBe(message.msgid);
    expect(settlement.clr_type).toBe('11');
    expect(fen(settlement.balc)).toBe(person.balance - fen(settlement.acct_pay));
    expect(word(settlement.setl_time)).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(await client.send(message)).toEqual(answered);

    const totals = totalsOf(settlement);
    const office = word(settlement.clr_optins);
    expect(await comparison(client, visit, office, totals)).toBe(BALANCED);
    const more = { ...totals, medfee_sumamt: yuan(TOTAL + 1n) };
    expect(await comparison(client, visit, office, more)).toBe(AMOUNTS_DIFFER);
    const oneMore = { ...totals, fixmedins_setl_cnt: 2 };
    expect(await comparison(client, visit, office, oneMore)).toBe(MORE_HERE);

    const cancelled = await client.call('2208', cancellationInput(visit, settlement), person.area);
    const undone = group(cancelled, 'setlinfo');
    expect(undone).toHaveProperty('ownpay_hosp_part');
    for (const name of ['medfee_sumamt', 'fund_pay_sumamt', 'acct_pay', 'psn_cash_pay']) {
      expect(size(undone[name]), name).toBe(size(settlement[name]));
    }
    const refunded = { ...negative(totals), fixmedins_setl_cnt: 1 };
    expect(await comparison(client, visit, office, totals)).toBe(BALANCED);
    expect(await comparison(client, visit, office, refunded, REFUNDED)).toBe(BALANCED);

    expect(new Set(kept.map(({ msgid }) => msgid)).size).toBe(kept.length);
    await client.signOut();
    await expect(client.call('1101', { data: certificate })).rejects.toThrow(NationalRefusal);
  },
);

test('a settlement whose answer was lost is reversed by its own message id', async () => {
  const { client, certificate, loseNextAnswer, lostAnswers } = await nationalDesk();
  await client.signIn();
  const person = await personOf(client, certificate);
  const visit = await uploadedVisit(client, person, certificate, 'MZ0002');
  const quoted = addedUp(await client.call('2206', settlementInput(visit), person.area), visit);

  const lost = await client.prepare('2207', settlementInput(visit), person.area);
  loseNextAnswer();
  await expect(client.send(lost)).rejects.toThrow(/fetch/);
  expect(lostAnswers.map((text) => JSON.parse(text).infcode)).toEqual([0]);

  const reversal = { data: { psn_no: person.number, omsgid: lost.msgid, oinfno: '2207' } };
  const message = await client.prepare('2601', reversal, person.area);
  expect(await client.send(message)).toEqual({});
  expect(await client.send(message)).toEqual({});

  // Nothing stands: the message is void, the same charges are settled anew, and that settlement is the only one.
  await expect(client.send(lost)).rejects.toThrow(NationalRefusal);
  const again = await uploadedVisit(client, person, certificate, 'MZ0003');
  const answered = await client.call('2207', settlementInput(again), person.area);
  expect(addedUp(answered, again)).toEqual(quoted);
  const settlement = group(answered, 'setlinfo');
  const office = word(settlement.clr_optins);
  expect(await comparison(client, again, office, totalsOf(settlement))).toBe(BALANCED);
});

test('a cancellation whose answer was lost is asked for again, and is final', async () => {
  const { client, certificate, loseNextAnswer, lostAnswers } = await nationalDesk();
  await client.signIn();
  const person = await personOf(client, certificate);
  const visit = await uploadedVisit(client, person, certificate, 'MZ0005');
  const answered = await client.call('2207', settlementInput(visit), person.area);
  const settlement = group(answered, 'setlinfo');
  const input = cancellationInput(visit, settlement);
  const lost = await client.prepare('2208', input, person.area);
  loseNextAnswer();
  await expect(client.send(lost)).rejects.toThrow(/fetch/);
  expect(lostAnswers.map((text) => JSON.parse(text).infcode)).toEqual([0]);

  expect(fen(group(await client.send(lost), 'setlinfo').medfee_sumamt)).toBe(-TOTAL);
  await expect(client.call('2208', input, person.area)).rejects.toThrow(NationalRefusal);
  const reversal = { data: { psn_no: person.number, omsgid: lost.msgid, oinfno: '2208' } };
  await expect(client.call('2601', reversal, person.area)).rejects.toThrow(NationalRefusal);
  const office = word(settlement.clr_optins);
  const refunded = { ...negative(totalsOf(settlement)), fixmedins_setl_cnt: 1 };
  expect(await comparison(client, visit, office, refunded, REFUNDED)).toBe(BALANCED);
});

test('a client that gives up while the settlement runs reverses it, whatever became of it', async () => {
  const { client, certificate, giveUpAfter } = await nationalDesk();
  await client.signIn();
  const person = await personOf(client, certificate);
  for (const [round, milliseconds] of [0, 5, 20, 60, 150].entries()) {
    const visit = await uploadedVisit(client, person, certificate, `MZ1${round}`);
    const settling = await client.prepare('2207', settlementInput(visit), person.area);
    giveUpAfter(milliseconds);
    const isAnswered = await client.send(settling).then(
      () => true,
      () => false,
    );
    const reversal = { data: { psn_no: person.number, omsgid: settling.msgid, oinfno: '2207' } };
    await client.call('2601', reversal, person.area);
    await expect(client.send(settling), `${isAnswered}`).rejects.toThrow(NationalRefusal);
  }
  const visit = await uploadedVisit(client, person, certificate, 'MZ19');
  const answered = await client.call('2207', settlementInput(visit), person.area);
  addedUp(answered, visit);
  const settlement = group(answered, 'setlinfo');
  const office = word(settlement.clr_optins);
  expect(await comparison(client, visit, office, totalsOf(settlement))).toBe(BALANCED);
});

test('the centre compares what the hospital counted, and settles nothing that differs', async () => {
  const { client, certificate } = await nationalDesk();
  await client.signIn();
  const person = await personOf(client, certificate);
  const visit = await uploadedVisit(client, person, certificate, 'MZ0004');
  const { inscp_scp_amt: inScope, preselfpay_amt: preselfpay } = visit.sums;
  const otherwise = [
    { medfee_sumamt: yuan(TOTAL - 1n) },
    { inscp_scp_amt: yuan(inScope + 1n), preselfpay_amt: yuan(preselfpay - 1n) },
  ];
  for (const changed of otherwise) {
    const settling = client.call('2207', settlementInput(visit, changed), person.area);
    await expect(settling, JSON.stringify(changed)).rejects.toThrow(NationalRefusal);
  }
  const answered = await client.call('2207', settlementInput(visit), person.area);
  const settlement = group(answered, 'setlinfo');
  const office = word(settlement.clr_optins);
  expect(await comparison(client, visit, office, totalsOf(settlement))).toBe(BALANCED);
});

test('a message that another hand signed, or changed, is refused', async () => {
  const { client, certificate } = await nationalDesk({ isSigned: true });
  await client.signIn();
  const message = await client.prepare('1101', { data: certificate });
  const text = message.text.replace('测试甲', '测试乙');
  expect(text).not.toBe(message.text);
  await expect(client.send({ ...message, text })).rejects.toThrow(NationalRefusal);
  await client.send(message);
  const another = await nationalDesk({ isSigned: true, keys: sm2Keys() });
  await expect(another.client.signIn()).rejects.toThrow(NationalRefusal);
});

test('an answer that says no is an answer of the interface', async () => {
  const { client, certificate } = await nationalDesk();
  await expect(client.call('1101', { data: certificate })).rejects.toThrow(NationalRefusal);
  await client.signIn();
  const person = await personOf(client, certificate);
  for (const infno of ['2206', '2207', '9999']) {
    const asked = client.call(infno, { data: { psn_no: person.number } }, person.area);
    await expect(asked, infno).rejects.toThrow(NationalRefusal);
  }
});

function size(amount: unknown): bigint {
  const value = fen(amount);
  return value < 0n ? -value : value;
}
