import type { Language } from '../../errors/table.ts';
import type { MemberNumber } from '../../model/index.ts';
import { type Amount, yuanText } from '../../money.ts';
import type { Clause } from '../catalogue/catalogue.ts';

/** `1,234.50` */
export function groupedYuan(value: Amount): string {
  const [whole = '', fraction = ''] = yuanText(value).split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`;
}

/** `999001-**-**-**-***-1`: county and member stay, which household it is does not. */
export function maskedMember(memberNumber: MemberNumber): string {
  const parts = memberNumber.split('-');
  return parts
    .map((part, index) =>
      index === 0 || index === parts.length - 1 ? part : '*'.repeat(part.length),
    )
    .join('-');
}

/** How an assumed clause is marked wherever it shows. */
export function assumedMark({ isAssumed }: Clause, language: Language): string {
  if (!isAssumed) return '';
  return language === 'zh' ? '【假定】' : ' (assumed)';
}
