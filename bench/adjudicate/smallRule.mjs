// The small rule: five hospital levels, each with its deductible, ratio and yearly cap. One table for all engines.
import { parsePlan } from '../../dist/settlement.js';
import { chance } from '../support/catalogue.mjs';

export const LEVELS = ['village', 'township', 'county', 'prefecture', 'province'];
/** By level: yuan, percent, yuan. */
export const FIGURES = {
  village: { deductible: 50, ratio: 90, cap: 80_000 },
  township: { deductible: 100, ratio: 85, cap: 100_000 },
  county: { deductible: 300, ratio: 75, cap: 120_000 },
  prefecture: { deductible: 600, ratio: 65, cap: 150_000 },
  province: { deductible: 1_000, ratio: 55, cap: 150_000 },
};
const CLAUSE = 'rule';
const byLevel = (of) => Object.fromEntries(LEVELS.map((level) => [level, of(FIGURES[level])]));
const amount = (yuan) => ({ amount: `${yuan}.00`, clause: CLAUSE });

/** The rule as a plan of a county. @param id two plans differ by it */
export function smallPlan(id = 'small-rule', county = '999001') {
  return parsePlan(JSON.stringify(documentOf(id, county)), `${id}.json`);
}

function documentOf(id, county) {
  return {
    format: 'onecard-plan/1',
    id,
    name: { zh: '小方案', en: 'small rule' },
    county: { code: county, name: { zh: '甲', en: 'A' }, clause: CLAUSE },
    decidingDate: { is: 'discharge', clause: CLAUSE },
    insuranceYear: { is: 'calendar-year', clause: CLAUSE },
    documents: { measure: { title: { zh: '用于测量', en: 'for measuring' } } },
    clauses: { [CLAUSE]: { document: 'measure', text: { zh: '规则', en: 'rule' } } },
    leftOut: [],
    versions: [
      {
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
          ...Object.fromEntries(LEVELS.map((level) => [level, classOf([level], true)])),
          none: classOf(LEVELS, false),
        },
        layers: [
          {
            layer: 'pooling',
            id: 'inpatient',
            visits: ['inpatient'],
            payer: 'pooled-fund',
            deductible: {
              mode: 'per-visit',
              counter: 'deductible',
              merge: 'none',
              clause: CLAUSE,
              amounts: byLevel(({ deductible }) => amount(deductible)),
            },
            ratios: byLevel(({ ratio }) => ({ ratio: `${ratio}%`, clause: CLAUSE })),
            caps: [
              {
                over: 'year',
                measuredOn: 'payment',
                counter: 'benefit',
                sharedBy: 'member',
                beyond: 'missed-payment',
                amounts: byLevel(({ cap }) => amount(cap)),
              },
            ],
          },
        ],
        remainder: { payer: 'cash', clause: CLAUSE },
      },
    ],
  };
}

function classOf(levels, designated) {
  return {
    name: { zh: '类', en: 'class' },
    paid: designated,
    clause: CLAUSE,
    institutions: [{ places: ['in-county', 'outside-county'], levels: [...levels], designated }],
  };
}

/** Bills as figures: mostly ordinary, some below the deductible, some beyond the cap. */
export function smallCases(count, seed = 5) {
  const random = chance(seed);
  const fen = (yuan) => BigInt(Math.floor(random() * yuan * 100));
  return Array.from({ length: count }, (_, index) => {
    const eligible = fen(random() < 0.1 ? 200_000 : 12_000);
    const excluded = fen(500);
    const overCeiling = fen(200);
    const selfPaidFirst = fen(800);
    const total = eligible + excluded + overCeiling + selfPaidFirst;
    return {
      institution: index % LEVELS.length,
      split: { total, excluded, overCeiling, selfPaidFirst, eligible, hospital: 0n },
      hospitalOfBill: 0n,
      lines: null,
      visit: {
        visit: 'inpatient',
        filing: 'unfiled',
        place: 'in-county',
        isReferred: false,
        days: 7,
        diagnoses: ['J18.900'],
        procedures: [],
        provider: 'H99900100001',
        admittedOn: '2026-03-02',
        dischargedOn: '2026-03-09',
        decidedFor: '2026-03-09',
      },
      person: { age: 50, category: 'ordinary', attributes: [], certified: [], account: 0n },
      year: {
        deductibleMet: fen(1_000),
        benefitDrawn: fen(random() < 0.1 ? 160_000 : 20_000),
        admissions: 0,
        counters: {},
      },
    };
  });
}
