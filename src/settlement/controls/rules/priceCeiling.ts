import { type Control, eachItem } from '../finding.ts';
import { overPrice } from './price.ts';

/** 限价: the price is above the ceiling of the institution's level. */
export const priceCeiling: Control<'price-ceiling'> = {
  name: 'price-ceiling',
  observe(examination, { takes }) {
    return eachItem(examination, (line, _item, { ceiling }) =>
      overPrice(line, ceiling, takes, examination.rounding, { zh: '限价', en: 'ceiling' }),
    );
  },
};
