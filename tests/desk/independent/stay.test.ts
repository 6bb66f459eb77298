/** One stay, dear enough for two layers, through both interfaces: they pay alike. */

import { expect, test } from 'vitest';
import { nationalDesk, ncmsDesk } from './connection.ts';
import { addedUp, type Charge, settlementInput } from './nationalAmounts.ts';
import { chinaTime, fen, group, word } from './nationalClient.ts';
import {
  BALANCED,
  cancellationInput,
  comparison,
  negative,
  REFUNDED,
  totalsOf,
} from './nationalDayEnd.ts';
import { personOf, uploadedStay } from './nationalVisit.ts';
import { amountsOf } from './ncmsAmounts.ts';
import { money } from './ncmsClient.ts';
import { charge, memberOf, uploadedStay as uploadedNcmsStay } from './ncmsVisit.ts';
import { textOf } from './xml.ts';

/** 56,000 of class A, 37,050 of class B (10 % first), 18 of class C, a bed of 35 where 30 are payable. */
const CHARGES: readonly Charge[] = [
  {
    code: 'X9990001',
    hospitalCode: 'H1',
    price: 11.2,
    count: 5000,
    amount: '56000.00',
    level: '01',
  },
  {
    code: 'X9990011',
    hospitalCode: 'H2',
    price: 12.35,
    count: 3000,
    amount: '37050.00',
    level: '02',
  },
  { code: 'X9990022', hospitalCode: 'H3', price: 18, count: 1, amount: '18.00', level: '03' },
  { code: 'S9990001', hospitalCode: 'H4', price: 35, count: 3, amount: '105.00', level: '01' },
];
/** 56,000 + 37,050 × 0.9 + 30 × 3. */
const IN_SCOPE = '89435.00';
/** 500 deductible; 80 % of the rest, 20 points less for a stay elsewhere that nobody filed. */
const BASIC = '53361.00';
/** Of 500 + 35,574 that are left: 60 % from 10,000 to 30,000, 70 % above. */
const MAJOR_ILLNESS = '16251.80';
const CASH = '23560.20';

test('a stay through the national interface, from admission to nothing', async () => {
  const { client, certificate } = await nationalDesk({ isSigned: true });
  await client.signIn();
  const person = await personOf(client, certificate);
  const stay = await uploadedStay(client, person, certificate, 'ZY0001', CHARGES);
  const discharge = { mid_setl_flag: '0', dscgTime: chinaTime() };
  const input = settlementInput(stay, discharge);
  const quoted = addedUp(await client.call('2303', input, person.area), stay);
  const ended = { mdtrt_id: stay.id, psn_no: person.number, endtime: chinaTime(), dscg_way: '1' };
  await client.call('2402', { dscginfo: ended, diseinfo: [] }, person.area);

  const message = await client.prepare('2304', input, person.area);
  const answered = await client.send(message);
  expect(addedUp(answered, stay)).toEqual(quoted);
  expect(await client.send(message)).toEqual(answered);
  const settlement = group(answered, 'setlinfo');
  expect(fen(settlement.inscp_scp_amt)).toBe(fen(IN_SCOPE));
  expect(fen(settlement.act_pay_dedc)).toBe(fen('500.00'));
  expect(fen(settlement.hifp_pay)).toBe(fen(BASIC));
  expect(fen(settlement.hifmi_pay)).toBe(fen(MAJOR_ILLNESS));
  expect(fen(settlement.psn_cash_pay)).toBe(fen(CASH));
  expect(settlement.clr_type).toBe('21');

  const office = word(settlement.clr_optins);
  const totals = totalsOf(settlement);
  expect(await comparison(client, stay, office, totals)).toBe(BALANCED);
  await client.call('2305', cancellationInput(stay, settlement), person.area);
  const refunded = { ...negative(totals), fixmedins_setl_cnt: 1 };
  expect(await comparison(client, stay, office, refunded, REFUNDED)).toBe(BALANCED);
  const of = { mdtrt_id: stay.id, psn_no: person.number };
  await client.call('2405', { data: of }, person.area);
  await client.call('2302', { data: { ...of, feedetl_sn: '0000' } }, person.area);
  await client.call('2404', { data: of }, person.area);
});

test('the same stay through the NCMS interface: the same layers', async () => {
  const { client, medicalNumber, area } = await ncmsDesk();
  await client.authenticate();
  const member = await memberOf(client, medicalNumber, area);
  const stay = await uploadedNcmsStay(client, member, 'ZY0002', [
    charge('X9990001', '11.2000', '5000.0000', '56000.0000', '1.0000'),
    charge('X9990011', '12.3500', '3000.0000', '37050.0000', '0.9000'),
    charge('X9990022', '18.0000', '1.0000', '18.0000', '0.0000'),
    charge('S9990001', '35.0000', '3.0000', '105.0000', '1.0000', '30.0000'),
  ]);
  const body = { inpId: stay, redeemNo: '1', isMaterials: '0' };
  const tried = amountsOf(await client.call('S13', body));
  const settled = amountsOf(await client.call('S14', body));
  expect(settled).toEqual(tried);
  expect(settled.insuranceCost).toBe(money(`${IN_SCOPE}00`));
  expect(settled.startMoney).toBe(money('500.0000'));
  expect(settled.compensateCost).toBe(money(`${BASIC}00`));
  expect(settled.CIICalculateMoney).toBe(money(`${MAJOR_ILLNESS}00`));
  expect(settled.nhxjzf).toBe(money(`${CASH}00`));
  const slip = await client.call('S16', { inpId: stay });
  expect(money(textOf(slip, 'compensateCost'))).toBe(settled.compensateCost);
  await client.call('S15', { inpId: stay });
  await client.call('S08', { inpId: stay });
  await client.call('S12', { inpId: stay });
  await client.call('S05', { inpId: stay });
});
