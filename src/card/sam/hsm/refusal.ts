/** What the server says instead of an answer: a status of HTTP and the code of a refusal. */

import { type ErrorCode, OneCardError } from '../../../errors/index.ts';
import { isSamRefusal } from '../refusals.ts';
import { encodeMessage, parseMessage, text } from './forms.ts';

/** RFC 9110 §15: who asks, what is asked, how it is written, and what the module decided. */
export const HTTP_REFUSED = 409;
export const HTTP_CLIENT_UNKNOWN = 403;
export const HTTP_NO_SUCH_OPERATION = 404;
export const HTTP_MALFORMED = 400;
export const HTTP_BUSY = 503;

const REFUSAL = {
  refusal: text(/^[a-z]+\.[a-z0-9-]{1,60}$/),
  rule: text(/^[A-Za-z0-9_.-]{0,60}$/),
};

export function encodeRefusal(code: string, rule = ''): string {
  return encodeMessage(REFUSAL, { refusal: code, rule });
}

/** The error that a refused request becomes. Never throws. */
export function refusalOfAnswer(status: number, content: string, operation: string): OneCardError {
  const said = refusalIn(content);
  const detail = { operation, http: status, ...(said?.rule ? { rule: said.rule } : {}) };
  if (status === HTTP_CLIENT_UNKNOWN) return new OneCardError('sam.certificate-refused', detail);
  if (status === HTTP_BUSY) {
    return new OneCardError('sam.unreachable', { ...detail, rule: 'server-busy' });
  }
  const code = status === HTTP_REFUSED && said ? known(said.refusal) : undefined;
  return new OneCardError(code ?? 'sam.message-malformed', detail);
}

function refusalIn(content: string) {
  try {
    return parseMessage(REFUSAL, content);
  } catch {
    return undefined;
  }
}

function known(code: string): ErrorCode | undefined {
  return isSamRefusal(code) ? code : undefined;
}
