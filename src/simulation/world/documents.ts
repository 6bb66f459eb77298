/** The real documents that worlds are made of: county plans and a catalogue, as they stand in the repository. */

import type { CountyCode } from '../../model/index.ts';
import { type Catalogue, type Plan, parseCatalogue, parsePlan } from '../../settlement/index.ts';

/** A document and where it came from, for errors. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

export interface Documents {
  /** One a county. */
  readonly plans: readonly Plan[];
  /** Of the county of treatment. */
  readonly catalogue: Catalogue;
}

/** @throws DocumentError as `parsePlan`, `parseCatalogue` */
export function readDocuments(texts: {
  readonly plans: readonly NamedText[];
  readonly catalogue: NamedText;
}): Documents {
  const plans = new Map<CountyCode, Plan>();
  for (const { text, file } of texts.plans) {
    const plan = parsePlan(text, file);
    if (!plans.has(plan.county.code)) plans.set(plan.county.code, plan);
  }
  return {
    plans: [...plans.values()],
    catalogue: parseCatalogue(texts.catalogue.text, texts.catalogue.file),
  };
}
