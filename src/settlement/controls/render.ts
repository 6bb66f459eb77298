import type { Language } from '../../errors/index.ts';
import { yuanText } from '../../money.ts';
import { assumedMark } from '../receipt/format.ts';
import type { ControlFinding } from './finding.ts';
import type { Verdict } from './schema.ts';

export const VERDICT_TEXTS: Readonly<Record<Verdict, Readonly<Record<Language, string>>>> = {
  refuse: { zh: '拒付', en: 'refused' },
  'deduct-from-hospital': { zh: '由医疗机构承担', en: 'borne by the hospital' },
  review: { zh: '转复核', en: 'for review' },
  warn: { zh: '提示', en: 'warning' },
};

/** Findings as text: verdict, what was found with its figures, what it takes, and the clause. */
export function renderFindings(findings: readonly ControlFinding[], language: Language): string {
  return findings.map((finding) => `${findingText(finding, language)}\n`).join('');
}

function findingText(finding: ControlFinding, language: Language): string {
  const { rule, verdict, text, amount, clause } = finding;
  const isChinese = language === 'zh';
  const takes = amount === undefined ? '' : ` ${yuanText(amount)}${isChinese ? ' 元' : ' yuan'}`;
  const head = isChinese
    ? `【${VERDICT_TEXTS[verdict].zh}${takes}】`
    : `[${VERDICT_TEXTS[verdict].en}${takes}] `;
  const label = isChinese ? '条款：' : 'clause: ';
  const mark = clause.isAssumed ? assumedMark(clause, language) : ` (${clause.document})`;
  return `${head}${text[language]} [${rule}]\n   ${label}${clause.text[language]}${mark}`;
}
