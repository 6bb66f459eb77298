import { type Control, wholeLine } from '../finding.ts';

/** 院内编码对照（串换项目）: the hospital's own code stands for another item than the one charged. */
export const codeMapping: Control<'code-mapping'> = {
  name: 'code-mapping',
  observe({ bill: { provider, lines }, catalogue }, { unmapped }) {
    return lines.flatMap((line) => {
      const { hospitalItemCode, itemCode, chargedOn } = line;
      const mapped = catalogue.codeOf(provider.code, hospitalItemCode, chargedOn);
      if (mapped === itemCode || (mapped === undefined && unmapped === 'ignore')) return [];
      const facts = { hospitalItem: hospitalItemCode, mappedTo: mapped ?? '-' };
      return {
        line,
        ...(mapped === undefined
          ? wholeLine(
              line,
              facts,
              `院内编码 ${hospitalItemCode} 在 ${chargedOn} 没有对照`,
              `hospital code ${hospitalItemCode} is not mapped on ${chargedOn}`,
            )
          : wholeLine(
              line,
              facts,
              `院内编码 ${hospitalItemCode} 对照为 ${mapped}，账单写 ${itemCode}`,
              `hospital code ${hospitalItemCode} stands for ${mapped}, the bill says ${itemCode}`,
            )),
      };
    });
  },
};
