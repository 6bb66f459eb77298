/** 2201 门诊挂号, 2202 门诊挂号撤销, 2203 门诊就诊信息上传. */

import { OneCardError } from '../../../errors/index.ts';
import { medTypeOf } from './codes.ts';
import type { Message } from './envelope.ts';
import type { Fields } from './fields.ts';
import { visitNumber } from './numbers.ts';
import type { Office, Transaction } from './office.ts';
import { personOf } from './person.ts';
import type { KeptVisit } from './records.ts';
import { assertNoneOpen, assertOpen, notNow, visitOf } from './visit.ts';

export const register: Transaction = {
  scope: 'settle',
  async run(message, office) {
    const asked = message.input.record();
    const [person, { name }] = await personOf(message, asked, office);
    const number = asked.text('ipt_otp_no', 30);
    const { desk, records } = office;
    const referral = records.get('referral', person);
    const id = visitNumber(message.receivedAt, desk.equipment.random);
    records.put('visit', id, {
      id,
      kind: 'outpatient',
      person,
      name,
      number,
      insutype: asked.text('insutype', 6),
      begunOn: asked.day('begntime'),
      medType: '11',
      diagnoses: [],
      state: 'registered',
      ...(referral && { referral }),
      lines: [],
      attempts: [],
      tryCount: 0,
    });
    return { data: { mdtrt_id: id, psn_no: person, ipt_otp_no: number, exp_content: null } };
  },
};

export const cancelRegistration: Transaction = {
  scope: 'settle',
  run: (message, office) =>
    changed(message, office, message.input.record(), (visit) => {
      if (visit.attempts.some(({ state }) => state === 'settled')) {
        throw notNow('该就诊已结算，请先撤销结算 2208');
      }
      return { ...visit, state: 'cancelled' };
    }),
};

export const describeVisit: Transaction = {
  scope: 'settle',
  run(message, office) {
    const { input } = message;
    const asked = input.record('mdtrtinfo');
    return changed(message, office, asked, (visit) => {
      const medType = asked.optional('med_type', 6) ?? visit.medType;
      if (!medTypeOf(medType, 'outpatient')) {
        throw asked.wrong('med_type', '11 12 13 14 19 51 53 之一');
      }
      return { ...visit, medType, diagnoses: diagnosesOf(input, asked, 'diag_code', 'dise_codg') };
    });
  },
};

/** Changes an outpatient's visit in its turn. */
async function changed(
  message: Message,
  office: Office,
  asked: Fields,
  change: (visit: KeptVisit) => KeptVisit,
): Promise<null> {
  const { id } = visitOf(message, asked, 'outpatient', office);
  await office.inTurn(id, async () => {
    const visit = visitOf(message, asked, 'outpatient', office);
    assertOpen(visit);
    assertNoneOpen(visit);
    office.records.put('visit', id, change(visit));
  });
  return null;
}

const DIAGNOSIS = /^[A-Z]\d{2}(?:\.[0-9x]{1,3}(?:x\d{3})?)?[+*]?$/;

/**
 * The visit's diagnoses, the main one first: of the list `diseinfo`, by their numbers, those that are
 * valid; or the one in the record itself.
 * @param names fields of the record that may hold a single one
 * @throws OneCardError `national.field-wrong` unless there is one, and each is an ICD-10 code
 */
export function diagnosesOf(
  input: Fields,
  record: Fields,
  field: string,
  ...names: readonly string[]
): readonly string[] {
  const rows = input
    .rows('diseinfo')
    .filter((row) => row.optional('vali_flag') !== '0')
    .map((row) => ({
      code: diagnosis(row, field),
      isMain: row.optional('maindiag_flag') === '1',
      place: Number(row.optional('diag_srt_no') ?? '999'),
    }))
    .sort((a, b) => Number(b.isMain) - Number(a.isMain) || a.place - b.place);
  const single = names.find((name) => record.optional(name) !== undefined);
  const codes = rows.map(({ code }) => code);
  const all = codes.length > 0 || single === undefined ? codes : [diagnosis(record, single)];
  if (all.length === 0) {
    throw new OneCardError('national.field-wrong', { field: 'input.diseinfo', expected: '必填' });
  }
  return [...new Set(all)];
}

function diagnosis(row: Fields, name: string): string {
  return row.code(name, DIAGNOSIS, '疾病编码 ICD-10（医保版）');
}
