/** S02 and S03: who signs on, and whose card it is. */

import type { CardRecord, CountyCode, Participation, Usage } from '../../../model/index.ts';
import { amount } from '../../../money.ts';
import { versionOn } from '../../../terminal/deskParts.ts';
import type { Equipment } from '../../../terminal/index.ts';
import { ageOn, chinaDate, yearOf } from '../../../time.ts';
import { shownTo } from '../../api/mask.ts';
import type { DeskCall } from '../../routes.ts';
import { fourText } from './amounts.ts';
import { askCentre, readCard } from './card.ts';
import { done, type NcmsAnswer, type NcmsCall, type NcmsDesk, refused } from './desk.ts';
import { optionalText, requiredText, wrongField } from './fields.ts';
import { levelOf } from './slip.ts';
import type { Tickets } from './tickets.ts';
import type { XmlElement, XmlField } from './xml.ts';

/** S02 身份认证. */
export function signOn(
  { options: { provider } }: NcmsDesk,
  tickets: Tickets,
  body: XmlElement,
  call: DeskCall,
): NcmsAnswer {
  const user = requiredText(body, 'userName');
  const ticket = tickets.signOn(user, requiredText(body, 'passWord'), call.caller.grant!);
  if (ticket === undefined) return refused('用户名或密码错误');
  return done([
    ['billCode', ticket],
    [
      'userProp',
      [
        ['userId', user],
        ['userName', user],
        ['userAccount', user],
        ['orgId', provider.code],
        ['orgName', provider.name],
        ['areaCode', provider.county],
        ['orgLevel', levelOf(provider)],
      ],
    ],
  ]);
}

/** S03 参合成员. The member whose card is in the reader; what the message names must be theirs. */
export async function members(desk: NcmsDesk, call: NcmsCall): Promise<NcmsAnswer> {
  const { body } = call;
  const { clock } = desk.parts.equipment;
  const year = yearIn(body, yearOf(chinaDate(clock.now())));
  const medicalNo = optionalText(body, 'medicalNo');
  const idcardNo = optionalText(body, 'idcardNo');
  const areaCode = optionalText(body, 'areaCode');
  const read = await readCard(desk, call, undefined);
  if (read.outcome === 'refused') return read.answer;
  const { record } = read;
  const { holder, insurance } = record;
  const isNamed =
    (medicalNo === undefined || namesMember(medicalNo, insurance.memberNumber)) &&
    (idcardNo === undefined || idcardNo === holder.identityNumber);
  if (!isNamed) return refused('读卡器里不是该医疗证号（或身份证号）的卡');
  if (areaCode !== undefined && areaCode !== insurance.county) {
    return refused(`该卡的参合地是 ${insurance.county}`);
  }
  const person = await askCentre(desk, record, year);
  if (person.outcome !== 'found') return refused('参合地中心查无此参合人');
  return done([['member', memberFields(desk, record, { year, usage: person.usage }, call.call)]]);
}

/** The member's own number, or that of the household. */
function namesMember(medicalNo: string, memberNumber: string): boolean {
  return medicalNo === memberNumber || medicalNo === householdOf(memberNumber);
}

export function householdOf(memberNumber: string): string {
  return memberNumber.slice(0, memberNumber.lastIndexOf('-'));
}

function yearIn(body: XmlElement, now: number): number {
  const text = optionalText(body, 'year');
  if (text === undefined) return now;
  if (!/^20\d{2}$/.test(text)) throw wrongField('year', 'not-a-date');
  return Number(text);
}

function memberFields(
  { parts: { equipment } }: NcmsDesk,
  { holder, insurance, family }: CardRecord,
  { year, usage }: { readonly year: number; readonly usage: Usage },
  { caller }: DeskCall,
): readonly XmlField[] {
  const today = chinaDate(equipment.clock.now());
  const paid = insurance.participation.find((each: Participation) => each.year === year);
  const relation = family.members.find(
    ({ memberNumber }) => memberNumber === insurance.memberNumber,
  )?.relation;
  return [
    ['areaCode', insurance.county],
    ['year', String(year)],
    ['memberId', insurance.memberNumber],
    ['memberName', holder.name],
    ['memberSex', String(holder.sex)],
    ['idCard', shownTo(caller, holder.identityNumber)],
    ['familyId', householdOf(insurance.memberNumber)],
    ['medicalNo', insurance.memberNumber],
    ['memberAge', String(ageOn(holder.bornOn, today))],
    ['birthday', holder.bornOn],
    ...(caller.scopes.has('identity') ? [['areaName', holder.address] as const] : []),
    ...(relation === undefined ? [] : [['relation', String(relation)] as const]),
    ['memberPro', paid?.category ?? ''],
    ['account', fourText(family.allowance)],
    ['familyAccountBalance', fourText(family.allowance)],
    ['memberStauts', paid ? '0' : '1'],
    ...yearlyFields(usage, countersOf(equipment, insurance.county)),
    ['inYearRedeemCount', String(usage.admissions)],
    ['inYearRedeemMoney', fourText(usage.benefitDrawn)],
  ];
}

function countersOf({ counties, clock }: Equipment, home: CountyCode): ReadonlySet<string> {
  const plan = counties.get(home)?.plan;
  const version = plan && (versionOn(plan, chinaDate(clock.now())) ?? plan.versions.at(-1));
  return version?.counters ?? new Set();
}

/** Names under which plans count what the interface asks for (docs/plans.md, "Counters"). */
const COUNTED = {
  hosTotalCost: 'inpatient.total',
  hosInsuranceCost: 'inpatient.eligible',
  outpTotalCost: 'outpatient.total',
  outpInsuranceCost: 'outpatient.eligible',
  outpCompensateCost: 'outpatient',
  chroCompensateCost: 'chronic',
} as const;

/** 年内累计 by class, as far as the home county's plan counts it: what nobody counts is left out. */
function yearlyFields(
  { benefitDrawn, counters = {} }: Usage,
  counted: ReadonlySet<string>,
): readonly XmlField[] {
  const named = Object.entries(COUNTED).filter(([, counter]) => counted.has(counter));
  return [
    ['hosCompensateCost', fourText(benefitDrawn)],
    // A counter that nothing moved yet is nowhere.
    ...named.map(([name, counter]) => [name, fourText(amount(counters[counter] ?? 0n))] as const),
  ];
}
