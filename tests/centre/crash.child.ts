/** Settles, reverses every third, for ever; prints a line after each answer. */

import { writeSync } from 'node:fs';
import { centreAt, settle } from './visits.ts';

const STDOUT = 1;
const [file, first] = process.argv.slice(2) as [string, string];
const centre = centreAt(file);

for (let number = Number(first); ; number++) {
  const { answer, id } = await settle(centre, number);
  writeSync(STDOUT, `${answer.outcome} ${id}\n`);
  if (number % 3 !== 0) continue;
  const { outcome } = await centre.reverse(id);
  writeSync(STDOUT, `${outcome} ${id}\n`);
}
