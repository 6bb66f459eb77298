/** Plan documents made in the tests: everything chosen, every figure under one clause. */

import { type Plan, parsePlan } from '../../../src/settlement/index.ts';
import type { LayerDocument, LayerOf } from '../../../src/settlement/plan/schema/layers.ts';
import type { PlanDocument, VersionDocument } from '../../../src/settlement/plan/schema.ts';

export const CLAUSE = 'rule';

/** The classes of a draft: institutions in the county, designated ones elsewhere, and the rest. */
export const CLASSES = ['near', 'far'] as const;

export function figure(amount: string) {
  return { amount, clause: CLAUSE };
}

/** One amount for every class, or one for each. */
export function amounts(near: string, far = near) {
  return near === far ? { 'every-class': figure(near) } : { near: figure(near), far: figure(far) };
}

export function ratios(near: string, far = near): LayerOf<'pooling'>['ratios'] {
  const row = (ratio: string) => ({ ratio, clause: CLAUSE });
  return near === far ? { 'every-class': row(near) } : { near: row(near), far: row(far) };
}

export function deductible(
  near: string,
  changes: Partial<NonNullable<LayerOf<'pooling'>['deductible']>> = {},
): NonNullable<LayerOf<'pooling'>['deductible']> {
  return {
    mode: 'per-visit',
    counter: 'deductible',
    merge: 'none',
    amounts: amounts(near),
    clause: CLAUSE,
    ...changes,
  };
}

export function yearCap(
  amount: string,
  changes: Partial<LayerOf<'pooling'>['caps'][number]> = {},
): LayerOf<'pooling'>['caps'][number] {
  return {
    over: 'year',
    measuredOn: 'payment',
    counter: 'benefit',
    sharedBy: 'member',
    beyond: 'missed-payment',
    amounts: amounts(amount),
    ...changes,
  };
}

export function visitCap(amount: string): LayerOf<'pooling'>['caps'][number] {
  return {
    over: 'visit',
    measuredOn: 'payment',
    beyond: 'missed-payment',
    amounts: amounts(amount),
  };
}

export function pooling(changes: Partial<LayerOf<'pooling'>> = {}): LayerOf<'pooling'> {
  return {
    layer: 'pooling',
    id: 'pooling',
    visits: ['inpatient', 'outpatient'],
    payer: 'pooled-fund',
    ratios: ratios('70%'),
    caps: [],
    ...changes,
  };
}

export function supplement(changes: Partial<LayerOf<'supplement'>> = {}): LayerOf<'supplement'> {
  return {
    layer: 'supplement',
    id: 'supplement',
    visits: ['inpatient', 'outpatient'],
    payer: 'major-illness',
    base: { of: ['deductible', 'co-payment', 'above-cap'], lines: 'all', clause: CLAUSE },
    takes: ['co-payment', 'deductible', 'above-cap'],
    ratios: ratios('50%'),
    caps: [],
    ...changes,
  };
}

export function draftVersion(
  layers: readonly LayerDocument[],
  changes: Partial<VersionDocument> = {},
): VersionDocument {
  return {
    version: 'v1',
    from: { date: '2020-01-01', clause: CLAUSE },
    until: { date: 'open', clause: CLAUSE },
    rounding: {
      line: 'half-up',
      selfPayFirst: 'half-up',
      ratio: 'half-up',
      ratioApplied: 'in-total',
      clause: CLAUSE,
    },
    lineTolerance: { amount: '0.01', clause: CLAUSE },
    catalogueSplit: { order: 'ceiling-first', clause: CLAUSE },
    annualTotals: { from: 'centre-or-card', clause: CLAUSE },
    crossYearStay: { deductible: 'pay-again', countsAdmission: true, clause: CLAUSE },
    institutionClasses: {
      near: institutionClass(true, [{ places: ['in-county'], designated: true }]),
      far: institutionClass(true, [{ places: ['outside-county'], designated: true }]),
      none: institutionClass(false, [
        { places: ['in-county', 'outside-county'], designated: false },
      ]),
    },
    layers: [...layers],
    remainder: { payer: 'cash', clause: CLAUSE },
    ...changes,
  };
}

type ClassDocument = VersionDocument['institutionClasses'][string];

function institutionClass(
  paid: boolean,
  rows: readonly Pick<ClassDocument['institutions'][number], 'places' | 'designated'>[],
): ClassDocument {
  const levels = ['village', 'township', 'county', 'prefecture', 'province'] as const;
  return {
    name: { zh: '类', en: 'class' },
    paid,
    clause: CLAUSE,
    institutions: rows.map((row) => ({ ...row, levels: [...levels] })),
  };
}

export function draftDocument(
  version: VersionDocument,
  changes: Partial<PlanDocument> = {},
): PlanDocument {
  return {
    format: 'onecard-plan/1',
    id: 'draft',
    name: { zh: '试拟方案', en: 'draft' },
    county: { code: '999001', name: { zh: '甲', en: 'A' }, clause: CLAUSE },
    decidingDate: { is: 'discharge', clause: CLAUSE },
    insuranceYear: { is: 'calendar-year', clause: CLAUSE },
    documents: { draft: { title: { zh: '试拟', en: 'draft' } } },
    clauses: { [CLAUSE]: { document: 'draft', text: { zh: '规则', en: 'rule' } } },
    leftOut: [],
    versions: [version],
    ...changes,
  };
}

/** A plan of these layers, through the door. */
export function planOf(
  layers: readonly LayerDocument[],
  version: Partial<VersionDocument> = {},
  plan: Partial<PlanDocument> = {},
): Plan {
  const document = draftDocument(draftVersion(layers, version), plan);
  return parsePlan(JSON.stringify(document), 'draft.json');
}
