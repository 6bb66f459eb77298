import { type Ratio, ratio } from '../../money.ts';

/** 10⁻⁴ of a percent. */
const RATIO_SCALE = 1_000_000n;

/** `62.5%`, a text that passed `ratioText`, as an exact fraction. */
export function parseRatio(text: string): Ratio {
  const [whole = '', fraction = ''] = text.slice(0, -1).split('.');
  return ratio(BigInt(whole + fraction.padEnd(4, '0')), RATIO_SCALE);
}
