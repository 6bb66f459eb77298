/** S06: what an admission says of the visit is changed, as long as the stay is not settled. */

import { parseAdmission } from '../../../terminal/deskParts.ts';
import type { ChangedVisit, Stay } from '../../../terminal/index.ts';
import { done, type NcmsAnswer, type NcmsCall, type NcmsDesk, refused } from './desk.ts';
import { newDiagnosesIn, optionalDate, optionalText, requiredText, wrongField } from './fields.ts';
import { cancelAnswer, dischargeAnswer, STATE_TEXTS } from './stayAnswers.ts';
import { billNumberOf, type FoundStay, findStay, keepStay } from './stayRecord.ts';
import { standingOf } from './visitRecord.ts';
import type { XmlElement } from './xml.ts';

type Found = Extract<FoundStay, { outcome: 'found' }>;

/** S06 修改入院登记. A discharge that waits for its settlement is laid down again, under the next number. */
export function change(desk: NcmsDesk, { body, user }: NcmsCall): Promise<NcmsAnswer> {
  const inpId = requiredText(body, 'inpId');
  return desk.inTurn(inpId, async () => {
    const found = await findStay(desk, inpId);
    if (found.outcome === 'refused') return found.answer;
    const { stay } = found;
    const why = openText(desk, stay) ?? fixedText(stay, body);
    if (why !== undefined) return refused(why);
    const before = found.record.restated ?? stay.admission.visit;
    const restated = checked(desk, stay, restatedBy(desk, before, body));
    const record = { ...found.record, restated };
    keepStay(desk, record);
    const due = stay.state === 'discharge-due' ? stay.bills.at(-1)?.bill : undefined;
    if (due && !isSame(due.visit, restated)) {
      const failed = await layDownAgain(desk, { ...found, record }, user, '接口修改入院登记');
      if (failed) return failed;
    }
    return done([['inpId', inpId]], namesBed(body) ? BED_TEXT : undefined);
  });
}

/** Why nothing of the stay may be changed; undefined when something may. */
function openText(desk: NcmsDesk, { state, bills }: Stay): string | undefined {
  if (state === 'in-hospital') return undefined;
  if (state === 'discharged') return `${STATE_TEXTS[state]}，不能修改；请先冲红（S15）`;
  if (state !== 'discharge-due') return `${STATE_TEXTS[state]}，不能修改`;
  const bill = bills.at(-1)?.bill;
  const { outcome } = bill ? standingOf(desk, bill.billNumber) : { outcome: 'open' };
  if (outcome === 'undecided') return '结算结果未知，不能修改；请放回同一张卡再次结算（S14）';
  return outcome === 'settled' ? '已结算，不能修改；请先冲红（S15）' : undefined;
}

/** What the journal fixed at the admission, and the message has otherwise. */
function fixedText({ admission }: Stay, body: XmlElement): string | undefined {
  const named = optionalDate(body, 'admissionDate');
  const wrong = [
    otherThan(optionalText(body, 'inpatientNo'), admission.inpatientNumber) &&
      '住院号（inpatientNo）',
    otherThan(optionalText(body, 'memberId'), admission.holder.memberNumber) &&
      '参合人（memberId）',
    otherThan(named, admission.visit.admittedOn) && '入院日期（admissionDate）',
    optionalText(body, 'isNewborn') === '1' && '新生儿随母（isNewborn）',
  ].filter((each) => each !== false);
  if (wrong.length === 0) return undefined;
  return `${wrong.join('、')}入院时已定，不能修改：请撤销（S05）后重新登记（S04）`;
}

function otherThan(named: string | undefined, admitted: string): boolean {
  return named !== undefined && named !== admitted;
}

const BED_TEXT = '已修改；病区、床位以入院登记为准，未更改';

/** Ward and bed are no part of a bill, and a program that repeats them asks for something else. */
function namesBed(body: XmlElement): boolean {
  const names = ['wardArea', 'admissionDepartments', 'berthNo'];
  return names.some((name) => optionalText(body, name) !== undefined);
}

/** What is named takes the place of what was; what is not stays. `turnMode` 0 alone is no referral any more. */
function restatedBy({ options }: NcmsDesk, before: ChangedVisit, body: XmlElement): ChangedVisit {
  const diagnoses = newDiagnosesIn(body);
  const turn = optionalText(body, 'turnMode');
  const type = optionalText(body, 'inpatientTypeOflocal');
  const named = optionalText(body, 'turnCode') ?? optionalText(body, 'isReferraNo');
  const referralNumber = named ?? (turn === '0' ? undefined : before.referralNumber);
  const care = type === undefined ? before.care : options.cares?.[type];
  if (turn !== undefined && !['0', '1', '2'].includes(turn))
    throw wrongField('turnMode', 'not-a-turn');
  if (turn !== undefined && turn !== '0' && referralNumber === undefined) {
    throw wrongField('turnCode', 'missing');
  }
  return {
    diagnoses: diagnoses.length > 0 ? diagnoses : before.diagnoses,
    ...(before.procedures === undefined ? {} : { procedures: before.procedures }),
    ...(referralNumber === undefined ? {} : { referralNumber }),
    ...(care === undefined ? {} : { care }),
  };
}

/** Through the door of every admission, before anything is taken back for it. @throws DocumentError */
function checked({ options }: NcmsDesk, { admission }: Stay, restated: ChangedVisit): ChangedVisit {
  const { inpatientNumber, holder, visit } = admission;
  const document = {
    format: 'onecard-admission/1',
    inpatientNumber,
    provider: options.provider,
    visit: { kind: 'inpatient', admittedOn: visit.admittedOn, ...restated },
    patient: holder,
    deposit: '0.00',
  };
  parseAdmission(JSON.stringify(document), 'admission.json');
  return restated;
}

function isSame(a: ChangedVisit, b: ChangedVisit): boolean {
  const told = ({ diagnoses, referralNumber, care }: ChangedVisit) =>
    JSON.stringify([diagnoses, referralNumber ?? null, care ?? null]);
  return told(a) === told(b);
}

/**
 * The discharge again, under the next number and as the stay is stated by now. A break in between leaves
 * the patient in hospital, and S14 says that S07 is to come first.
 * @returns what did not go
 */
export async function layDownAgain(
  desk: NcmsDesk,
  { stays, stay, record }: Found,
  operator: string,
  reason: string,
): Promise<NcmsAnswer | undefined> {
  const cancelled = await stays.cancel(stay.id, 'discharge', { reason, operator });
  if (cancelled.outcome !== 'cancelled') return cancelAnswer(cancelled);
  const bills = record.bills + 1;
  keepStay(desk, { ...record, bills });
  const result = await stays.discharge(stay.id, {
    ...stay.discharge!,
    billNumber: billNumberOf(record, bills),
    changed: record.restated,
    operator,
  });
  const answer = dischargeAnswer(result);
  return answer.outcome === 'refused' ? answer : undefined;
}
