import { type CborInput, documentHash } from '../../crypto/index.ts';
import {
  type BillFields,
  type BillLine,
  HOSPITAL_GRADES,
  PROVIDER_LEVELS,
} from '../../model/index.ts';
import { daysOf } from '../../time.ts';
import { isFrozenBill } from './frozen.ts';

/**
 * Digest of a bill's canonical bytes, 32 bytes: SHA-256 over canonical CBOR (docs/bill.md).
 *
 *     { 1: format, 2: billNumber,
 *       3: [code, name, county, level, isDesignated, grade],   level by its place in PROVIDER_LEVELS,
 *                                                              grade 1, 2, 3, only where there is one
 *       4: [kind, admittedOn, dischargedOn, [diagnosis…]],   kind 11 or 21; days since 1970-01-01
 *       5: referralNumber (absent when there is none),
 *       6: [name, memberNumber],
 *       7: [[lineId, itemCode, hospitalItemCode, name, chargedOn, unitPrice, quantity, submitted,
 *            { 1: doctorCode, 2: supplyDays, 3: restrictedUse, 4: isPreAdmission }]…],   the map only
 *                                                                                where one is given
 *       8: total,
 *       9: { 1: care, 2: [procedure…], 3: delivery, 4: [filing kind, filed on] } }   the same
 *
 * Prices count 10⁻⁶ yuan, quantities 10⁻⁴, amounts fen. The order of lines counts: it is what the
 * hospital presented, although no decision depends on it.
 */
export function billHash(bill: BillFields): Uint8Array {
  const known = hashes.get(bill);
  if (known) return known.slice();
  const hash = hashOf(bill);
  if (isFrozenBill(bill)) hashes.set(bill, hash.slice());
  return hash;
}

const hashes = new WeakMap<BillFields, Uint8Array>();

function hashOf(bill: BillFields): Uint8Array {
  const { visit, patient } = bill;
  const entries: [number, CborInput][] = [
    [1, 'onecard-bill/1'],
    [2, bill.billNumber],
    [3, providerValue(bill)],
    [
      4,
      [MED_TYPE[visit.kind], daysOf(visit.admittedOn), daysOf(visit.dischargedOn), visit.diagnoses],
    ],
    [6, [patient.name, patient.memberNumber]],
    [7, bill.lines.map(lineValue)],
    [8, bill.total],
  ];
  if (visit.referralNumber !== undefined) entries.push([5, visit.referralNumber]);
  const stated = visitValue(bill);
  if (stated.length > 0) entries.push([9, new Map(stated)]);
  return documentHash(new Map(entries));
}

/** med_type of the national interface. */
const MED_TYPE = { outpatient: 11, inpatient: 21 } as const;

function providerValue({ provider }: BillFields): readonly CborInput[] {
  const { code, name, county, level, isDesignated, grade } = provider;
  const stated = grade === undefined ? [] : [HOSPITAL_GRADES.indexOf(grade) + 1];
  return [code, name, county, PROVIDER_LEVELS.indexOf(level), isDesignated, ...stated];
}

function visitValue({ visit }: BillFields): readonly [number, CborInput][] {
  const { care, procedures, delivery, filing } = visit;
  const stated: [number, CborInput][] = [];
  if (care !== undefined) stated.push([1, care]);
  if (procedures !== undefined) stated.push([2, procedures]);
  if (delivery !== undefined) stated.push([3, delivery]);
  if (filing !== undefined) stated.push([4, [filing.kind, daysOf(filing.filedOn)]]);
  return stated;
}

function lineValue(line: BillLine): CborInput {
  const stated: [number, CborInput][] = [];
  if (line.doctorCode !== undefined) stated.push([1, line.doctorCode]);
  if (line.supplyDays !== undefined) stated.push([2, line.supplyDays]);
  if (line.restrictedUse !== undefined) stated.push([3, line.restrictedUse]);
  if (line.isPreAdmission !== undefined) stated.push([4, line.isPreAdmission]);
  return [
    line.lineId,
    line.itemCode,
    line.hospitalItemCode,
    line.name,
    daysOf(line.chargedOn),
    line.unitPrice,
    line.quantity,
    line.submitted,
    ...(stated.length === 0 ? [] : [new Map(stated)]),
  ];
}
