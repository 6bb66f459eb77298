/** S18 to S20: an outpatient is registered, given up, or changed, as long as nothing is settled. */

import { toHex } from '../../../bytes.ts';
import type { SettlementId } from '../../../model/index.ts';
import { chinaDate, type PlainDate } from '../../../time.ts';
import { refundInPlaceOf } from '../shared/refunded.ts';
import { categoryOf, readCard } from './card.ts';
import { done, type NcmsAnswer, type NcmsCall, type NcmsDesk, refused } from './desk.ts';
import {
  diagnosesIn,
  flag,
  newDiagnosesIn,
  optionalDate,
  optionalText,
  requiredText,
  wrongField,
} from './fields.ts';
import { keepVisit, standingOf, type VisitRecord, visitOf, visitsKept } from './visitRecord.ts';
import type { XmlElement } from './xml.ts';

/** Visits among which a repeated registration of one 门诊号 is looked for: a day's. */
const RECENT_MAX = 500;

/** The visit of a message, as long as it may still be changed. */
export type OpenVisit =
  | { readonly outcome: 'open'; readonly record: VisitRecord }
  | { readonly outcome: 'refused'; readonly answer: NcmsAnswer };

const NOT_KNOWN = '没有该补偿序号（outpId）的门诊登记';

export function openVisitOf(desk: NcmsDesk, outpId: string): OpenVisit {
  const no = (message: string): OpenVisit => ({ outcome: 'refused', answer: refused(message) });
  const record = visitOf(desk, outpId);
  if (!record) return no(NOT_KNOWN);
  const standing = standingOf(desk, outpId, record.settlement);
  switch (standing.outcome) {
    case 'settled':
      return no('已结算，不能更改；请先冲红（S26）');
    case 'undecided':
      return no('结算结果未知，不能更改；请放回同一张卡再次结算（S25）或查询（S27）');
    case 'reversed':
      return no(goneText(desk, standing.standing.id));
    case 'open':
      return record.isCancelled ? no('门诊登记已退回') : { outcome: 'open', record };
  }
}

/** Of a visit whose settlement was taken back: what is left of it stands, or it begins anew. */
export function goneText({ parts }: NcmsDesk, settlement: SettlementId): string {
  const refund = refundInPlaceOf(settlement, parts.equipment.journal);
  return refund ?? '已冲红，请重新登记（S18）';
}

/** What S18 and S20 have in common. @throws RequestInvalid */
function statedIn({ options, parts }: NcmsDesk, body: XmlElement) {
  const type = optionalText(body, 'inpatientTypeOflocal');
  const care = type === undefined ? undefined : options.cares?.[type];
  const today = chinaDate(parts.equipment.clock.now());
  return {
    seenOn: optionalDate(body, 'inpatientDate') ?? today,
    diagnoses: diagnosesIn(body, ['diseaseCode', 'secondIcdNo', 'threeIcdNo']),
    takesAccount: flag(body, 'isAccountPay'),
    takesFund: flag(body, 'isOutpPay'),
    ...(care === undefined ? {} : { care }),
  };
}

/** S18 门诊登记. The same 门诊号 again, before it is settled, is the same visit. */
export async function register(desk: NcmsDesk, call: NcmsCall): Promise<NcmsAnswer> {
  const { body } = call;
  if (optionalText(body, 'uploadType') === '1') return modify(desk, call);
  const stated = statedIn(desk, body);
  // A disease that nobody named would decide money.
  if (stated.diagnoses.length === 0) throw wrongField('diseaseCode', 'missing');
  const clinicNumber = optionalText(body, 'hisClinicNo');
  const read = await readCard(desk, call, optionalText(body, 'memberId'));
  if (read.outcome === 'refused') return read.answer;
  const { holder, insurance } = read.record;
  if (stated.seenOn > chinaDate(desk.parts.equipment.clock.now())) {
    return refused('就诊时间（inpatientDate）晚于今天');
  }
  const known = clinicNumber && openedBefore(desk, clinicNumber, insurance.memberNumber);
  if (known) return done([['outpId', known]], '该门诊号已登记');
  const outpId = newNumber(desk, 'O');
  keepVisit(desk, {
    outpId,
    home: insurance.county,
    category: categoryOf(desk, read.record),
    patient: { name: holder.name, memberNumber: insurance.memberNumber },
    ...stated,
    ...(clinicNumber === undefined ? {} : { clinicNumber }),
    lines: [],
    tries: 0,
  });
  return done([['outpId', outpId]]);
}

function openedBefore(desk: NcmsDesk, clinicNumber: string, member: string): string | undefined {
  const same = visitsKept(desk, RECENT_MAX).filter(
    (each) => each.clinicNumber === clinicNumber && each.patient.memberNumber === member,
  );
  return same.find(({ outpId }) => openVisitOf(desk, outpId).outcome === 'open')?.outpId;
}

/** `O20260309153000a1b2c3d4`: a day to find it by, and enough chance that none comes twice. */
export function newNumber({ parts }: NcmsDesk, kind: 'O' | 'I'): string {
  const { clock, random } = parts.equipment;
  const day: PlainDate = chinaDate(clock.now());
  return `${kind}${day.replaceAll('-', '')}${toHex(random.bytes(8))}`;
}

/** S19 退回登记. A visit that was given up stays so; asked again, the answer is the same. */
export function giveUp(desk: NcmsDesk, { body }: NcmsCall): Promise<NcmsAnswer> {
  const outpId = requiredText(body, 'outpId');
  return desk.inTurn(outpId, async () => {
    if (visitOf(desk, outpId)?.isCancelled) return done();
    const open = openVisitOf(desk, outpId);
    if (open.outcome === 'refused') return open.answer;
    keepVisit(desk, { ...open.record, isCancelled: true });
    return done();
  });
}

/** S20 修改登记: what is named takes the place of what was; what is not stays. */
export function modify(desk: NcmsDesk, { body }: NcmsCall): Promise<NcmsAnswer> {
  const outpId = optionalText(body, 'outpId') ?? requiredText(body, 'ClinicNo');
  const stated = statedIn(desk, body);
  const diagnoses = newDiagnosesIn(body);
  return desk.inTurn(outpId, async () => {
    const open = openVisitOf(desk, outpId);
    if (open.outcome === 'refused') return open.answer;
    const isNamed = (name: string) => optionalText(body, name) !== undefined;
    keepVisit(desk, {
      ...open.record,
      ...(isNamed('inpatientDate') ? { seenOn: stated.seenOn } : {}),
      ...(diagnoses.length > 0 ? { diagnoses } : {}),
      ...(isNamed('isAccountPay') ? { takesAccount: stated.takesAccount } : {}),
      ...(isNamed('isOutpPay') ? { takesFund: stated.takesFund } : {}),
      ...(stated.care ? { care: stated.care } : {}),
    });
    return done([['outpId', outpId]]);
  });
}
