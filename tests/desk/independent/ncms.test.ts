/** A client that knows the NCMS interface's description alone, against a listening service. */

import { expect, test } from 'vitest';
import { ncmsDesk } from './connection.ts';
import { chinaTime } from './nationalClient.ts';
import { money, type NcmsClient, NcmsRefusal } from './ncmsClient.ts';
import { type Element, find, parentsOf, textOf } from './xml.ts';

interface Charge {
  readonly code: string;
  readonly price: string;
  readonly count: string;
  readonly amount: string;
  /** Of what is in scope; none of class C is. */
  readonly proportion: string;
  /** Price up to which it is in scope. */
  readonly ceiling: string;
}

const CHARGES: readonly Charge[] = [
  charge('X9990001', '11.2000', '3.0000', '33.6000', '1.0000'),
  charge('X9990011', '12.3500', '4.0000', '49.4000', '0.9000'),
  charge('X9990022', '18.0000', '1.0000', '18.0000', '0.0000'),
  charge('X9990006', '25.0000', '2.0000', '50.0000', '1.0000', '19.8000'),
  charge('X9990002', '3.2857', '28.0000', '92.0000', '1.0000'),
];
/** 33.60 + 49.40 × 0.9 + 19.80 × 2 + 92.00 */
const IN_SCOPE = money('209.6600');
const TOTAL = CHARGES.reduce((sum, { amount }) => sum + money(amount), 0n);

const DISEASE = 'J42.x00';

/** Every layer by the name that the settlement gives it. */
const LAYERS = [
  'calculateMoney',
  'accidentRedeem',
  'hospAssumeMoney',
  'CIICalculateMoney',
  'civilCost',
  'CXmedicalAid',
  'YFmedicalAid',
  'bottomRedeem',
  'bottomSecondRedeem',
  'medicalSecondCost',
  'salvaJSCost',
  'salvaMZCost',
  'salvaYFCost',
  'salvaCLCost',
  'salvaFPCost',
  'salvaJKCost',
  'specialPovertyCost',
  'medicalAssistanceCost',
  'ChinaCharityPay',
  'FamilyPlanningWaiver',
  'continentInsuranceCost',
  'nurseCost',
  'cwAccountCost',
  'trafficCost',
  'liveCost',
  'medicalCost',
];
const OTHER_AMOUNTS = [
  'accRedeem',
  'anlagernMoney',
  'insureCost',
  'totalCost',
  'insuranceCost',
  'undulatingLine',
  'startMoney',
  'generalRedeem',
  'familyAccount',
  'compensateCost',
  'materialMoney',
  'fundPayMoney',
  'CIIEligibleCosts',
  'CIIStartMoney',
  'CIICumulativePay',
  'CIICumulativeStart',
  'CIICumulativeEligible',
  'nhzje',
  'nhxjzf',
];

/** What a slip adds for the reviews, the clearing and the reversal; empty until there is something. */
const SLIP = [
  'auditCompensateCost',
  'auditDeductionCost',
  'auditUser',
  'auditDate',
  'auditRemark',
  'isOverLimitLine',
  'inpYearCount',
  'inpTotalYearSum',
  'inpBcYearSum',
  'yp',
  'jc',
  'zl',
  'cw',
  'cl',
  'qt',
  'bus_type',
  'destoryUserName',
  'destoryDate',
  'lockedStatus',
];

