/** S04, S05, S07, S08: admission, discharge, and taking either back. */

import { parseAdmission } from '../../../terminal/deskParts.ts';
import type { AdmitResult } from '../../../terminal/index.ts';
import { chinaDate } from '../../../time.ts';
import { refusalText } from '../shared/refusal.ts';
import { fourDecimalsText, fourText } from './amounts.ts';
import { categoryOf, withCard } from './card.ts';
import { done, type NcmsAnswer, type NcmsCall, type NcmsDesk, refused } from './desk.ts';
import {
  diagnosesIn,
  optionalDate,
  optionalNumber,
  optionalText,
  requiredCode,
  requiredText,
} from './fields.ts';
import { change } from './inpatientChange.ts';
import { newNumber } from './outpatient.ts';
import { REVERSAL_REASON } from './reversing.ts';
import { cancelAnswer, dischargeAnswer, GUARDS } from './stayAnswers.ts';
import { billNumberOf, findStay, keepStay, numberOfStay } from './stayRecord.ts';
import type { XmlElement } from './xml.ts';

/** S04 入院登记. The same 住院号 again is the same stay. */
export async function admit(desk: NcmsDesk, call: NcmsCall): Promise<NcmsAnswer> {
  const { body, user } = call;
  const { stays, terminal } = desk.parts;
  if (!stays) return refused('本终端不办理住院');
  if (optionalText(body, 'uploadType') === '1') return change(desk, call);
  if (optionalText(body, 'isNewborn') === '1') return refused('不办理新生儿随母入院登记');
  const stated = statedIn(desk, body);
  const memberId = optionalText(body, 'memberId');
  return withCard(desk, call, 'admit', async (card) => {
    const { record, verification } = await terminal.read(card);
    if (verification.outcome === 'refused') {
      return refused(refusalText({ outcome: 'card-refused', failed: verification.failed }));
    }
    const { memberNumber } = record.insurance;
    if (memberId !== undefined && memberId !== memberNumber) {
      return refused('读卡器里不是该参合人的卡（个人编码不符）');
    }
    const patient = { name: record.holder.name, memberNumber };
    const admission = parseAdmission(
      JSON.stringify({ ...stated, patient, provider: desk.options.provider }),
      'admission.json',
    );
    // 预交金 is the hospital system's own affair in this interface.
    const result = await stays.admit(card, { ...admission, isDepositElsewhere: true }, user);
    if (result.outcome !== 'admitted') return refused(admissionText(result));
    const stay = result.stay.id;
    const known = numberOfStay(desk, stay);
    if (known !== undefined) return done([['inpId', known]], '该住院号已登记');
    const inpId = newNumber(desk, 'I');
    const category = categoryOf(desk, record);
    const home = record.insurance.county;
    keepStay(desk, { inpId, stay, home, category, bills: 0, tries: 0 });
    const overlaps = result.overlaps.length;
    const message = overlaps > 0 ? `与另外 ${overlaps} 次住院日期重叠，请核对` : undefined;
    return done([['inpId', inpId]], message);
  });
}

function statedIn({ options, parts }: NcmsDesk, body: XmlElement) {
  const type = optionalText(body, 'inpatientTypeOflocal');
  const care = type === undefined ? undefined : options.cares?.[type];
  const turned = optionalText(body, 'turnCode') ?? optionalText(body, 'isReferraNo');
  const diagnoses = diagnosesIn(body, ['diseaseCode', 'secondIcdNo', 'threeIcdNo']);
  const ward = optionalText(body, 'wardArea') ?? optionalText(body, 'admissionDepartments');
  const bed = optionalText(body, 'berthNo');
  return {
    format: 'onecard-admission/1',
    inpatientNumber: requiredCode(body, 'inpatientNo'),
    visit: {
      kind: 'inpatient',
      admittedOn: optionalDate(body, 'admissionDate') ?? chinaDate(parts.equipment.clock.now()),
      // Without a disease nothing of a stay is decided.
      diagnoses: diagnoses.length === 0 ? [requiredText(body, 'diseaseCode')] : diagnoses,
      ...(turned === undefined ? {} : { referralNumber: turned }),
      ...(care === undefined ? {} : { care }),
    },
    ...(ward === undefined ? {} : { ward }),
    ...(bed === undefined ? {} : { bed }),
    deposit: '0.00',
  };
}

