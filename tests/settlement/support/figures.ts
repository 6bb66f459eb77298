/** Decisions on figures alone: what a layer does, without a bill around it. */

import { type Amount, parseYuan, yuanText } from '../../../src/money.ts';
import {
  type Course,
  layerResults,
  PAYER_NAMES,
} from '../../../src/settlement/adjudicate/course.ts';
import type {
  Facts,
  PersonFacts,
  SplitLines,
  VisitFacts,
  YearFacts,
} from '../../../src/settlement/adjudicate/facts.ts';
import type { Trace } from '../../../src/settlement/adjudicate/trace.ts';
import type { Plan } from '../../../src/settlement/index.ts';
import { PARTS, type Visit } from '../../../src/settlement/plan/schema/vocabulary.ts';
import { plainDate } from '../../../src/time.ts';

export interface FiguresDraft {
  readonly eligible?: string;
  readonly excluded?: string;
  readonly overCeiling?: string;
  readonly selfPaidFirst?: string;
  readonly institution?: number;
  readonly visit?: Partial<VisitFacts>;
  readonly person?: Partial<PersonFacts>;
  readonly year?: Partial<Record<keyof YearFacts, unknown>> & Partial<YearFacts>;
  readonly lines?: SplitLines;
  readonly hospitalOfBill?: string;
}

const fen = (text: string): bigint => parseYuan(text);

export function factsOf(draft: FiguresDraft = {}): Facts {
  const parts = {
    excluded: fen(draft.excluded ?? '0'),
    overCeiling: fen(draft.overCeiling ?? '0'),
    selfPaidFirst: fen(draft.selfPaidFirst ?? '0'),
    eligible: fen(draft.eligible ?? '0'),
  };
  const { excluded, overCeiling, selfPaidFirst, eligible } = parts;
  return {
    institution: draft.institution ?? 0,
    split: {
      ...parts,
      hospital: 0n,
      total: excluded + overCeiling + selfPaidFirst + eligible,
    },
    hospitalOfBill: fen(draft.hospitalOfBill ?? '0'),
    lines: draft.lines ?? null,
    visit: {
      visit: 'inpatient',
      filing: 'unfiled',
      place: 'in-county',
      isReferred: false,
      days: 7,
      diagnoses: ['J18.900'],
      procedures: [],
      provider: 'H99900100001',
      admittedOn: plainDate('2026-03-02'),
      dischargedOn: plainDate('2026-03-09'),
      decidedFor: plainDate('2026-03-09'),
      ...draft.visit,
    },
    person: {
      age: 50,
      category: 'ordinary',
      attributes: [],
      certified: [],
      account: 0n,
      ...draft.person,
    },
    year: { deductibleMet: 0n, benefitDrawn: 0n, admissions: 0, counters: {}, ...draft.year },
  };
}

/** Runs the layers of the plan's last version over the figures. */
export function run(plan: Plan, facts: Facts, trace: Trace | null = null): Course {
  const visit: Visit = facts.visit.visit;
  return plan.versions.at(-1)!.rulesOf(visit).evaluate(facts, trace);
}

export interface Outcome {
  readonly [name: string]: string;
}

/** What is not zero: parts that the patient bears, payers, and cash. */
export function outcomeOf(course: Course): Outcome {
  const rows = [
    ...PARTS.map((part, at) => [part, course.parts[at]!] as const),
    ...PAYER_NAMES.map((payer, at) => [payer, course.paid[at]!] as const),
  ];
  return Object.fromEntries(
    rows.filter(([, value]) => value !== 0n).map(([name, value]) => [name, yuan(value)]),
  );
}

/** What each layer paid, in order. */
export function paidByLayer(course: Course): readonly string[] {
  return layerResults(course).map(({ layer, paid }) => `${layer.id} ${yuan(paid)}`);
}

/** Counters that moved, as yuan. */
export function movedOf(course: Course): Outcome {
  return Object.fromEntries([...(course.moved ?? [])].map(([key, value]) => [key, yuan(value)]));
}

function yuan(value: bigint): string {
  return yuanText(value as Amount);
}
