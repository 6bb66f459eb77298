/** S06: what is changed before the settlement decides money; what the journal fixed is refused in words. */

import { expect, test } from 'vitest';
import { addDays, chinaDate } from '../../../../src/time.ts';
import { inHospital, LUNG, ncmsDesk, signedOn, textOf } from './support.ts';

async function atDesk() {
  const at = await ncmsDesk({}, {}, { changes: LUNG });
  const program = await signedOn(at.desk, at.token);
  const today = chinaDate(at.equipment.clock.now());
  const inpId = await inHospital(program, today);
  const of = (code: string, fields: Readonly<Record<string, string>> = {}) =>
    program.call(code, Object.entries({ inpId, ...fields }));
  const tried = async () => textOf((await of('S13')).data, 'compensateCost');
  return { ...at, program, today, inpId, of, tried };
}

test('S06: diagnosis and referral reach the trial, the bill, and the bill that is laid down again', async () => {
  const { of, tried, equipment, inpId, defects } = await atDesk();
  // (700 − 500) × (80 − 20) %: treated elsewhere, and nobody referred.
  expect(await tried()).toBe('120.0000');
  const referred = await of('S06', { turnMode: '1', turnCode: 'ZZ-1' });
  expect(referred).toMatchObject({ state: true, message: '' });
  expect(await tried()).toBe('140.0000');
  expect((await of('S06', { turnMode: '0' })).state).toBe(true);
  expect(await tried()).toBe('120.0000');
  expect((await of('S06', { diseaseCode: 'J15.900', secondIcdNo: 'I10.x00' })).state).toBe(true);
  expect(await tried()).toBe('170.0000');

  expect((await of('S07', { hisTotal: '700.0000' })).state).toBe(true);
  expect(await tried()).toBe('170.0000');
  // Laid down already: laid down again, once.
  const again = { diseaseCode: 'J18.900', turnCode: 'ZZ-2', inpatientTypeOflocal: '11' };
  expect((await of('S06', again)).state).toBe(true);
  expect((await of('S06', again)).state).toBe(true);
  const laidDown = [...equipment.journal.entries()].filter(
    (entry) => entry.kind === 'discharged' && entry.step === 'due',
  );
  expect(laidDown).toHaveLength(2);
  const settled = await of('S14');
  expect(textOf(settled.data, 'compensateCost')).toBe('140.0000');
  const [intent] = [...equipment.journal.entries()].filter((entry) => entry.kind === 'intent');
  expect(intent).toMatchObject({
    bill: { billNumber: `${inpId}-2`, visit: { diagnoses: ['J18.900'], referralNumber: 'ZZ-2' } },
  });
  expect(textOf((await of('S16')).data, 'diseaseCode')).toBe('J18.900');

  const late = await of('S06', { diseaseCode: 'J15.900' });
  expect(late).toMatchObject({ state: false, message: '已出院结算，不能修改；请先冲红（S15）' });
  expect((await of('S15')).state).toBe(true);
  expect((await of('S06', { diseaseCode: 'J15.900' })).state).toBe(true);
  expect(textOf((await of('S14')).data, 'compensateCost')).toBe('170.0000');
  expect(defects).toEqual([]);
});

test('what was fixed at the admission, and what no bill takes, is refused and changes nothing', async () => {
  const { of, tried, program, today, inpId } = await atDesk();
  for (const [fields, message] of [
    [
      { inpatientNo: 'ZY-9', admissionDate: addDays(today, -1), diseaseCode: 'J15.900' },
      '住院号（inpatientNo）、入院日期（admissionDate）入院时已定，不能修改：请撤销（S05）后重新登记（S04）',
    ],
    [
      { memberId: '9990010000-01' },
      '参合人（memberId）入院时已定，不能修改：请撤销（S05）后重新登记（S04）',
    ],
    [
      { isNewborn: '1' },
      '新生儿随母（isNewborn）入院时已定，不能修改：请撤销（S05）后重新登记（S04）',
    ],
    [{ diseaseCode: '肺炎' }, 'diseaseCode 不是 ICD-10（医保版）疾病诊断编码'],
    [{ secondIcdNo: 'J15.900' }, 'diseaseCode 不能为空'],
    [{ turnMode: '1' }, 'turnCode 不能为空'],
    [{ turnMode: '3' }, 'turnMode 只能是 0、1 或 2'],
  ] as const) {
    expect(await of('S06', fields)).toMatchObject({ state: false, message });
  }
  expect((await of('S06', { turnCode: '单 号' })).state).toBe(false);
  expect(await tried()).toBe('120.0000');

  // The whole admission again, in a message of S04, with one change and another bed.
  const repeated = await program.call('S04', [
    ['uploadType', '1'],
    ['inpId', inpId],
    ['inpatientNo', 'ZY-1'],
    ['admissionDate', addDays(today, -2)],
    ['diseaseCode', 'J15.900'],
    ['berthNo', '12'],
  ]);
  expect(repeated).toMatchObject({
    state: true,
    message: '已修改；病区、床位以入院登记为准，未更改',
  });
  expect(await tried()).toBe('170.0000');
  expect((await of('S12')).state).toBe(true);
  expect((await of('S05')).state).toBe(true);
  expect((await of('S06', { diseaseCode: 'J18.900' })).message).toBe('入院登记已撤销，不能修改');
});
