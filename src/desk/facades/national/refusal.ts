/** `err_msg`: what was wrong, where, and what to do about it. */

import { ERRORS, type Language, OneCardError } from '../../../errors/index.ts';
import { DocumentError, problemText } from '../../../terminal/deskParts.ts';
import { ERROR_CHARACTERS_MAX } from './limits.ts';

const DEFECT = {
  zh: '服务内部错误；请勿重复收费，请用同一报文号重发或查询 [desk.defect]',
  en: 'internal error; charge nothing twice, repeat the message or look it up [desk.defect]',
} as const;

export function errorMessage(error: unknown, language: Language): string {
  if (!(error instanceof OneCardError)) return DEFECT[language];
  const { thrownWhen, clerkDoes } = ERRORS[error.code][language];
  const { field, expected, why } = error.detail;
  const where =
    field === undefined ? '' : ` ${field}${expected === undefined ? '' : ` ${expected}`}`;
  const reason = why ?? problemOf(error, language);
  const head = `${thrownWhen}${where}${reason === undefined ? '' : `：${reason}`}`;
  const tail = `；${clerkDoes} [${error.code}]`;
  const room = ERROR_CHARACTERS_MAX - tail.length;
  return head.length <= room ? head + tail : `${head.slice(0, room - 1)}…${tail}`;
}

function problemOf(error: OneCardError, language: Language): string | undefined {
  const [problem] = error instanceof DocumentError ? error.problems : [];
  return problem && `${problem.path} ${problemText(problem, language)}`;
}
