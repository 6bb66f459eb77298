import { type Control, wholeLine } from '../finding.ts';

/** 目录匹配: the item is in the catalogue of the county of treatment on the day of the charge. */
export const catalogueMatch: Control<'catalogue-match'> = {
  name: 'catalogue-match',
  observe({ lines, catalogue: { reference } }) {
    const catalogue = `${reference.id} ${reference.version}`;
    return lines.flatMap(({ line, terms }) => {
      if (terms) return [];
      const { itemCode, chargedOn } = line;
      return {
        line,
        ...wholeLine(
          line,
          { catalogue, chargedOn },
          `编码 ${itemCode} 在 ${chargedOn} 不在目录 ${catalogue}`,
          `${itemCode} is not in catalogue ${catalogue} on ${chargedOn}`,
        ),
      };
    });
  },
};
