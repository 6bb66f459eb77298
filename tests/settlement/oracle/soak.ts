/** `npm run soak:oracle [bills [seed]]`: every plan of the library against its oracle. */

import { compareWithOracle } from './compare.ts';
import { ORACLES } from './plans.ts';

const bills = Number(process.argv[2] ?? '100000');
const seed = Number(process.argv[3] ?? String(Date.now() % 2 ** 31));
console.log(`seed ${seed}, ${bills} bills a plan`);
for (const [name, oracle, years] of ORACLES) {
  const from = performance.now();
  const { refused, shared } = compareWithOracle(name, oracle, { years, bills, seed });
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  console.log(`${name}: agree (${refused} refused, ${shared} paid by several), ${seconds} s`);
}
