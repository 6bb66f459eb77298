import { flatHash } from '../document/canonical.ts';
import { checkShape, refuseProblems } from '../document/issues.ts';
import { readSource } from '../document/source.ts';
import type { DocumentValue } from '../document/tree.ts';
import { compilePlan } from './compile.ts';
import type { Plan } from './plan.ts';
import { checkPlanRules } from './rules.ts';
import { PLAN_DOCUMENT } from './schema.ts';

/**
 * A plan with all its versions from YAML or JSON (docs/plans.md), compiled once.
 * @param file name that errors carry
 * @throws DocumentError `plan.invalid` with every problem found
 */
export function parsePlan(text: string, file: string): Plan {
  const source = readSource('plan', text, file);
  const document = checkShape(PLAN_DOCUMENT, source);
  refuseProblems(source, checkPlanRules(document, source));
  return compilePlan(document, flatHash(source.value)) as Plan;
}

/**
 * The values of a plan document, for reading it out (`renderPlan`).
 * @throws DocumentError `plan.invalid` as `parsePlan`
 */
export function planDocumentOf(text: string, file: string): DocumentValue {
  const source = readSource('plan', text, file);
  refuseProblems(source, checkPlanRules(checkShape(PLAN_DOCUMENT, source), source));
  return source.value;
}
