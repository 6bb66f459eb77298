/** What a card in use says and how its checks went, as text. */

import {
  PROFILE_CAUSES,
  PROFILE_CHECKS,
  type ProfileCheckResult,
  type ProfileReading,
} from '../../src/card/index.ts';
import type { Language } from '../../src/errors/index.ts';
import type { Bilingual, ProfileSource } from '../../src/model/index.ts';
import { masked } from './render.ts';
import { pick } from './text.ts';

const SOURCES: Readonly<Record<ProfileSource, Bilingual>> = {
  'social-security': { zh: '社会保障卡', en: 'social-security card' },
  'residents-health': { zh: '居民健康卡', en: 'residents’ health card' },
};
const UNPROVEN: Bilingual = {
  zh: '以下为卡上自述，未经证明；结算须由参合地中心联机确认本人',
  en: 'what follows is what the card says, unproven; to settle, the home county’s centre must confirm the person on line',
};
const NOT_READ: Bilingual = { zh: '（未读出）', en: '(not read)' };
const OUTCOMES = {
  passed: { mark: '✓', zh: '通过', en: 'passed' },
  failed: { mark: '✗', zh: '不符', en: 'failed' },
  'not-proven': { mark: '○', zh: '未证明', en: 'not proven' },
} as const satisfies Record<ProfileCheckResult['outcome'], Bilingual & { readonly mark: string }>;

/** Rows of name and value, then a line for each check. */
export function profileText({ identity, checks }: ProfileReading, language: Language): string {
  const { source, card, holder, schemeNumber } = identity;
  const rows: readonly (readonly [zh: string, en: string, value: string | undefined])[] = [
    ['卡种', 'card', `${pick(SOURCES[source], language)} ${card.specification}`],
    ['卡号', 'card number', source === 'residents-health' ? masked(card.number) : card.number],
    ['发卡地区', 'area', card.area],
    ['算法', 'algorithm', card.algorithm],
    ['有效期至', 'expires', card.expiresOn],
    ['姓名', 'name', holder.name],
    ['身份证号', 'identity number', holder.identityNumber && masked(holder.identityNumber)],
    ['出生日期', 'born', holder.bornOn],
    ...(source === 'residents-health'
      ? ([['新农合证号', 'number in the scheme', schemeNumber]] as const)
      : []),
  ];
  const colon = language === 'zh' ? '：' : ': ';
  return [
    pick(UNPROVEN, language),
    ...rows.map(([zh, en, value]) => {
      return `${language === 'zh' ? zh : en}${colon}${value ?? pick(NOT_READ, language)}`;
    }),
    ...checks.map((check) => checkLine(check, language)),
  ].join('\n');
}

function checkLine(check: ProfileCheckResult, language: Language): string {
  const outcome = OUTCOMES[check.outcome];
  const what = pick(PROFILE_CHECKS[check.name], language);
  const line = `  ${outcome.mark} ${check.name} ${pick(outcome, language)}: ${what}`;
  if (check.outcome === 'passed') return line;
  return `${line} [${check.cause}: ${pick(PROFILE_CAUSES[check.cause], language)}]`;
}
