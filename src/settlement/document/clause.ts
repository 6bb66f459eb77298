import type { z } from 'zod';
import type { ExplanationStep } from '../../model/index.ts';
import type { sourceClause } from './shapes.ts';

/** A clause as the steps of an explanation carry it; the reason of an assumption joins its text. */
export function compileClause(clause: z.output<typeof sourceClause>): ExplanationStep['clause'] {
  const { document, text, assumed } = clause;
  if (assumed === undefined) return { document, text, isAssumed: false };
  return {
    document,
    text: {
      zh: `${text.zh}（理由：${assumed.zh}）`,
      en: `${text.en} (reason: ${assumed.en})`,
    },
    isAssumed: true,
  };
}
