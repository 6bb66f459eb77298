/** What a card says and how its checks went, as text. */

import { CHECK_CAUSES, CHECKS, type CheckResult } from '../../src/card/index.ts';
import type { Language } from '../../src/errors/index.ts';
import type { Bilingual, CardRecord } from '../../src/model/index.ts';
import { yuanText } from '../../src/money.ts';
import { pick } from './text.ts';

const WITHHELD: Bilingual = {
  zh: '未读（需结算密钥或持卡人 PIN）',
  en: 'not read (needs the keys of a settlement, or the PIN of the holder)',
};

/** One line a check: its name, and where it failed what that means and what to do. */
export function checksText(checks: readonly CheckResult[], language: Language): string {
  return checks
    .map((check) => {
      const name = check.file ? `${check.name} ${check.file}` : check.name;
      if (check.outcome === 'passed') return `  ✓ ${name}`;
      if (check.outcome === 'withheld') return `  · ${name}: ${pick(WITHHELD, language)}`;
      const texts = CHECKS[check.name];
      const cause = pick(CHECK_CAUSES[check.cause], language);
      return [
        `  ✗ ${name}: ${pick(texts.means, language)} [${check.cause}: ${cause}]`,
        `    → ${pick(texts.clerkDoes, language)}`,
      ].join('\n');
    })
    .join('\n');
}

/** The identity number's first and last four digits. */
export function masked(identityNumber: string): string {
  return `${identityNumber.slice(0, 3)}${'*'.repeat(11)}${identityNumber.slice(-4)}`;
}

/** The record as rows of name and value; the identity number is masked. */
export function recordText(record: CardRecord, language: Language): string {
  const { card, holder, insurance, slots } = record;
  const years = insurance.participation.map(({ year }) => year).join(' ');
  const newest = slots
    .filter(({ macIsValid }) => macIsValid)
    .sort((a, b) => b.state.sequence - a.state.sequence)[0]?.state;
  const rows: readonly (readonly [zh: string, en: string, value: string])[] = [
    ['卡号', 'serial', card.serial],
    ['发卡县', 'issuer', card.issuer],
    ['有效期至', 'expires', card.expiresOn],
    ['姓名', 'name', holder.name],
    ['身份证号', 'identity number', masked(holder.identityNumber)],
    ['医疗证号', 'member number', insurance.memberNumber],
    ['参合年度', 'insurance years', years],
    ['卡内序号', 'sequence', String(newest?.sequence ?? '-')],
    [
      '年内起付线已付',
      'deductible met',
      newest ? `${newest.usage.year}: ${yuanText(newest.usage.deductibleMet)}` : '-',
    ],
    [
      '年内已补偿',
      'benefit drawn',
      newest ? `${newest.usage.year}: ${yuanText(newest.usage.benefitDrawn)}` : '-',
    ],
  ];
  return rows
    .map(([zh, en, value]) => (language === 'zh' ? `${zh}：${value}` : `${en}: ${value}`))
    .join('\n');
}
