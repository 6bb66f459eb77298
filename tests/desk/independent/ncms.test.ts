/** A client that knows the NCMS interface's description alone, against a listening service. */

import { expect, test } from 'vitest';
import { ncmsDesk } from './connection.ts';
import { amountsOf } from './ncmsAmounts.ts';
import { money, NcmsRefusal } from './ncmsClient.ts';
import {
  CHARGES,
  DISEASE,
  drawn,
  IN_SCOPE,
  memberOf,
  settlementBody,
  TOTAL,
  upload,
  uploadedVisit,
  year,
} from './ncmsVisit.ts';
import { find, textOf } from './xml.ts';

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
  const { client, medicalNumber, area, loseNextAnswer, lostAnswers } = await ncmsDesk();
  await client.authenticate();
  const member = await memberOf(client, medicalNumber, area);
  const visit = await uploadedVisit(client, member, 'MZ1004');
  const tried = amountsOf(await client.call('S24', settlementBody(visit)));
  const request = client.prepare('S25', settlementBody(visit));
  loseNextAnswer();
  await expect(client.send(request)).rejects.toThrow(/fetch/);
  expect(lostAnswers.join()).toContain('settlementId');
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