function admissionText(result: Exclude<AdmitResult, { outcome: 'admitted' }>): string {
  switch (result.outcome) {
    case 'card-refused':
    case 'unknown-county':
    case 'unknown-person':
      return refusalText(result);
    case 'patient-differs':
      return '住院患者与卡姓名或合作医疗证号不一致';
    case 'deposit-due':
    case 'no-deposit-due':
      return '预交金与补偿方案不符';
    case 'admitted-in-future':
      return '入院日期（admissionDate）晚于今天';
    case 'number-taken':
      return '该住院号已用于另一次住院';
  }
}

/** S05 撤销入院. What was taken back before is answered alike. */
export function takeAdmissionBack(desk: NcmsDesk, { body, user }: NcmsCall): Promise<NcmsAnswer> {
  const inpId = requiredText(body, 'inpId');
  return desk.inTurn(inpId, async () => {
    const found = await findStay(desk, inpId);
    if (found.outcome === 'refused') return found.answer;
    const { stays, stay } = found;
    if (stay.state === 'cancelled') return done();
    const result = await stays.cancel(stay.id, 'admission', {
      reason: '接口撤销入院',
      operator: user,
    });
    return cancelAnswer(result);
  });
}

/** S07 出院: the bill is laid down, once its total is the hospital system's own. */
export function discharge(desk: NcmsDesk, { body, user }: NcmsCall): Promise<NcmsAnswer> {
  const inpId = requiredText(body, 'inpId');
  const today = chinaDate(desk.parts.equipment.clock.now());
  const dischargedOn =
    optionalDate(body, 'dischargeDate') ?? optionalDate(body, 'turnDate') ?? today;
  const hisTotal = optionalNumber(body, 'hisTotal');
  const turn = optionalText(body, 'turnMode') ?? '0';
  const turnCode = optionalText(body, 'turnCode');
  return desk.inTurn(inpId, async () => {
    const found = await findStay(desk, inpId);
    if (found.outcome === 'refused') return found.answer;
    const { stays, stay, record } = found;
    if (stay.state === 'discharge-due' || stay.state === 'discharged') {
      const total = stay.bills.at(-1)?.bill?.total;
      return done(total === undefined ? [] : [['totalCost', fourText(total)]], '已办理出院');
    }
    const bills = record.bills + 1;
    const billNumber = billNumberOf(record, bills);
    const draft = stays.draft(stay.id, {
      billNumber,
      until: dischargedOn,
      changed: record.restated,
    });
    const total = draft?.total ?? 0n;
    if (hisTotal !== undefined && hisTotal !== total * 100n) {
      const ours = fourDecimalsText(total * 100n);
      return refused(`HIS 总费用 ${fourDecimalsText(hisTotal)} 与已上传费用 ${ours} 不一致`);
    }
    keepStay(desk, { ...record, bills });
    const isTurned = turn === '1' || turn === '2';
    const result = await stays.discharge(stay.id, {
      billNumber,
      dischargedOn,
      disposition: isTurned ? 'referred' : 'home',
      ...(turnCode === undefined ? {} : { referralNumber: turnCode }),
      changed: record.restated,
      operator: user,
    });
    return dischargeAnswer(result);
  });
}

/** S08 撤销出院. */
export function takeDischargeBack(desk: NcmsDesk, { body, user }: NcmsCall): Promise<NcmsAnswer> {
  const inpId = requiredText(body, 'inpId');
  return desk.inTurn(inpId, async () => {
    const found = await findStay(desk, inpId);
    if (found.outcome === 'refused') return found.answer;
    const { stays, stay } = found;
    if (stay.state === 'in-hospital') return done();
    if (stay.state === 'discharged' && stay.bills.at(-1)?.settlement) {
      return refused(GUARDS['taken-back']);
    }
    const options = { reason: REVERSAL_REASON, operator: user };
    return cancelAnswer(await stays.cancel(stay.id, 'discharge', options));
  });
}