test('a visit is registered, uploaded, tried, settled and reversed, to the fourth decimal', async () => {
  const { client, medicalNumber, area } = await ncmsDesk();
  await client.authenticate();
  const member = await memberOf(client, medicalNumber, area);
  const visit = await uploadedVisit(client, member, 'MZ1001');

  const trial = await client.call('S24', settlementBody(visit));
  const tried = amountsOf(trial);
  expect(tried.totalCost).toBe(TOTAL);
  expect(tried.insuranceCost).toBe(IN_SCOPE);
  expect(tried.compensateCost).toBe(IN_SCOPE / 2n);
  const request = client.prepare('S25', settlementBody(visit));
  const settled = await client.send(request);
  expect(amountsOf(settled)).toEqual(tried);
  expect(find(settled, 'list')).toEqual(find(trial, 'list'));
  expect(await client.send(request)).toEqual(settled);

  const slip = await client.call('S27', { outpId: visit });
  for (const name of SLIP) expect(find(slip, name), name).toBeDefined();
  expect(textOf(slip, 'diseaseCode')).toBe(DISEASE);
  expect(money(textOf(slip, 'totalCost'))).toBe(TOTAL);
  expect(money(textOf(slip, 'compensateCost'))).toBe(tried.compensateCost);
  expect(textOf(slip, 'destoryDate')).toBe('');
  expect(await drawn(client, medicalNumber, area)).toBe(tried.compensateCost);

  await client.call('S26', { outpId: visit });
  expect(await drawn(client, medicalNumber, area)).toBe(0n);
  expect(textOf(await client.call('S27', { outpId: visit }), 'destoryDate')).not.toBe('');
  // Reversed twice is reversed once, whatever the second answer says.
  await client.call('S26', { outpId: visit }).catch((error: unknown) => {
    expect(error).toBeInstanceOf(NcmsRefusal);
  });

  // A partial refund: reversed as a whole, the rest registered and settled anew.
  const rest = await uploadedVisit(client, member, 'MZ1002', CHARGES.slice(0, 3));
  const again = amountsOf(await client.call('S25', settlementBody(rest)));
  expect(again.totalCost).toBe(money('101.0000'));
  await client.call('S26', { outpId: rest });
});

test('a settlement whose answer was lost is asked for again, and stands once', async () => {
  const { client, medicalNumber, area, loseNextAnswer } = await ncmsDesk();
  await client.authenticate();
  const member = await memberOf(client, medicalNumber, area);
  const visit = await uploadedVisit(client, member, 'MZ1004');
  const tried = amountsOf(await client.call('S24', settlementBody(visit)));
  const request = client.prepare('S25', settlementBody(visit));
  loseNextAnswer();
  await expect(client.send(request)).rejects.toThrow(/fetch/);
  expect(amountsOf(await client.send(request))).toEqual(tried);
  await client.call('S26', { outpId: visit });
});

test('a visit that is undone before its settlement is settled no more', async () => {
  const { client, medicalNumber, area } = await ncmsDesk();
  await client.authenticate();
  const member = await memberOf(client, medicalNumber, area);
  const visit = await uploadedVisit(client, member, 'MZ1005');
  await client.call('S19', { outpId: visit });
  await expect(client.call('S25', settlementBody(visit))).rejects.toThrow(NcmsRefusal);
});

test('details uploaded after the settlement have no effect', async () => {
  const { client, medicalNumber, area } = await ncmsDesk();
  await client.authenticate();
  const member = await memberOf(client, medicalNumber, area);
  const visit = await uploadedVisit(client, member, 'MZ1003');
  const settled = amountsOf(await client.call('S25', settlementBody(visit)));
  await upload(client, visit, CHARGES.slice(0, 1), 'late').catch((error: unknown) => {
    expect(error).toBeInstanceOf(NcmsRefusal);
  });
  expect(money(textOf(await client.call('S27', { outpId: visit }), 'totalCost'))).toBe(
    settled.totalCost,
  );
});

test('a ticket and a whole body are asked of every request', async () => {
  const { client, medicalNumber, area } = await ncmsDesk();
  const family = { year: year(), medicalNo: medicalNumber, areaCode: area, isTransProvincial: '0' };
  await expect(client.call('S03', family)).rejects.toThrow(NcmsRefusal);
  await client.authenticate();
  const { operation, envelope } = client.prepare('S03', family);
  const changed = { operation, envelope: envelope.replace(medicalNumber, `${medicalNumber}0`) };
  await expect(client.send(changed)).rejects.toThrow(NcmsRefusal);
  await client.call('S03', family);
});

