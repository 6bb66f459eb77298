/** 2403 入院信息变更. */

import { parseAdmission } from '../../../terminal/deskParts.ts';
import type { ChangedVisit, Stay } from '../../../terminal/index.ts';
import { admissionDocument, inStay } from './admission.ts';
import { medTypeOf } from './codes.ts';
import type { Fields } from './fields.ts';
import { stayOfVisit } from './inpatientBill.ts';
import type { Office, Transaction } from './office.ts';
import type { KeptVisit } from './records.ts';
import { diagnosesOf } from './registration.ts';
import { assertNoneOpen, notNow } from './visit.ts';

/** Fields that may name a single main diagnosis. */
const MAIN_DIAGNOSIS = ['dscg_maindiag_code', 'dise_codg'] as const;

export const changeAdmission: Transaction = {
  scope: 'settle',
  run(message, office) {
    const { input, msgid } = message;
    return inStay(message, office, input.record('adminfo', 'mdtrtinfo'), async (visit, asked) => {
      // Cut off before its answer, and asked again after something else.
      if (visit.change?.by === msgid) return;
      const stay = stayOfVisit(visit, office);
      assertChangeable(visit, stay);
      assertLasting(visit, asked);
      const medType = asked.optional('med_type', 6);
      if (medType !== undefined && !medTypeOf(medType, 'inpatient')) {
        throw asked.wrong('med_type', '21 23 24 52 之一');
      }
      const before = visit.change?.visit ?? stay.admission.visit;
      const diagnoses = diagnosesNow(input, asked, before);
      const next = { ...visit, diagnoses, ...(medType === undefined ? {} : { medType }) };
      const change = { by: msgid, visit: changed(asked, next, before, office) };
      office.records.put('visit', visit.id, { ...next, change });
    });
  },
};

/** @throws OneCardError `national.visit-state` once a bill has taken what it would change */
function assertChangeable(visit: KeptVisit, { state }: Stay): void {
  assertNoneOpen(visit);
  if (visit.discharge) throw notNow('已办理出院，请先撤销 2405');
  // What was settled midway keeps what it was settled by.
  const last = visit.attempts.find((each) => each.state === 'settled' && !each.isMidway);
  if (last) throw notNow(`已结算，报文 ${last.msgid}，请先撤销结算 2305`);
  if (state !== 'in-hospital') throw notNow(`住院状态 ${state}`);
}

/** What the admission said to the centre, and the journal holds, stays. @throws OneCardError `national.field-wrong` */
function assertLasting({ begunOn, number }: KeptVisit, asked: Fields): void {
  const stays = '由入院登记 2401 确定，不能变更；登记有误请撤销入院 2404 后重新登记';
  const day = asked.optionalDay('begntime');
  if (day !== undefined && day !== begunOn) {
    throw asked.wrong('begntime', `入院日期 ${begunOn} ${stays}`);
  }
  for (const name of ['ipt_otp_no', 'ipt_no']) {
    const given = asked.optional(name);
    if (given !== undefined && given !== number) throw asked.wrong(name, `住院号${stays}`);
  }
}

/** A list takes the place of the earlier one; a main diagnosis alone that of the earlier main one. */
function diagnosesNow(
  input: Fields,
  asked: Fields,
  { diagnoses }: Pick<ChangedVisit, 'diagnoses'>,
): readonly string[] {
  const isListed = input.rows('diseinfo').length > 0;
  const isNamed = MAIN_DIAGNOSIS.some((name) => asked.optional(name) !== undefined);
  if (!isListed && !isNamed) return diagnoses;
  const given = diagnosesOf(input, asked, 'diag_code', ...MAIN_DIAGNOSIS);
  if (isListed) return given;
  return [...new Set([...given, ...diagnoses.slice(1)])];
}

/** Through the door of admissions, so that a bill will take it; what is not named stays. */
function changed(
  asked: Fields,
  next: KeptVisit,
  before: ChangedVisit,
  office: Office,
): ChangedVisit {
  const { visit } = parseAdmission(admissionDocument(asked, next, office), 'adminfo');
  const isNamed = (name: string) => asked.optional(name) !== undefined;
  const { care } = isNamed('med_type') ? visit : before;
  const { procedures } = isNamed('oprn_oprt_code') ? visit : before;
  return {
    diagnoses: visit.diagnoses,
    ...(before.referralNumber === undefined ? {} : { referralNumber: before.referralNumber }),
    ...(care === undefined ? {} : { care }),
    ...(procedures === undefined ? {} : { procedures }),
  };
}
