import { type Control, eachItem, wholeLine } from '../finding.ts';

/** 限定支付申报 (hosp_appr_flag 2): the hospital itself says that the restriction is not met. */
export const restrictedDeclared: Control<'restricted-declared'> = {
  name: 'restricted-declared',
  observe(examination) {
    return eachItem(examination, (line, _item, { restriction }) => {
      if (!restriction || line.restrictedUse !== 'not-met') return undefined;
      return wholeLine(
        line,
        { declared: 'not-met' },
        '医院申报不符合限定支付条件',
        'the hospital declared that its restriction is not met',
      );
    });
  },
};