interface Member {
  readonly memberId: string;
  readonly familyId: string;
  readonly medicalNumber: string;
  readonly area: string;
}

/** S03: a member who is insured, from the card's household. */
async function memberOf(client: NcmsClient, medicalNumber: string, area: string): Promise<Member> {
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
  expect(find(member, 'hosCompensateCost')).toBeDefined();
  return {
    memberId: textOf(member, 'memberId'),
    familyId: textOf(member, 'familyId'),
    medicalNumber,
    area,
  };
}

/** What the household's member drew as an outpatient this year. */
async function drawn(client: NcmsClient, medicalNumber: string, area: string): Promise<bigint> {
  const family = { year: year(), medicalNo: medicalNumber, areaCode: area, isTransProvincial: '0' };
  return money(textOf(await client.call('S03', family), 'outpCompensateCost'));
}

/** S18 and S21: registered, its charges uploaded; the visit's outpId. */
async function uploadedVisit(
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

async function upload(
  client: NcmsClient,
  visit: string,
  charges: readonly Charge[],
  number: string,
): Promise<void> {
  const details = charges.map((each, index) => ({
    detailCode: each.code,
    hisDetailCode: `${number}-${index + 1}`,
    num: each.count,
    price: each.price,
    totalCost: each.amount,
    date: chinaTime(),
    unit: '盒',
  }));
  const data = await client.call('S21', { outpId: visit, list: details });
  const lines = parentsOf(data, 'hisDetailCode');
  expect(lines).toHaveLength(charges.length);
  for (const line of lines) {
    expect(textOf(line, 'success'), textOf(line, 'message')).toMatch(/^(1|true)$/);
    const charge = charges.find(({ code }) => code === textOf(line, 'detailCode'))!;
    expect(textOf(line, 'flag'), charge.code).toBe(charge.proportion === '0.0000' ? '0' : '1');
    expect(textOf(line, 'proportion'), charge.code).toBe(charge.proportion);
    expect(money(textOf(line, 'limitValue')), charge.code).toBe(money(charge.ceiling));
  }
}

function charge(
  code: string,
  price: string,
  count: string,
  amount: string,
  proportion: string,
  ceiling = '',
): Charge {
  return { code, price, count, amount, proportion, ceiling };
}

function settlementBody(outpId: string) {
  return { outpId, redeemNo: '1', isMaterials: '0' };
}

/** Every amount of a settlement, once its layers and what the patient pays were found to be the total. */
function amountsOf(settlement: Element): Readonly<Record<string, bigint>> {
  const of = (name: string) => money(textOf(settlement, name));
  const amounts = Object.fromEntries([...LAYERS, ...OTHER_AMOUNTS].map((name) => [name, of(name)]));
  for (const name of Object.keys(amounts)) expect(find(settlement, name), name).toBeDefined();
  expect(of('compensateCost')).toBe(of('calculateMoney'));
  expect(of('insureCost')).toBe(of('CIICalculateMoney'));
  expect(of('accRedeem')).toBe(of('familyAccount'));
  const parts = of('generalRedeem') + of('accRedeem') + of('anlagernMoney');
  expect(parts <= of('compensateCost'), 'parts of the compensation').toBe(true);
  const layers = LAYERS.reduce((sum, name) => sum + of(name), 0n);
  expect(layers + of('nhxjzf'), 'layers and cash').toBe(of('totalCost'));
  expect(of('insuranceCost') <= of('totalCost')).toBe(true);
  const trace = parentsOf(settlement, 'calcName');
  expect(trace, 'trace of the calculation').not.toEqual([]);
  for (const step of trace) {
    expect(textOf(step, 'calcName')).not.toBe('');
    expect(find(step, 'calcBefore')).toBeDefined();
    expect(find(step, 'calcAfter')).toBeDefined();
  }
  return amounts;
}

const year = () => chinaTime().slice(0, 4);
