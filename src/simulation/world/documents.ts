/** The real documents that worlds are made of: county plans and a catalogue, as they stand in the repository. */

import type { CountyCode } from '../../model/index.ts';
import {
  type Catalogue,
  type Plan,
  parseCatalogue,
  parsePlan,
  planDocumentOf,
} from '../../settlement/index.ts';
import { mergingVersion } from './merging.ts';

/** A document and where it came from, for errors. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

export interface Documents {
  /** One a county, in each way that a plan may deal with a card that does not come. */
  readonly plans: readonly PlanVariants[];
  /** The same with stays that share a deductible, in the place of the county's own. */
  readonly merging: (county: CountyCode) => PlanVariants;
  /** Of the county of treatment: as it stands, and a later issue. */
  readonly catalogues: readonly [Catalogue, Catalogue];
}

/**
 * A plan as it stands, then with each rule for a card that does not come, which no shipped plan has, for
 * what was paid too little, and for taking back what was settled in an earlier year.
 */
export type PlanVariants = readonly [Plan, ...Plan[]];

/** @throws DocumentError as `parsePlan`, `parseCatalogue` */
export function readDocuments(texts: {
  readonly plans: readonly NamedText[];
  readonly catalogue: NamedText;
}): Documents {
  const plans = new Map<CountyCode, PlanVariants>();
  const sources = new Map<CountyCode, NamedText>();
  const merging = new Map<CountyCode, PlanVariants>();
  for (const { text, file } of texts.plans) {
    const plan = parsePlan(text, file);
    if (plans.has(plan.county.code)) continue;
    const variants = RULES.map((rules) => withRules(text, file, rules));
    plans.set(plan.county.code, [plan, ...variants]);
    sources.set(plan.county.code, { text, file });
  }
  return {
    plans: [...plans.values()],
    merging(county) {
      const known = merging.get(county) ?? mergingVariants(sources.get(county)!);
      merging.set(county, known);
      return known;
    },
    catalogues: [
      parseCatalogue(texts.catalogue.text, texts.catalogue.file),
      parseCatalogue(laterIssue(texts.catalogue.text), texts.catalogue.file),
    ],
  };
}

/** The same contents under another version. */
function laterIssue(catalogue: string): string {
  const later = catalogue.replace(/^version: '(.+)'$/m, "version: '$1-2'");
  if (later === catalogue) throw new RangeError('"catalogue" expected one with a version');
  return later;
}

const RULES = [
  { withoutCard: 'post-and-review', refundedBy: 'fund', voided: { acrossYears: 'allowed' } },
  {
    withoutCard: 'reverse',
    refundedBy: 'hospital',
    voided: { acrossYears: 'within-days', days: 10 },
  },
] as const;
/** Two days: a history lasts for some weeks. */
const WITHOUT_CARD_HOURS = 48;

function mergingVariants({ text, file }: NamedText): PlanVariants {
  const { versions, ...document } = documentOf(text, file);
  const merged = versions.map((version) => mergingVersion(version, 'both'));
  const plan = parsePlan(JSON.stringify({ ...document, versions: merged }), `${file}.json`);
  const [first, second] = RULES;
  return [plan, withRules(text, file, first, 'referral'), withRules(text, file, second, 'both')];
}

interface PlanDocument {
  readonly clauses: object;
  readonly versions: readonly object[];
}

function documentOf(text: string, file: string): PlanDocument {
  return planDocumentOf(text, file) as unknown as PlanDocument;
}

function withRules(
  text: string,
  file: string,
  rules: (typeof RULES)[number],
  merge?: 'referral' | 'both',
): Plan {
  const document = documentOf(text, file);
  const [clause] = Object.keys(document.clauses);
  const { withoutCard: outcome, refundedBy, voided } = rules;
  // biome-ignore lint/suspicious/noThenProperty: as the document says it
  const withoutCard = { afterHours: WITHOUT_CARD_HOURS, then: outcome, clause }; // oxlint-disable-line unicorn/no-thenable
  const underpayment = { refundedBy, clause };
  const voiding = { ...voided, clause };
  const versions = document.versions
    .map((version) => ({ ...version, withoutCard, underpayment, voiding }))
    .map((version) => (merge ? mergingVersion(version, merge) : version));
  return parsePlan(JSON.stringify({ ...document, versions }), `${file}.json`);
}
