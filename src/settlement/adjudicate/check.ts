/** Every reason not to decide a bill, in the order of REFUSALS. */

import type { BillLine } from '../../model/index.ts';
import { larger, lineAmount, smaller, subtract, yuanText } from '../../money.ts';
import { addDays, yearOf } from '../../time.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { decisionDate, type PlanVersion, versionOn } from '../plan/plan.ts';
import { classOfBill, placeOf, visitOf } from './circumstances.ts';
import type { DecideRequest } from './decide.ts';
import { REFUSALS_MAX, type RefusalReason, refusal } from './refusals.ts';

/** All reasons that apply, at most REFUSALS_MAX; none when the bill can be decided. */
export function refusalReasons(request: DecideRequest): readonly RefusalReason[] {
  const { bill, plan, catalogue, settledOn } = request;
  const date = decisionDate(plan, bill, settledOn);
  const version = versionOn(plan, date);
  const reasons = [...personReasons(request)];
  const { dischargedOn } = bill.visit;
  if (dischargedOn > settledOn) {
    const facts = { dischargedOn, settledOn };
    reasons.push(refusal('not-discharged-yet', 'visit.dischargedOn', facts));
  }
  if (!version) reasons.push(refusal('no-plan-version', 'visit', { plan: plan.id, date }));
  reasons.push(...yearReasons(request, yearOf(date)));
  const late = bill.lines.flatMap((line, index) => catalogueReason(line, index, catalogue));
  reasons.push(...late);
  if (request.effects?.isRefused) reasons.push(refusal('refused-by-controls', 'visit'));
  if (version) reasons.push(...versionReasons(request, version));
  if (version) {
    const before = bill.lines.flatMap((line, index) => beforeReason(line, index, request, version));
    reasons.push(...before);
  }
  bill.lines.forEach(({ itemCode, lineId, chargedOn }, index) => {
    if (catalogue.itemOn(itemCode, chargedOn) !== undefined) return;
    const facts = { catalogue: catalogue.reference.id, itemCode };
    reasons.push(refusal('unknown-item', `lines[${index}].itemCode`, facts, lineId));
  });
  if (version) {
    reasons.push(...bill.lines.flatMap((line, index) => amountReason(line, index, version)));
  }
  return reasons.slice(0, REFUSALS_MAX);
}

function personReasons({ person, bill, plan, catalogue }: DecideRequest): RefusalReason[] {
  const reasons: RefusalReason[] = [];
  const { name, memberNumber } = bill.patient;
  // Compared as composed characters: a hospital system may store the same name decomposed.
  if (name.normalize('NFC') !== person.name.normalize('NFC')) {
    reasons.push(refusal('patient-not-holder', 'patient.name'));
  } else if (memberNumber !== person.memberNumber) {
    reasons.push(refusal('patient-not-holder', 'patient.memberNumber'));
  }
  if (plan.county.code !== person.home) {
    const facts = { home: person.home, plan: plan.county.code };
    reasons.push(refusal('wrong-county', 'patient', facts));
  }
  const treating = bill.provider.county;
  if (catalogue.county.code !== treating) {
    const facts = { treating, catalogue: catalogue.county.code };
    reasons.push(refusal('wrong-catalogue', 'provider.county', facts));
  }
  return reasons;
}

function yearReasons({ person, usage }: DecideRequest, year: number): RefusalReason[] {
  const reasons: RefusalReason[] = [];
  if (!person.participation.some((paid) => paid.year === year)) {
    reasons.push(refusal('not-participating', 'visit', { year: String(year) }));
  }
  if (usage.year !== year) {
    const facts = { year: String(year), usage: String(usage.year) };
    reasons.push(refusal('usage-of-another-year', 'visit', facts));
  }
  return reasons;
}

function catalogueReason(
  { chargedOn, lineId }: BillLine,
  index: number,
  { from, until, reference }: Catalogue,
): RefusalReason[] {
  if (chargedOn >= from && (until === undefined || chargedOn <= until)) return [];
  const facts = { catalogue: `${reference.id} ${reference.version}`, chargedOn };
  return [refusal('catalogue-not-in-force', `lines[${index}].chargedOn`, facts, lineId)];
}

function versionReasons(
  { bill, plan, person, usage }: DecideRequest,
  version: PlanVersion,
): RefusalReason[] {
  const reasons: RefusalReason[] = [];
  const { level, isDesignated, county } = bill.provider;
  const kind = visitOf(bill);
  const { layerIds, needs } = version.rulesOf(kind);
  const known = { ...person, counters: usage.counters };
  for (const fact of needs) {
    if (known[fact] === undefined) reasons.push(refusal('fact-missing', 'patient', { fact }));
  }
  if (layerIds.length === 0) reasons.push(refusal('visit-not-covered', 'visit.kind', { kind }));
  const institutionClass = classOfBill(bill, plan.county.code, version);
  if (!institutionClass.isPaid) {
    const place = placeOf(county, plan.county.code);
    const facts = { place, level, class: institutionClass.id };
    reasons.push(
      isDesignated
        ? refusal('provider-not-covered', 'provider.level', facts)
        : refusal('provider-not-designated', 'provider.isDesignated', facts),
    );
  }
  return reasons;
}

/** 入院前检查: only within the days, and of the kind, that the plan takes in. */
function beforeReason(
  line: BillLine,
  index: number,
  { bill, catalogue }: DecideRequest,
  { preAdmission }: PlanVersion,
): RefusalReason[] {
  if (!line.isPreAdmission) return [];
  const { chargedOn, itemCode, lineId } = line;
  const isWithin =
    preAdmission !== undefined && chargedOn >= addDays(bill.visit.admittedOn, -preAdmission.days);
  const kind = catalogue.itemOn(itemCode, chargedOn)?.kind;
  if (isWithin && (preAdmission.lines === 'all' || kind === 'examination')) return [];
  const facts = { chargedOn, days: String(preAdmission?.days ?? 0) };
  return [refusal('pre-admission-not-covered', `lines[${index}].chargedOn`, facts, lineId)];
}

/** 明细金额与单价乘数量: what of the line differs by more than the plan allows. */
export function amountReason(line: BillLine, index: number, version: PlanVersion): RefusalReason[] {
  const computed = lineAmount(line.unitPrice, line.quantity, version.rounding.line);
  const difference = subtract(larger(line.submitted, computed), smaller(line.submitted, computed));
  const { amount: tolerance } = version.lineTolerance;
  if (difference <= tolerance) return [];
  const facts = {
    submitted: yuanText(line.submitted),
    computed: yuanText(computed),
    tolerance: yuanText(tolerance),
  };
  return [refusal('line-amount-differs', `lines[${index}].submitted`, facts, line.lineId)];
}
