import { type Control, eachItem } from '../finding.ts';
import { overPrice } from './price.ts';

/** 核定价格: the price is above what the item costs at the institution's level. */
export const listedPrice: Control<'listed-price'> = {
  name: 'listed-price',
  observe(examination, { takes }) {
    return eachItem(examination, (line, _item, { price }) =>
      overPrice(line, price, takes, examination.rounding, { zh: '核定价格', en: 'listed price' }),
    );
  },
};
