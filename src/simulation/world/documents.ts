/** The real documents that worlds are made of: county plans and a catalogue, as they stand in the repository. */

import type { CountyCode } from '../../model/index.ts';
import {
  type Catalogue,
  type Plan,
  parseCatalogue,
  parsePlan,
  planDocumentOf,
} from '../../settlement/index.ts';

/** A document and where it came from, for errors. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

export interface Documents {
  /** One a county, in each way that a plan may deal with a card that does not come. */
  readonly plans: readonly PlanVariants[];
  /** Of the county of treatment. */
  readonly catalogue: Catalogue;
}

/** A plan as it stands, then with each rule for a card that does not come, which no shipped plan has. */
export type PlanVariants = readonly Plan[];

/** @throws DocumentError as `parsePlan`, `parseCatalogue` */
export function readDocuments(texts: {
  readonly plans: readonly NamedText[];
  readonly catalogue: NamedText;
}): Documents {
  const plans = new Map<CountyCode, PlanVariants>();
  for (const { text, file } of texts.plans) {
    const plan = parsePlan(text, file);
    const variants = WITHOUT_CARD.map((then) => withDeadline(text, file, then));
    if (!plans.has(plan.county.code)) plans.set(plan.county.code, [plan, ...variants]);
  }
  return {
    plans: [...plans.values()],
    catalogue: parseCatalogue(texts.catalogue.text, texts.catalogue.file),
  };
}

const WITHOUT_CARD = ['post-and-review', 'reverse'] as const;
/** Two days: a history lasts for some weeks. */
const WITHOUT_CARD_HOURS = 48;

function withDeadline(text: string, file: string, then: (typeof WITHOUT_CARD)[number]): Plan {
  const document = planDocumentOf(text, file) as unknown as {
    readonly clauses: object;
    readonly versions: readonly object[];
  };
  const [clause] = Object.keys(document.clauses);
  // oxlint-disable-next-line unicorn/no-thenable -- as the document says it
  const withoutCard = { afterHours: WITHOUT_CARD_HOURS, then, clause };
  const versions = document.versions.map((version) => ({ ...version, withoutCard }));
  return parsePlan(JSON.stringify({ ...document, versions }), `${file}.json`);
}
