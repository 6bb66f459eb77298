import type { z } from 'zod';
import { DocumentError, type DocumentProblem, PROBLEMS_MAX } from './problem.ts';
import { DOCUMENT_RULES, type DocumentRule } from './rules.ts';
import type { DocumentSource } from './source.ts';
import type { Path } from './tree.ts';

/** The document in `source` by `schema`. @throws DocumentError with every field that does not fit. */
export function checkShape<Schema extends z.ZodType>(
  schema: Schema,
  source: DocumentSource,
): z.output<Schema> {
  const result = schema.safeParse(source.value, { reportInput: true });
  if (result.success) return result.data;
  const problems = result.error.issues
    .slice(0, PROBLEMS_MAX)
    .flatMap((issue) => problemsOf(issue, source));
  throw new DocumentError(source.kind, problems);
}

/** @throws DocumentError when there is any problem. */
export function refuseProblems(source: DocumentSource, problems: readonly DocumentProblem[]): void {
  if (problems.length > 0) throw new DocumentError(source.kind, problems);
}

type Issue = z.core.$ZodIssue;

function problemsOf(issue: Issue, source: DocumentSource): readonly DocumentProblem[] {
  const one = (
    rule: DocumentRule,
    facts?: Readonly<Record<string, string>>,
    path: Path = issue.path,
  ) => [source.problem(rule, path, facts)];
  const named = issue.message in DOCUMENT_RULES ? (issue.message as DocumentRule) : undefined;
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return one('field.missing');
      if (issue.expected === 'string' && typeof issue.input === 'number') {
        return one('field.number-for-text');
      }
      return one('field.wrong-kind', { expected: issue.expected, found: kindOf(issue.input) });
    case 'invalid_value':
      if (issue.input === undefined) return one('field.missing');
      return one('field.not-one-of', { allowed: issue.values.map(String).join(' | ') });
    case 'invalid_union':
      return one('field.not-one-of', allowedBy(issue));
    case 'unrecognized_keys':
      // Each looks for its place among all fields: a million unknown ones are refused, not listed.
      return issue.keys
        .slice(0, PROBLEMS_MAX)
        .flatMap((key) => one('field.unknown', {}, [...issue.path, key]));
    case 'invalid_key':
      return one('field.code');
    case 'too_big':
      return one(issue.origin === 'string' ? 'field.too-long' : 'field.too-many', {
        max: String(issue.maximum),
      });
    case 'too_small':
      return one(issue.origin === 'string' ? 'field.too-short' : 'field.too-few', {
        min: String(issue.minimum),
      });
    default:
      return one(named ?? 'field.wrong-kind');
  }
}

function allowedBy(issue: Extract<Issue, { code: 'invalid_union' }>): Record<string, string> {
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
  return options.length > 0 ? { allowed: options.map(String).join(' | ') } : {};
}

function kindOf(input: unknown): string {
  if (input === null) return 'nothing';
  return Array.isArray(input) ? 'list' : typeof input;
}
