/** Two versions rule by rule: what one says and the other does not. */

import type { Language } from '../../errors/table.ts';
import type { DocumentValue } from '../document/tree.ts';

type Fields = { readonly [field: string]: DocumentValue };

/** A version of a plan as its document has it. */
export interface WrittenVersion {
  readonly name: string;
  readonly clauses: Fields;
  readonly version: Fields;
}

/** One figure, word or rule that differs. */
export interface RuleDifference {
  /** Such as `layers.inpatient.ratios.county.ratio`; entries with an id stand under it. */
  readonly path: string;
  /** Absent where that side has no such rule. */
  readonly before?: string;
  readonly after?: string;
  /** Text of the clause of each side, where it has one. */
  readonly clauseBefore?: { readonly zh: string; readonly en: string };
  readonly clauseAfter?: { readonly zh: string; readonly en: string };
}

/**
 * The version of that name in a plan document, or its last.
 * @returns undefined when there is none of that name
 */
export function writtenVersion(document: DocumentValue, name?: string): WrittenVersion | undefined {
  const { clauses, versions } = document as Fields;
  const all = versions as readonly Fields[];
  const version = name === undefined ? all.at(-1) : all.find((each) => each.version === name);
  return version && { name: version.version as string, clauses: clauses as Fields, version };
}

/** Every difference, in the order of `a`, then what only `b` has. Names and dates of versions are no rules. */
export function ruleDifferences(a: WrittenVersion, b: WrittenVersion): readonly RuleDifference[] {
  const before = leavesOf(a);
  const after = leavesOf(b);
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  const differences = paths.flatMap((path): RuleDifference[] => {
    const [one, other] = [before.get(path), after.get(path)];
    if (one?.text === other?.text) return [];
    return [
      {
        path,
        ...(one && { before: one.text, ...(one.clause && { clauseBefore: one.clause }) }),
        ...(other && { after: other.text, ...(other.clause && { clauseAfter: other.clause }) }),
      },
    ];
  });
  return withoutParts(differences, before, after);
}

interface Leaf {
  readonly text: string;
  readonly clause?: { readonly zh: string; readonly en: string };
}

/** Every figure and word by its path, and each list of named entries by the order of its names. */
function leavesOf({ clauses, version }: WrittenVersion): ReadonlyMap<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const walk = (value: DocumentValue, path: string, clause: string | undefined): void => {
    const text = clause === undefined ? undefined : ((clauses[clause] as Fields).text as Fields);
    const keep = (words: string) =>
      leaves.set(path, { text: words, ...(text && { clause: text as never }) });
    if (value === null || typeof value !== 'object') {
      keep(String(value));
    } else if (Array.isArray(value)) {
      const names = value.map((each, at) => nameOf(each) ?? String(at + 1));
      keep(value.every((each) => typeof each !== 'object') ? value.join(', ') : names.join(', '));
      value.forEach((each, at) => {
        if (typeof each === 'object') walk(each, `${path}.${names[at]}`, clause);
      });
    } else {
      const fields = value as Fields;
      const own = typeof fields.clause === 'string' ? fields.clause : clause;
      for (const [field, each] of Object.entries(fields)) {
        if (field === 'clause' || field === 'id') continue;
        walk(each, path === '' ? field : `${path}.${field}`, own);
      }
    }
  };
  const { version: _name, from: _from, until: _until, ...rules } = version;
  walk(rules, '', undefined);
  return leaves;
}

function nameOf(value: DocumentValue): string | undefined {
  const id = value !== null && typeof value === 'object' && (value as Fields).id;
  return typeof id === 'string' ? id : undefined;
}

/** A layer that only one side has is told by the list of layers, not figure by figure. */
function withoutParts(
  differences: readonly RuleDifference[],
  before: ReadonlyMap<string, Leaf>,
  after: ReadonlyMap<string, Leaf>,
): readonly RuleDifference[] {
  const names = (leaves: ReadonlyMap<string, Leaf>) =>
    new Set((leaves.get('layers')?.text ?? '').split(', '));
  const [ours, theirs] = [names(before), names(after)];
  const isWhole = (path: string) => {
    const [list, name] = path.split('.');
    return list !== 'layers' || name === undefined || (ours.has(name) && theirs.has(name));
  };
  return differences.filter(({ path }) => isWhole(path));
}

/** A difference as a person reads it. */
export function ruleDifferenceText(difference: RuleDifference, language: Language): string {
  const { path, before, after, clauseBefore, clauseAfter } = difference;
  const none = language === 'zh' ? '（无）' : '(none)';
  const clauses = [clauseBefore?.[language], clauseAfter?.[language]].filter(
    (text) => text !== undefined,
  );
  const told = [...new Set(clauses)].map((text) => `\n    § ${text}`);
  return `${path}: ${before ?? none} → ${after ?? none}${told.join('')}`;
}
