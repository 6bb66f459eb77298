/** What of a request does not have the described shape, place by place. */

import type { z } from 'zod';
import { OneCardError } from '../../errors/index.ts';

/** Places named in one answer. */
const PROBLEMS_MAX = 50;

export interface ShapeProblem {
  /** Such as `visit.fields[0]`. */
  readonly path: string;
  /** Zod's name of the broken rule: `invalid_type`, `unrecognized_keys`, … */
  readonly rule: string;
}

/** A request of another shape; what was found there is not repeated. */
export class RequestInvalid extends OneCardError {
  readonly problems: readonly ShapeProblem[];

  constructor(problems: readonly ShapeProblem[]) {
    super('desk.request-invalid', { problems: problems.length });
    this.problems = problems;
  }
}

export function problemsOf(error: z.ZodError): readonly ShapeProblem[] {
  return error.issues.slice(0, PROBLEMS_MAX).map(({ code, path }) => ({
    rule: code,
    path: path.reduce<string>(
      (text, step) =>
        typeof step === 'number' ? `${text}[${step}]` : `${text}${text ? '.' : ''}${String(step)}`,
      '',
    ),
  }));
}
