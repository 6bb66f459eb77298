/** 2401 入院办理, 2402 出院办理, 2404 入院撤销, 2405 出院撤销. */

import { OneCardError } from '../../../errors/index.ts';
import type { SettlementId } from '../../../model/index.ts';
import { parseAdmission } from '../../../terminal/deskParts.ts';
import { type AdmissionRefusal, newSettlementId } from '../../../terminal/index.ts';
import { refusalText } from '../shared/refusal.ts';
import { isFinalError } from './answers.ts';
import { referralFields } from './bill.ts';
import { dispositionOf, medTypeOf } from './codes.ts';
import type { Message } from './envelope.ts';
import type { Fields } from './fields.ts';
import { dischargeNow, stayDesk } from './inpatientBill.ts';
import { cancelAdmissionOf, cancelDischargeOf } from './inpatientCancel.ts';
import { NATIONAL_CARD_WAIT_MS } from './limits.ts';
import { visitNumber } from './numbers.ts';
import { assertNotReversed, noteVisit, type Office, type Transaction } from './office.ts';
import { personOf } from './person.ts';
import type { KeptVisit } from './records.ts';
import { diagnosesOf } from './registration.ts';
import { assertNoneOpen, assertOpen, notNow, visitOf } from './visit.ts';

const NUMBER = /^[0-9A-Za-z][0-9A-Za-z._-]{0,29}$/;

export const admit: Transaction = {
  scope: 'settle',
  isKnownForEver: true,
  async run(message, office) {
    const { input } = message;
    const asked = input.record('mdtrtinfo');
    const [person, { name }] = await personOf(message, asked, office);
    const number = asked.code('ipt_no', NUMBER, '字母、数字、. _ -，至多 30 位');
    const medType = asked.text('med_type', 6);
    const known = medTypeOf(medType, 'inpatient');
    if (!known) throw asked.wrong('med_type', '21 23 24 52 之一');
    const begunOn = asked.day('begntime');
    const referral = office.records.get('referral', person);
    const earlier = office.records.get('message', message.msgid)?.visit;
    const begun = earlier === undefined ? undefined : office.records.get('visit', earlier);
    const visit: KeptVisit = {
      id: earlier ?? visitNumber(message.receivedAt, office.desk.equipment.random),
      kind: 'inpatient',
      person,
      name,
      number,
      insutype: asked.text('insutype', 6),
      begunOn,
      medType,
      diagnoses: diagnosesOf(input, asked, 'diag_code', 'dscg_maindiag_code', 'dise_codg'),
      state: 'registered',
      proposedStay: begun?.proposedStay ?? newStay(office),
      ...(referral && { referral }),
      admittedBy: message.msgid,
      lines: [],
      attempts: [],
      tryCount: 0,
    };
    return office.inTurn(visit.id, async () => {
      assertNotReversed(message, office);
      // Cut off before its answer: what came to the stay since stands.
      if (begun?.stay) return { result: { mdtrt_id: begun.id } };
      // A 2601 that comes meanwhile finds it, and waits for its turn.
      office.records.put('visit', visit.id, visit);
      noteVisit(message, visit.id, office);
      try {
        const stay = await admitted(message, asked, visit, office);
        const known = office.records.get('stay', stay)?.visit ?? visit.id;
        if (known === visit.id) office.records.put('visit', visit.id, { ...visit, stay });
        else office.records.remove('visit', visit.id);
        office.records.put('stay', stay, { visit: known });
        noteVisit(message, known, office);
        return { result: { mdtrt_id: known } };
      } catch (error) {
        if (isFinalError(error)) office.records.remove('visit', visit.id);
        throw error;
      }
    });
  },
};

function newStay({ desk }: Office): SettlementId {
  const { clock, random } = desk.equipment;
  return newSettlementId(clock, random);
}

/** @returns the stay's id @throws OneCardError `national.settlement-refused`, `national.card-refused` */
async function admitted(
  message: Message,
  asked: Fields,
  visit: KeptVisit,
  office: Office,
): Promise<SettlementId> {
  const admission = parseAdmission(admissionDocument(asked, visit, office), 'mdtrtinfo');
  const { caller, signal } = message.call;
  const request = { caller: caller.grant!, name: 'admit', waitMs: NATIONAL_CARD_WAIT_MS, signal };
  const result = await office.desk.cards.withCard(request, (card) =>
    stayDesk(office).admit(
      card,
      { ...admission, isDepositElsewhere: true },
      message.operator,
      visit.proposedStay,
    ),
  );
  if (result.outcome !== 'admitted') throw refused(result);
  return result.stay.id;
}

