import type { Path } from '../document/tree.ts';
import type { Report } from './rules.ts';
import type { PlanDocument } from './schema.ts';

/** Field names under which a plan refers to a clause. */
const REFERENCE_FIELD = 'clause';

/** Every reference names a clause that is there, and every clause is referred to. */
export function checkClauses(document: PlanDocument, report: Report): void {
  const { clauses, ...rules } = document;
  const used = new Set<string>();
  visitReferences(rules, [], (name, path) => {
    used.add(name);
    if (!Object.hasOwn(clauses, name)) report('plan.clause-unknown', path, { clause: name });
  });
  for (const name of Object.keys(clauses)) {
    if (!used.has(name)) report('plan.clause-unused', ['clauses', name], { clause: name });
  }
}

/** Depth is bounded by the document's schema. */
function visitReferences(
  value: unknown,
  path: Path,
  visit: (name: string, path: Path) => void,
): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visitReferences(item, [...path, index], visit);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  for (const [field, each] of Object.entries(value)) {
    if (field === REFERENCE_FIELD && typeof each === 'string') visit(each, [...path, field]);
    else visitReferences(each, [...path, field], visit);
  }
}
