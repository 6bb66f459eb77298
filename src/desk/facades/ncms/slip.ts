/** 结算单: what the journal holds of a settlement, in the names of S16 and S27. */

import { type BillFields, PROVIDER_LEVELS } from '../../../model/index.ts';
import { type Amount, add, subtract, ZERO } from '../../../money.ts';
import type { ItemKind } from '../../../terminal/deskParts.ts';
import { chinaTimeText } from '../../../time.ts';
import { shownTo } from '../../api/mask.ts';
import type { Caller } from '../../routes.ts';
import { fourText } from './amounts.ts';
import type { NcmsDesk } from './desk.ts';
import { householdOf } from './person.ts';
import { inScope, partsOf } from './result.ts';
import type { Standing } from './visitRecord.ts';
import type { XmlField } from './xml.ts';

/** 费用大类: drugs, examination, treatment, bed, material, other. */
const CLASS_OF: Readonly<Record<ItemKind, string>> = {
  drug: 'yp',
  herb: 'yp',
  preparation: 'yp',
  examination: 'jc',
  service: 'zl',
  bed: 'cw',
  material: 'cl',
};
const CLASSES = ['yp', 'jc', 'zl', 'cw', 'cl', 'qt'] as const;

/** 初审、终审与清算锁定 happen at the centre, and the sums of all stays stand there: empty here. */
const REVIEWED = [
  'auditCompensateCost',
  'auditDeductionCost',
  'auditUser',
  'auditDate',
  'auditRemark',
  'lastAuditDeductionCost',
  'lastAuditUser',
  'lastAuditDate',
  'lastAuditRemark',
  'inpTotalYearSum',
  'lockedStatus',
] as const;

/** 机构级别 1 to 5: village, township, county, prefecture, province, as prices are numbered. */
export function levelOf({ level }: Pick<BillFields['provider'], 'level'>): string {
  return String(PROVIDER_LEVELS.indexOf(level) + 1);
}

export function slipFields(
  desk: NcmsDesk,
  found: { readonly outcome: 'settled' | 'reversed'; readonly standing: Standing },
  caller: Caller,
): readonly XmlField[] {
  const { intent, settledAt } = found.standing;
  const { bill, holder, adjudication } = intent;
  const { total, byPayer, byReason, usageAfter, home } = adjudication;
  const parts = partsOf(adjudication, desk.options);
  const cash = byPayer.cash ?? ZERO;
  const scope = inScope(adjudication);
  const money = (name: string, value: Amount): XmlField => [name, fourText(value)];
  const isReversed = found.outcome === 'reversed';
  return [
    ['memberId', holder.memberNumber],
    ['memberName', holder.name],
    ['medicalNo', holder.memberNumber],
    ['familyId', householdOf(holder.memberNumber)],
    ['hospitalNo', bill.provider.code],
    ['hospitalName', bill.provider.name],
    ['hospitalLevel', levelOf(bill.provider)],
    ['inpatientDate', bill.visit.admittedOn],
    ...(bill.visit.kind === 'inpatient'
      ? [['dischargeDate', bill.visit.dischargedOn] as const]
      : []),
    ['diseaseCode', bill.visit.diagnoses[0] ?? ''],
    ['countryCode', home],
    ['compensateDate', chinaTimeText(settledAt)],
    ['settlementId', found.standing.id],
    ['cardNo', shownTo(caller, adjudication.cardSerial)],
    money('totalCost', total),
    money('insuranceCost', scope),
    money('undulatingLine', byReason.deductible),
    money('compensateCost', parts.get('compensateCost')!),
    money('accRedeem', byPayer['family-account'] ?? ZERO),
    money('setPayCost', cash),
    money('insurancePayCost', inScopePaid(scope, adjudication.byReason.covered)),
    ...[...parts]
      .filter(([name]) => name !== 'compensateCost')
      .map(([name, value]) => money(name, value)),
    ['isOverLimitLine', byReason['above-cap'] > 0n ? '1' : '0'],
    ['isLessLimit', (byPayer.floor ?? ZERO) > 0n ? '1' : '0'],
    ['inpYearCount', String(usageAfter.admissions)],
    money('inpBcYearSum', usageAfter.benefitDrawn),
    ...feeClasses(desk, bill),
    ['bus_type', '医疗机构'],
    ...REVIEWED.map((name) => [name, ''] as const),
    ['state', isReversed ? '已冲红' : '已结算'],
    ...reversedFields(desk, found.standing),
  ];
}

function inScopePaid(scope: Amount, covered: Amount): Amount {
  const left = subtract(scope, covered);
  return left > 0n ? left : ZERO;
}

/** By what the catalogue says of each item; `qt` where it does not say. */
function feeClasses({ parts: { equipment } }: NcmsDesk, bill: BillFields): readonly XmlField[] {
  const sums = new Map<string, Amount>(CLASSES.map((name) => [name, ZERO]));
  for (const { itemCode, chargedOn, submitted } of bill.lines) {
    const kind = equipment.catalogue.itemOn(itemCode, chargedOn)?.kind;
    const name = kind === undefined ? 'qt' : CLASS_OF[kind];
    sums.set(name, add(sums.get(name)!, submitted));
  }
  return [...sums].map(([name, value]) => [name, fourText(value)] as const);
}

function reversedFields({ parts: { equipment } }: NcmsDesk, { id }: Standing): readonly XmlField[] {
  const entries = equipment.journal.entriesOf(id);
  const asked = entries.findLast((entry) => entry.kind === 'reversing');
  const taken = entries.findLast((entry) => entry.kind === 'reversed');
  return [
    ['destoryUserName', taken ? (asked?.operator ?? '') : ''],
    ['destoryDate', taken ? chinaTimeText(taken.at) : ''],
  ];
}
