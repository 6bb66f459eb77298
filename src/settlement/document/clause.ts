import type { Bilingual, ExplanationStep } from '../../model/index.ts';

/**
 * A clause as the steps of an explanation carry it: the document by its title in both languages;
 * the reason of an assumption joins its text.
 */
export function compileClause(
  document: Bilingual,
  text: Bilingual,
  assumed: Bilingual | undefined,
): ExplanationStep['clause'] {
  const title = `${document.zh} / ${document.en}`;
  if (assumed === undefined) return frozen({ document: title, text, isAssumed: false });
  return frozen({
    document: title,
    text: {
      zh: `${text.zh}（理由：${assumed.zh}）`,
      en: `${text.en} (reason: ${assumed.en})`,
    },
    isAssumed: true,
  });
}

/** Every step that it stands behind carries the same one. */
function frozen({
  document,
  text,
  isAssumed,
}: ExplanationStep['clause']): ExplanationStep['clause'] {
  return Object.freeze({ document, text: Object.freeze({ zh: text.zh, en: text.en }), isAssumed });
}
