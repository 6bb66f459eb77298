import { expect, test } from 'vitest';
import { HOLDER } from '../world.ts';
import { line, ncmsDesk, registered, signedOn, textOf } from './support.ts';

/** Every field in which a part of a bill may stand; they add up to the total. */
const PARTS = [
  'compensateCost',
  'insureCost',
  'medicalSecondCost',
  'continentInsuranceCost',
  'civilCost',
  'salvaJSCost',
  'salvaMZCost',
  'salvaYFCost',
  'salvaCLCost',
  'salvaFPCost',
  'salvaJKCost',
  'bottomRedeem',
  'hospAssumeMoney',
  'nhxjzf',
];

test('S02, S03, S18, S21, S24, S25, S26: an outpatient is settled, and taken back', async () => {
  const { desk, token, equipment, defects } = await ncmsDesk();
  const program = await signedOn(desk, token);
  expect(program.ticket).toMatch(/^[0-9a-f]{32}$/);

  const member = await program.call('S03', [['medicalNo', HOLDER.memberNumber]]);
  expect(textOf(member.data, 'memberName')).toBe('测试甲');
  expect(textOf(member.data, 'idCard')).toMatch(/^999\*{11}/);
  const memberId = textOf(member.data, 'memberId');
  // Counted by the plan, and nothing yet; what no plan counts is left out.
  expect(textOf(member.data, 'outpCompensateCost')).toBe('0.0000');
  expect(member.data.inner).not.toContain('chroCompensateCost');

  const registration = await program.call('S18', [
    ['memberId', memberId],
    ['diseaseCode', 'J06.900'],
    ['isAccountPay', '0'],
    ['isOutpPay', '1'],
  ]);
  expect(registration).toMatchObject({ state: true });
  const outpId = textOf(registration.data, 'outpId');

  const uploaded = await program.call('S21', [
    ['outpId', outpId],
    ['list', [line('1'), line('2', { num: '1.5', price: '3.3333', totalCost: '5.0000' })]],
  ]);
  expect([uploaded.state, textOf(uploaded.data, 'num')]).toEqual([true, '2']);
  expect(textOf(uploaded.data, 'proportion')).toBe('1.0000');

  const trial = await program.call('S24', [['outpId', outpId]]);
  expect(textOf(trial.data, 'totalCost')).toBe('45.0000');
  expect(textOf(trial.data, 'compensateCost')).toBe('22.5000');
  expect(equipment.journal.head().sequence).toBe(0);

  const settled = await program.call('S25', [['outpId', outpId]]);
  expect(settled.message).toBe('');
  const parts = PARTS.map((name) => BigInt(textOf(settled.data, name).replace('.', '')));
  expect(parts.reduce((sum, each) => sum + each, 0n)).toBe(450000n);
  expect(textOf(settled.data, 'nhxjzf')).toBe('22.5000');
  expect(textOf(settled.data, 'calcAfter')).toMatch(/^\d+\.\d{4}$/);

  const reversed = await program.call('S26', [['outpId', outpId]]);
  expect(reversed.state).toBe(true);
  const kinds = [...equipment.journal.entries()].map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'settled' || kind === 'reversed')).toEqual([
    'settled',
    'reversed',
  ]);
  expect(defects).toEqual([]);
});

test('a repeated settlement, reversal or upload is the same one', async () => {
  const { desk, token, equipment } = await ncmsDesk();
  const program = await signedOn(desk, token);
  const outpId = await registered(program);
  const again = await program.call('S21', [
    ['outpId', outpId],
    ['list', [line('1')]],
  ]);
  expect(again.state).toBe(true);
  const both = await Promise.all([
    program.call('S25', [['outpId', outpId]]),
    program.call('S25', [['outpId', outpId]]),
  ]);
  const third = await program.call('S25', [['outpId', outpId]]);
  const ids = [...both, third].map(({ data }) => textOf(data, 'settlementId'));
  expect(new Set(ids).size).toBe(1);
  expect(third.data.inner).toBe(both[0]!.data.inner);
  const settled = [...equipment.journal.entries()].filter(({ kind }) => kind === 'settled');
  expect(settled).toHaveLength(1);

  const slip = await program.call('S27', [['outpId', outpId]]);
  expect(textOf(slip.data, 'settlementId')).toBe(ids[0]);
  expect(textOf(slip.data, 'state')).toBe('已结算');

  expect((await program.call('S26', [['outpId', outpId]])).state).toBe(true);
  expect((await program.call('S26', [['outpId', outpId]])).state).toBe(true);
  expect(textOf((await program.call('S27', [['outpId', outpId]])).data, 'state')).toBe('已冲红');
  const dead = await program.call('S25', [['outpId', outpId]]);
  expect(dead).toMatchObject({ state: false, message: '已冲红，请重新登记（S18）' });
});
