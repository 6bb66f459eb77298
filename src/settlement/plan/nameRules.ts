/** Every list of diseases, attribute and class of institutions that a rule names is there. */

import type { Path } from '../document/tree.ts';
import type { Report } from './rules.ts';
import type { PlanDocument } from './schema.ts';

interface Names {
  readonly diseases: ReadonlySet<string>;
  readonly attributes: ReadonlySet<string>;
  readonly classes: ReadonlySet<string>;
}

export function checkNames(document: PlanDocument, report: Report): void {
  const used = { diseases: new Set<string>(), attributes: new Set<string>() };
  const diseases = new Set(Object.keys(document.diseases ?? {}));
  const attributes = new Set(Object.keys(document.attributes ?? {}));
  document.versions.forEach((version, index) => {
    const classes = new Set(Object.keys(version.institutionClasses));
    visit(version, ['versions', index], { diseases, attributes, classes }, used, report);
  });
  for (const kind of ['diseases', 'attributes'] as const) {
    for (const name of Object.keys(document[kind] ?? {})) {
      if (!used[kind].has(name)) report('plan.name-unused', [kind, name], { name });
    }
  }
}

/** Looks into every `when` and `certificate`. Depth is bounded by the schema. */
function visit(
  value: unknown,
  at: Path,
  names: Names,
  used: { readonly diseases: Set<string>; readonly attributes: Set<string> },
  report: Report,
): void {
  if (value === null || typeof value !== 'object') return;
  const expect = (known: ReadonlySet<string>, given: unknown, path: Path) => {
    if (!Array.isArray(given)) return;
    given.forEach((name: string, index) => {
      if (!known.has(name)) report('plan.name-unknown', [...path, index], { name });
    });
  };
  for (const [field, each] of Object.entries(value)) {
    const path = [...at, Array.isArray(value) ? Number(field) : field];
    if (field === 'when' || field === 'certificate') {
      const { attributes, classes, diseases, lists } = each as Condition;
      expect(names.attributes, attributes, [...path, 'attributes']);
      expect(names.classes, classes, [...path, 'classes']);
      expect(names.diseases, diseases?.lists, [...path, 'diseases', 'lists']);
      expect(names.diseases, lists, [...path, 'lists']);
      for (const name of [...(diseases?.lists ?? []), ...(lists ?? [])]) used.diseases.add(name);
      for (const name of attributes ?? []) used.attributes.add(name);
    }
    visit(each, path, names, used, report);
  }
}

interface Condition {
  readonly attributes?: readonly string[];
  readonly classes?: readonly string[];
  readonly diseases?: { readonly lists: readonly string[] };
  readonly lists?: readonly string[];
}
