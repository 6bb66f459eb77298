/** A visit and a stay, as the hospital's system tells them to the NCMS interface. */

import { expect } from 'vitest';
import { chinaTime } from './nationalClient.ts';
import { money, type NcmsClient, NcmsRefusal, yuanText } from './ncmsClient.ts';
import { type Element, find, parentsOf, textOf } from './xml.ts';

export interface Charge {
  readonly code: string;
  readonly price: string;
  readonly count: string;
  readonly amount: string;
  /** Of what is in scope; none of class C is. */
  readonly proportion: string;
  /** Price up to which it is in scope. */
  readonly ceiling: string;
}

export const CHARGES: readonly Charge[] = [
  charge('X9990001', '11.2000', '3.0000', '33.6000', '1.0000'),
  charge('X9990011', '12.3500', '4.0000', '49.4000', '0.9000'),
  charge('X9990022', '18.0000', '1.0000', '18.0000', '0.0000'),
  charge('X9990006', '25.0000', '2.0000', '50.0000', '1.0000', '19.8000'),
  charge('X9990002', '3.2857', '28.0000', '92.0000', '1.0000'),
];
/** 33.60 + 49.40 × 0.9 + 19.80 × 2 + 92.00 */
export const IN_SCOPE = money('209.6600');
export const TOTAL = CHARGES.reduce((sum, { amount }) => sum + money(amount), 0n);

export const DISEASE = 'J42.x00';

export interface Member {
  readonly memberId: string;
  readonly familyId: string;
  readonly medicalNumber: string;
  readonly area: string;
}

/** S03: a member who is insured, from the card's household. */
export async function memberOf(
  client: NcmsClient,
  medicalNumber: string,
  area: string,
): Promise<Member> {
  const household = await client.call('S03', {
    year: year(),
    medicalNo: medicalNumber,
    areaCode: area,
    isTransProvincial: '0',
  });
  const insured = parentsOf(household, 'memberId').filter(
    (member) => textOf(member, 'memberStauts') === '0',
  );
  expect(insured, 'members in force').not.toEqual([]);
  const [member] = insured as [Element];
  money(textOf(member, 'account'));
  for (const name of ['hosCompensateCost', 'outpCompensateCost']) {
    expect(find(member, name), name).toBeDefined();
  }
  return {
    memberId: textOf(member, 'memberId'),
    familyId: textOf(member, 'familyId'),
    medicalNumber,
    area,
  };
}

/** What the household's member drew as an outpatient this year. */
export async function drawn(
  client: NcmsClient,
  medicalNumber: string,
  area: string,
): Promise<bigint> {
  const family = { year: year(), medicalNo: medicalNumber, areaCode: area, isTransProvincial: '0' };
  return money(textOf(await client.call('S03', family), 'outpCompensateCost'));
}

/** S18 and S21: registered, its charges uploaded; the visit's outpId. */
export async function uploadedVisit(
  client: NcmsClient,
  member: Member,
  number: string,
  charges: readonly Charge[] = CHARGES,
): Promise<string> {
  const registered = await client.call('S18', {
    year: year(),
    areaCode: member.area,
    isTransProvincial: '0',
    medicalNo: member.medicalNumber,
    memberId: member.memberId,
    familyId: member.familyId,
    hisClinicNo: number,
    diseaseCode: DISEASE,
    inpatientDate: chinaTime().slice(0, 10),
    doctorName: '测试医师',
    deptName: '内科',
    isAccountPay: '0',
    isOutpPay: '1',
    isIncrease: '0',
    isInfusion: '0',
    infusionCount: '0',
  });
  const visit = textOf(registered, 'outpId');
  expect(visit).not.toBe('');
  await upload(client, visit, charges, number);
  return visit;
}

/** S04, S10 and S07: admitted three days ago, its charges uploaded, discharged today; the stay's inpId. */
export async function uploadedStay(
  client: NcmsClient,
  member: Member,
  number: string,
  charges: readonly Charge[],
): Promise<string> {
  const admitted = await client.call('S04', {
    year: year(),
    areaCode: member.area,
    isTransProvincial: '0',
    medicalNo: member.medicalNumber,
    memberId: member.memberId,
    familyId: member.familyId,
    inpatientNo: number,
    diseaseCode: DISEASE,
    admissionDate: chinaTime(-3).slice(0, 10),
    turnMode: '0',
  });
  const stay = textOf(admitted, 'inpId');
  expect(stay).not.toBe('');
  const data = await client.call('S10', { inpId: stay, list: detailsOf(charges, number) });
  for (const [line, { amount }] of linesOf(data, charges)) {
    expect(textOf(line, 'success'), textOf(line, 'message')).toMatch(/^(1|true)$/);
    expect(money(textOf(line, 'enableMoney')) <= money(amount)).toBe(true);
  }
  const total = charges.reduce((sum, { amount }) => sum + money(amount), 0n);
  const dischargeDate = chinaTime().slice(0, 10);
  const wrong = { inpId: stay, dischargeDate, hisTotal: yuanText(total + 1n) };
  await expect(client.call('S07', wrong)).rejects.toThrow(NcmsRefusal);
  const discharged = await client.call('S07', { ...wrong, hisTotal: yuanText(total) });
  expect(money(textOf(discharged, 'totalCost'))).toBe(total);
  return stay;
}

/** S21: its lines, each in scope as far as its class and its ceiling say. */
export async function upload(
  client: NcmsClient,
  visit: string,
  charges: readonly Charge[],
  number: string,
): Promise<void> {
  const data = await client.call('S21', { outpId: visit, list: detailsOf(charges, number) });
  for (const [line, { code, proportion, ceiling }] of linesOf(data, charges)) {
    expect(textOf(line, 'success'), textOf(line, 'message')).toMatch(/^(1|true)$/);
    expect(textOf(line, 'flag'), code).toBe(proportion === '0.0000' ? '0' : '1');
    expect(textOf(line, 'proportion'), code).toBe(proportion);
    expect(money(textOf(line, 'limitValue')), code).toBe(money(ceiling));
  }
}

function detailsOf(charges: readonly Charge[], number: string) {
  return charges.map((each, index) => ({
    detailCode: each.code,
    hisDetailCode: `${number}-${index + 1}`,
    num: each.count,
    price: each.price,
    totalCost: each.amount,
    date: chinaTime(),
    unit: '盒',
  }));
}

function linesOf(
  data: Element,
  charges: readonly Charge[],
): readonly (readonly [Element, Charge])[] {
  const lines = parentsOf(data, 'hisDetailCode');
  expect(lines).toHaveLength(charges.length);
  return lines.map((line) => [
    line,
    charges.find(({ code }) => code === textOf(line, 'detailCode'))!,
  ]);
}

export function charge(
  code: string,
  price: string,
  count: string,
  amount: string,
  proportion: string,
  ceiling = '',
): Charge {
  return { code, price, count, amount, proportion, ceiling };
}

export function settlementBody(outpId: string) {
  return { outpId, redeemNo: '1', isMaterials: '0' };
}

export const year = () => chinaTime().slice(0, 4);
