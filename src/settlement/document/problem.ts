import { OneCardError } from '../../errors/index.ts';
import type { Language } from '../../errors/table.ts';
import { DOCUMENT_RULES, type DocumentRule } from './rules.ts';

/** Problems reported of one document: more than a screen of them is read by nobody. */
export const PROBLEMS_MAX = 100;

export type DocumentKind =
  | 'admission'
  | 'bill'
  | 'cases'
  | 'catalogue'
  | 'charges'
  | 'his-day'
  | 'plan'
  | 'register';

/** A place in a document; line and column count from 1, columns in UTF-16 units. */
export interface DocumentPosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One broken rule and where it was broken. */
export interface DocumentProblem extends DocumentPosition {
  readonly rule: DocumentRule;
  /** Such as `lines[3].quantity`; empty for the document as a whole. */
  readonly path: string;
  /** What was found or allowed: ids, codes, counts, sums. Never a name or an identity. */
  readonly facts: Readonly<Record<string, string>>;
}

const ERROR_CODES = {
  admission: 'admission.invalid',
  bill: 'bill.invalid',
  cases: 'cases.invalid',
  catalogue: 'catalogue.invalid',
  charges: 'charges.invalid',
  'his-day': 'hospital.invalid',
  plan: 'plan.invalid',
  register: 'register.invalid',
} as const;

/** A document that may not come in, with all its problems (at most PROBLEMS_MAX). */
export class DocumentError extends OneCardError {
  readonly kind: DocumentKind;
  readonly problems: readonly DocumentProblem[];

  constructor(kind: DocumentKind, problems: readonly DocumentProblem[]) {
    const first = problems[0];
    if (!first) throw new RangeError('"problems" expected at least one');
    super(ERROR_CODES[kind], {
      file: first.file,
      line: first.line,
      column: first.column,
      path: first.path,
      rule: first.rule,
      problems: problems.length,
    });
    this.kind = kind;
    this.problems = problems.slice(0, PROBLEMS_MAX);
  }
}

/** `bill.json:12:7 lines[3].quantity: a quantity must be above zero (lineId=4) [bill.quantity-not-positive]` */
export function problemText(problem: DocumentProblem, language: Language): string {
  const { file, line, column, path, rule, facts } = problem;
  const named = Object.entries(facts).map(([name, value]) => `${name}=${value}`);
  const found = named.length === 0 ? '' : ` (${named.join(', ')})`;
  const place = `${file}:${line}:${column}${path ? ` ${path}` : ''}`;
  return `${place}: ${DOCUMENT_RULES[rule][language]}${found} [${rule}]`;
}