/** The admission's document, as its door takes it. */
export function admissionDocument(asked: Fields, visit: KeptVisit, { provider }: Office): string {
  const care = medTypeOf(visit.medType, 'inpatient')?.care;
  const ward = asked.optional('adm_dept_name', 50) ?? asked.optional('adm_dept_codg', 50);
  const bed = asked.optional('adm_bed', 30);
  const operation = asked.optional('oprn_oprt_code', 30);
  return JSON.stringify({
    format: 'onecard-admission/1',
    inpatientNumber: visit.number,
    provider,
    visit: {
      kind: 'inpatient',
      admittedOn: visit.begunOn,
      diagnoses: visit.diagnoses,
      ...(care === undefined ? {} : { care }),
      ...(operation === undefined ? {} : { procedures: [operation] }),
      ...referralFields(visit),
    },
    patient: { name: visit.name, memberNumber: visit.person },
    ...(ward === undefined ? {} : { ward }),
    ...(bed === undefined ? {} : { bed }),
    deposit: '0.00',
  });
}

const ADMISSION: Readonly<Record<AdmissionRefusal['outcome'], string>> = {
  'card-refused': '卡片未通过验真',
  'unknown-county': '本终端没有该参合地的方案与中心',
  'unknown-person': '参合地中心查无此人或此卡',
  'patient-differs': '卡片不是该患者的',
  'deposit-due': '该人员须先交预交金',
  'no-deposit-due': '该人员先诊疗后付费，不收预交金',
  'admitted-in-future': '入院日期晚于今天',
  'number-taken': '该住院号已用于另一次住院',
};

function refused(result: AdmissionRefusal): OneCardError {
  if (result.outcome === 'card-refused') {
    return new OneCardError('national.card-refused', { why: refusalText(result) });
  }
  return new OneCardError('national.settlement-refused', { why: ADMISSION[result.outcome] });
}

export const discharge: Transaction = {
  scope: 'settle',
  run: (message, office) =>
    inStay(message, office, message.input.record('dscginfo'), async (visit, asked) => {
      assertNoneOpen(visit);
      if (visit.discharge) throw notNow('已办理出院');
      const on = asked.day('endtime');
      if (on < visit.begunOn) throw asked.wrong('endtime', '不早于入院日期');
      const way = asked.code('dscg_way', /^[1-59]$/, '离院方式 1 2 3 4 5 9');
      if (dispositionOf(way) === 'referred' && !visit.referral) {
        throw asked.wrong('dscg_way', '转院须先办理转诊备案 2501');
      }
      const left = { ...visit, discharge: { on, way } };
      // What is open waits for its settlement; where nothing is, the stay ends here.
      await dischargeNow(left, message, office);
      office.records.put('visit', visit.id, left);
    }),
};

export const cancelAdmission: Transaction = {
  scope: 'settle',
  run: (message, office) =>
    inStay(message, office, message.input.record(), async (visit) => {
      assertNoneOpen(visit);
      await cancelAdmissionOf(visit, message, office);
    }),
};

export const cancelDischarge: Transaction = {
  scope: 'settle',
  run: (message, office) =>
    inStay(message, office, message.input.record(), async (visit) => {
      assertNoneOpen(visit);
      if (!visit.discharge) throw notNow('尚未办理出院');
      await cancelDischargeOf(visit, message, office);
    }),
};

/** One step of a stay in its turn. */
export async function inStay(
  message: Message,
  office: Office,
  asked: Fields,
  step: (visit: KeptVisit, asked: Fields) => Promise<void>,
): Promise<null> {
  const { id } = visitOf(message, asked, 'inpatient', office);
  await office.inTurn(id, async () => {
    const visit = visitOf(message, asked, 'inpatient', office);
    assertOpen(visit);
    await step(visit, asked);
  });
  return null;
}
