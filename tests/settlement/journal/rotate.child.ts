/** Two years of one journal in a folder of its own, as a user whom the archives' rights bind. */

import { existsSync } from 'node:fs';
import {
  makeIntent,
  openJournal,
  rotateJournal,
  verifyJournal,
} from '../../../src/settlement/journal/index.ts';
import { instant } from '../../../src/time.ts';
import { partsOf, signed, statementOf, TERMINAL, tickingClock } from './support.ts';

const file = process.argv[2]!;
const options = { terminalId: TERMINAL, clock: tickingClock() };
const rotation = { ...options, knownHead: undefined };

/** Root may write what only may be read. Before this nothing was made; the packages are loaded by it. */
const OTHER_USER = 65_534;
openJournal(`${file}-loaded`, options).close();
if (process.getuid?.() === 0) {
  process.setgid?.(OTHER_USER);
  process.setuid?.(OTHER_USER);
}

const first = openJournal(file, options);
await first.append(makeIntent(partsOf(1)));
first.close();
console.log((await rotateJournal(file, rotation)).year);

const clock = { now: () => instant(Date.parse('2027-06-01T00:00:00Z')) };
const second = openJournal(file, { ...options, clock });
await second.append(signed(statementOf(1)));
await second.append(makeIntent(partsOf(2)));
second.close();
console.log((await rotateJournal(file, rotation)).year, existsSync(`${file}-2027-wal`));

const third = openJournal(file, options);
console.log(third.settled(statementOf(1).id)?.sequence, third.openIntents().length);
third.close();
console.log((await verifyJournal(file, undefined)).outcome);
// Here until it is ended, as every child of these tests.
setInterval(() => undefined, 60_000);
