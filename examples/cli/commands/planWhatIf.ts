/** `onecard plan what-if`: a year of past bills under another plan, on all cores. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Amount, yuanText } from '../../../src/money.ts';
import { parsePlan, type WhatIfSummary, whatIf } from '../../../src/settlement/index.ts';
import { readDocument } from '../files.ts';
import { type Answer, EXIT, type OutputOptions, say } from '../output.ts';
import { shipped } from '../package.ts';

export interface WhatIfOptions {
  readonly plan: string;
  readonly bills: string;
  readonly checkpoint?: string;
}

export async function tryPlanOnBills(
  { language, signal }: OutputOptions & { readonly signal: AbortSignal },
  { plan: file, bills, checkpoint }: WhatIfOptions,
): Promise<Answer> {
  const plan = await readDocument(file);
  // What is wrong with a plan is said before any thread starts.
  parsePlan(plan, file);
  const folder = shipped('catalogues');
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  const catalogues = await Promise.all(names.map((name) => readDocument(join(folder, name))));
  const isChinese = language === 'zh';
  const summary = await whatIf({
    bills,
    plan,
    catalogues,
    signal,
    ...(checkpoint === undefined ? {} : { checkpoint }),
    onProgress: (lines) => say(isChinese ? `已读 ${lines} 行` : `${lines} lines read`),
  });
  return {
    exit: EXIT.done,
    outcome: 'decided',
    data: plainOf(summary),
    text: textOf(summary, isChinese),
  };
}

function plainOf({ byLayer, byCounty, byLevel, refused, ...sums }: WhatIfSummary) {
  return {
    ...sums,
    byLayer: Object.fromEntries(byLayer),
    byCounty: Object.fromEntries(byCounty),
    byLevel: Object.fromEntries(byLevel),
    refused: Object.fromEntries(refused),
  };
}

function textOf(summary: WhatIfSummary, zh: boolean): string {
  const { bills, decided, total, byLayer, byCounty, byLevel, refused } = summary;
  const yuan = (fen: bigint) => yuanText(fen as Amount);
  const rows = (of: WhatIfSummary['byCounty']) =>
    sorted(of).map(([key, row]) =>
      zh
        ? `  ${key}：${row.bills} 张，总费用 ${yuan(row.total)}，补偿 ${yuan(row.covered)}，现金 ${yuan(row.cash)}`
        : `  ${key}: ${row.bills} bills, ${yuan(row.total)} in total, ${yuan(row.covered)} covered, ${yuan(row.cash)} cash`,
    );
  return [
    zh
      ? `账单 ${bills} 张，结算 ${decided} 张，总费用 ${yuan(total)} 元`
      : `${bills} bills, ${decided} decided, ${yuan(total)} yuan in total`,
    zh ? '按补偿层：' : 'by layer:',
    ...sorted(byLayer).map(([id, layer]) => `  ${id} (${layer.payer}): ${yuan(layer.paid)}`),
    zh ? '按就医县：' : 'by county of treatment:',
    ...rows(byCounty),
    zh ? '按机构级别：' : 'by level:',
    ...rows(byLevel),
    ...(refused.size === 0 ? [] : [zh ? '未结算：' : 'not decided:']),
    ...sorted(refused).map(([reason, count]) => `  ${reason}: ${count}`),
  ].join('\n');
}

function sorted<T>(of: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...of].sort(([a], [b]) => (a < b ? -1 : 1));
}
