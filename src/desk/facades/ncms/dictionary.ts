/** S30: the catalogue of the county of treatment as the interface's item dictionary. */

import { PROVIDER_LEVELS } from '../../../model/index.ts';
import type { UnitPrice } from '../../../money.ts';
import type { ItemKind } from '../../../terminal/deskParts.ts';
import { fourDecimalsText, shareText } from './amounts.ts';
import { done, type NcmsAnswer, type NcmsCall, type NcmsDesk, refused } from './desk.ts';
import { optionalDate } from './fields.ts';
import { ITEMS_MAX } from './limits.ts';
import type { XmlField } from './xml.ts';

/** 目录类别 of the interface is a dictionary of its own; ours by name. */
const KIND_TEXTS: Readonly<Record<ItemKind, string>> = {
  drug: '药品',
  herb: '中草药',
  preparation: '院内制剂',
  service: '诊疗',
  examination: '检查',
  bed: '床位',
  material: '材料',
};

/** S30 项目字典: what began on or after `startDate`; everything without one. */
export function items({ parts: { equipment } }: NcmsDesk, { body }: NcmsCall): NcmsAnswer {
  const { catalogue } = equipment;
  const since = optionalDate(body, 'startDate');
  const found: XmlField[] = [];
  for (const item of catalogue.periods()) {
    const from = item.from ?? catalogue.from;
    if (since !== undefined && from < since) continue;
    if (found.length === ITEMS_MAX) return refused(`目录超过 ${ITEMS_MAX} 条，请用文件导入`);
    const { numerator, denominator } = item.selfPayFirst;
    const share =
      item.benefitClass === 'C'
        ? { numerator: 0n, denominator: 1n }
        : { numerator: denominator - numerator, denominator };
    found.push([
      'item',
      [
        ['code', item.code],
        ['name', item.name.zh],
        ...(item.kind ? [['typeName', KIND_TEXTS[item.kind]] as const] : []),
        ['scope', item.benefitClass === 'C' ? '0' : '1'],
        ['isBase', item.isEssential ? '1' : '0'],
        ['isCm', item.isTcm ? '1' : '0'],
        ['isAudit', item.restriction ? '1' : '0'],
        ['scale', shareText(share)],
        ...PROVIDER_LEVELS.flatMap((level, index) => [
          ...priceField(`price${index + 1}`, item.prices?.[level]),
          ...priceField(`limitPrice${index + 1}`, item.ceilings?.[level]),
        ]),
        // The catalogue that the county published was reviewed.
        ['status', '1'],
        ['date', from],
      ],
    ]);
  }
  return done(found);
}

function priceField(name: string, price: UnitPrice | undefined): readonly XmlField[] {
  return price === undefined ? [] : [[name, fourDecimalsText(price / 100n)]];
}
