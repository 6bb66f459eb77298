/**
 * 明细分割: what the catalogue and the home county's plan say of lines before there is a bill, as a
 * hospital is told while it hands them in. Controls look at whole bills and are not run.
 */

import type {
  BillLine,
  CountyCode,
  LineDecision,
  MemberCategory,
  ProviderLevel,
} from '../../model/index.ts';
import type { PlainDate } from '../../time.ts';
import type { Catalogue, ItemTerms } from '../catalogue/catalogue.ts';
import { type Plan, versionOn } from '../plan/plan.ts';
import { amountReason } from './check.ts';
import { type RefusalReason, refusal } from './refusals.ts';
import { lineDecisions } from './split.ts';

export interface SplitRequest {
  readonly lines: readonly BillLine[];
  /** Of the home county. */
  readonly plan: Plan;
  /** The civil day that picks its version, as far as it is known yet. */
  readonly on: PlainDate;
  /** Of the county of treatment. */
  readonly catalogue: Catalogue;
  readonly region: CountyCode;
  readonly personType: MemberCategory;
  readonly level: ProviderLevel;
}

export interface SplitLine {
  readonly decision: LineDecision;
  readonly terms: ItemTerms;
}

export type SplitResult =
  | { readonly outcome: 'split'; readonly lines: readonly SplitLine[] }
  | { readonly outcome: 'refused'; readonly reasons: readonly RefusalReason[] };

/** Splits every line, or says of each that cannot be split why. Pure. */
export function splitLines(request: SplitRequest): SplitResult {
  const { lines, plan, on, catalogue, region, personType, level } = request;
  const version = versionOn(plan, on);
  if (!version) {
    const facts = { plan: plan.id, date: on };
    return { outcome: 'refused', reasons: [refusal('no-plan-version', 'visit', facts)] };
  }
  const reasons = lines.flatMap((line, index) => {
    const { itemCode, lineId, chargedOn } = line;
    const facts = { catalogue: catalogue.reference.id, itemCode };
    const isListed = catalogue.itemOn(itemCode, chargedOn) !== undefined;
    return isListed
      ? amountReason(line, index, version)
      : [refusal('unknown-item', `lines[${index}].itemCode`, facts, lineId)];
  });
  if (reasons.length > 0) return { outcome: 'refused', reasons };
  const circumstances = { region, personType, level };
  const decisions = lineDecisions(
    lines,
    version.split(lines, catalogue, circumstances, undefined, null),
  );
  return {
    outcome: 'split',
    lines: lines.map((line, at) => ({
      decision: decisions[at]!,
      // Listed, as was seen above.
      terms: catalogue.termsFor(line, { ...circumstances, date: line.chargedOn })!,
    })),
  };
}
