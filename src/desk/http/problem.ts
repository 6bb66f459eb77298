/** What went wrong, as `application/problem+json` (RFC 9457), in both languages out of the one table. */

import { ERRORS, type ErrorCode, type Language, OneCardError } from '../../errors/index.ts';
import { DocumentError, problemText } from '../../terminal/deskParts.ts';
import { RequestInvalid } from '../guard/shape.ts';
import { jsonText } from './json.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** Statuses of the service's own codes. */
const STATUSES: Readonly<Partial<Record<ErrorCode, number>>> = {
  'desk.host-refused': 403,
  'desk.origin-refused': 403,
  'desk.path-refused': 400,
  'desk.not-found': 404,
  'desk.method-refused': 405,
  'desk.media-type-refused': 415,
  'desk.body-too-large': 413,
  'desk.body-malformed': 400,
  'desk.request-invalid': 422,
  'desk.token-missing': 401,
  'desk.token-refused': 401,
  'desk.scope-missing': 403,
  'desk.rate-limited': 429,
  'desk.action-pending': 409,
  'desk.lease-ended': 409,
  'desk.key-missing': 400,
  'desk.key-conflict': 409,
  'desk.pairing-refused': 403,
  'desk.window-refused': 403,
  'desk.visit-state': 409,
  'desk.second-person-missing': 403,
  'desk.list-full': 409,
  'desk.stopping': 503,
  'reader.no-card': 409,
  'reader.in-use': 409,
  'reader.wait-aborted': 409,
  'journal.in-use': 503,
};

/** Of the others, by area: the caller's document, the card or its reader, the outside, this machine. */
const BY_AREA: Readonly<Record<string, number>> = {
  bill: 422,
  admission: 422,
  charges: 422,
  hospital: 422,
  document: 422,
  money: 422,
  time: 422,
  card: 409,
  crypto: 409,
  reader: 503,
  sam: 503,
  centre: 502,
  terminal: 500,
};

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly [more: string]: unknown;
}

/** A defect tells nobody what it met: its text may hold anything. */
const DEFECT: Problem = {
  type: 'urn:onecard:error:desk.defect',
  title: '服务内部错误 internal error',
  status: 500,
  code: 'desk.defect',
};

export function problemOf(error: unknown, language: Language): Problem {
  if (!(error instanceof OneCardError)) return DEFECT;
  const { code, detail } = error;
  const { thrownWhen, ...advice } = ERRORS[code][language];
  return {
    type: `urn:onecard:error:${code}`,
    title: thrownWhen,
    status: STATUSES[code] ?? BY_AREA[code.split('.')[0]!] ?? 500,
    code,
    detail,
    advice,
    texts: ERRORS[code],
    ...placesOf(error, language),
  };
}

/** What is wrong with a document or a request, place by place. */
function placesOf(error: OneCardError, language: Language) {
  if (error instanceof RequestInvalid) return { problems: error.problems };
  if (!(error instanceof DocumentError)) return {};
  const problems = error.problems.map((problem) => ({
    path: problem.path,
    rule: problem.rule,
    facts: problem.facts,
    text: problemText(problem, language),
  }));
  return { problems };
}

export function problemResponse(error: unknown, language: Language): Response {
  const problem = problemOf(error, language);
  const headers: Record<string, string> = {
    'Content-Type': PROBLEM_TYPE,
    'Content-Language': language === 'zh' ? 'zh-CN' : 'en',
  };
  const wait = error instanceof OneCardError ? error.detail.retryAfterSeconds : undefined;
  if (wait !== undefined) headers['Retry-After'] = String(wait);
  if (problem.status === 401) headers['WWW-Authenticate'] = 'Bearer realm="onecard"';
  return new Response(jsonText(problem), { status: problem.status, headers });
}

/** Chinese unless English is preferred. */
export function languageOf(accepted: string): Language {
  return /^\s*en\b/i.test(accepted) ? 'en' : 'zh';
}
