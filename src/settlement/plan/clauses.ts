import type { Path } from '../document/tree.ts';
import type { Report } from './rules.ts';
import type { PlanDocument } from './schema.ts';

/** Field names under which a plan refers to a clause. */
const REFERENCE_FIELD = 'clause';

/** Every reference names a clause that is there, and every clause is referred to. */
export function checkClauses(document: PlanDocument, report: Report): void {
  const { clauses, documents, ...rules } = document;
  checkDocuments(clauses, documents, report);
  const used = new Set<string>();
  visitReferences(rules, [], (name, path) => {
    used.add(name);
    if (!Object.hasOwn(clauses, name)) report('plan.clause-unknown', path, { clause: name });
  });
  for (const name of Object.keys(clauses)) {
    if (!used.has(name)) report('plan.clause-unused', ['clauses', name], { clause: name });
  }
}

function checkDocuments(
  clauses: PlanDocument['clauses'],
  documents: PlanDocument['documents'],
  report: Report,
): void {
  const used = new Set<string>();
  for (const [name, { document }] of Object.entries(clauses)) {
    used.add(document);
    if (!Object.hasOwn(documents, document)) {
      report('plan.document-unknown', ['clauses', name, 'document'], { document });
    }
  }
  for (const name of Object.keys(documents)) {
    if (!used.has(name)) report('plan.document-unused', ['documents', name], { document: name });
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
