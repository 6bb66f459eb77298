/** A settlement of the NCMS interface, and what must add up in it. */

import { expect } from 'vitest';
import { money } from './ncmsClient.ts';
import { type Element, find, parentsOf, textOf } from './xml.ts';

/** Every layer by the name that the settlement gives it. */
const LAYERS = [
  'calculateMoney',
  'accidentRedeem',
  'hospAssumeMoney',
  'CIICalculateMoney',
  'civilCost',
  'CXmedicalAid',
  'YFmedicalAid',
  'bottomRedeem',
  'bottomSecondRedeem',
  'medicalSecondCost',
  'salvaJSCost',
  'salvaMZCost',
  'salvaYFCost',
  'salvaCLCost',
  'salvaFPCost',
  'salvaJKCost',
  'specialPovertyCost',
  'medicalAssistanceCost',
  'ChinaCharityPay',
  'FamilyPlanningWaiver',
  'continentInsuranceCost',
  'nurseCost',
  'cwAccountCost',
  'trafficCost',
  'liveCost',
  'medicalCost',
];
const OTHER_AMOUNTS = [
  'accRedeem',
  'anlagernMoney',
  'insureCost',
  'totalCost',
  'insuranceCost',
  'undulatingLine',
  'startMoney',
  'generalRedeem',
  'familyAccount',
  'compensateCost',
  'materialMoney',
  'fundPayMoney',
  'CIIEligibleCosts',
  'CIIStartMoney',
  'CIICumulativePay',
  'CIICumulativeStart',
  'CIICumulativeEligible',
  'nhzje',
  'nhxjzf',
];

/** Every amount of a settlement, once its layers and what the patient pays were found to be the total. */
export function amountsOf(settlement: Element): Readonly<Record<string, bigint>> {
  const of = (name: string) => money(textOf(settlement, name));
  const amounts = Object.fromEntries([...LAYERS, ...OTHER_AMOUNTS].map((name) => [name, of(name)]));
  for (const name of Object.keys(amounts)) expect(find(settlement, name), name).toBeDefined();
  expect(of('compensateCost')).toBe(of('calculateMoney'));
  expect(of('insureCost')).toBe(of('CIICalculateMoney'));
  expect(of('accRedeem')).toBe(of('familyAccount'));
  const parts = of('generalRedeem') + of('accRedeem') + of('anlagernMoney');
  expect(parts <= of('compensateCost'), 'parts of the compensation').toBe(true);
  const layers = LAYERS.reduce((sum, name) => sum + of(name), 0n);
  expect(layers + of('nhxjzf'), 'layers and cash').toBe(of('totalCost'));
  expect(of('insuranceCost') <= of('totalCost')).toBe(true);
  const trace = parentsOf(settlement, 'calcName');
  expect(trace, 'trace of the calculation').not.toEqual([]);
  for (const step of trace) {
    expect(textOf(step, 'calcName')).not.toBe('');
    expect(find(step, 'calcBefore')).toBeDefined();
    expect(find(step, 'calcAfter')).toBeDefined();
  }
  return amounts;
}
