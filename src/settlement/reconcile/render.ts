/** 日终对账单: differences first, then every layer of every pair. */

import type { Language } from '../../errors/table.ts';
import type { Bilingual, Payer, SettlementId } from '../../model/index.ts';
import type { PlainDate } from '../../time.ts';
import { groupedYuan } from '../receipt/format.ts';
import { PAYER_LABELS, RECEIPT_TEXTS } from '../receipt/labels.ts';
import { centred, left, right } from '../receipt/width.ts';
import {
  type DayDifference,
  DIFFERENCE_LABELS,
  LAYER_RESULTS,
  type PairComparison,
} from './compare.ts';
import { comparisonName, type DayComparison } from './reconcile.ts';
import { type Layer, type NetBill, type Side, standingCount } from './rows.ts';

/** Columns of the print, as of a receipt. */
const COLUMNS = 72;
const LAYER_COLUMNS = 24;
const AMOUNT_COLUMNS = 14;
const COUNT_COLUMNS = 5;

export const SIDE_LABELS: Readonly<Record<Side, Bilingual>> = {
  his: { zh: '医院', en: 'hospital' },
  journal: { zh: '终端流水', en: 'journal' },
  centre: { zh: '参合地中心', en: 'centre' },
};

const TEXTS = {
  title: { zh: '日终对账单', en: 'END OF DAY' },
  balanced: { zh: '各方一致', en: 'every side agrees' },
  differences: { zh: '差异', en: 'DIFFERENCES' },
  bill: { zh: '账单', en: 'bill' },
  absent: { zh: '无', en: 'none' },
  stands: { zh: '有效', en: 'stands' },
  reversed: { zh: '已冲正', en: 'reversed' },
  comparison: { zh: '核对编号', en: 'comparison' },
  matched: { zh: '一致', en: 'matched' },
  netted: { zh: '当日结算又冲正，轧差为零', en: 'settled and reversed within the day' },
} as const satisfies Record<string, Bilingual>;

/** The comparison as lines of fixed-width text. */
export function renderDay(date: PlainDate, comparison: DayComparison, language: Language): string {
  const { pairs, differenceCount } = comparison;
  const say = (text: keyof typeof TEXTS) => TEXTS[text][language];
  const thick = '='.repeat(COLUMNS);
  const found =
    differenceCount === 0
      ? [say('balanced')]
      : [
          `${say('differences')} (${differenceCount})`,
          ...pairs.flatMap((pair) =>
            pair.differences.flatMap((each) => differenceLines(each, pair, language)),
          ),
        ];
  const lines = [
    thick,
    centred(`${say('title')}  ${date}`, COLUMNS),
    thick,
    ...found,
    ...pairs.flatMap((pair) => ['-'.repeat(COLUMNS), ...pairLines(pair, language)]),
    thick,
    `${say('comparison')} ${comparisonName(comparison)}`,
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function differenceLines(
  { result, billNumber, bills, layers, ids }: DayDifference,
  { sides }: PairComparison,
  language: Language,
): readonly string[] {
  const shown: readonly Layer[] = layers.length > 0 ? layers : ['total'];
  return [
    `  ${TEXTS.bill[language]} ${billNumber}  ${DIFFERENCE_LABELS[result][language]}  (${result})`,
    ...sides.flatMap((side, at) =>
      sideLines(SIDE_LABELS[side][language], bills[at], { layers: shown, ids }, language),
    ),
  ];
}

function sideLines(
  side: string,
  bill: NetBill | undefined,
  { layers, ids }: Pick<DayDifference, 'layers' | 'ids'>,
  language: Language,
): readonly string[] {
  const label = `      ${left(side, 14)}`;
  if (!bill) return [`${label}${TEXTS.absent[language]}`];
  const mark = standingCount(bill) > 0 ? '' : `  ${TEXTS.reversed[language]}`;
  return [
    ...layers.map(
      (layer) =>
        `${label}${left(layerLabel(layer, language), LAYER_COLUMNS)}${right(groupedYuan(bill.amounts[layer]), AMOUNT_COLUMNS)}${mark}`,
    ),
    ...ids.map((id) => `${' '.repeat(8)}${id}  ${TEXTS[standingText(bill, id)][language]}`),
  ];
}

function standingText({ standingById }: NetBill, id: SettlementId): keyof typeof TEXTS {
  const standing = standingById[id];
  if (standing === undefined) return 'absent';
  return standing > 0 ? 'stands' : 'reversed';
}

function pairLines(
  { sides, layers, matchedCount, nettedCount }: PairComparison,
  language: Language,
) {
  const names = sides.map((side) => SIDE_LABELS[side][language]);
  return [
    `${names.join(' / ')}   ${TEXTS.matched[language]} ${matchedCount}${nettedCount > 0 ? `, ${TEXTS.netted[language]} ${nettedCount}` : ''}`,
    ...layers.map(({ layer, sums, counts, result }) => {
      const figures = sums.map(
        (sum, at) =>
          right(groupedYuan(sum), AMOUNT_COLUMNS) + right(String(counts[at]), COUNT_COLUMNS),
      );
      return `  ${left(layerLabel(layer, language), LAYER_COLUMNS - 10)}${figures.join('')}  ${LAYER_RESULTS[result][language]}`;
    }),
  ];
}

function layerLabel(layer: Layer, language: Language): string {
  return layer === 'total' ? RECEIPT_TEXTS.total[language] : PAYER_LABELS[layer as Payer][language];
}
