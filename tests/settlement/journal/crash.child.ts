/** Appends visits for ever; prints a line after each entry that it was told is durable. */

import { writeSync } from 'node:fs';
import { makeIntent, openJournal } from '../../../src/settlement/journal/index.ts';
import { partsOf, signed, statementOf, TERMINAL, tickingClock } from './support.ts';

const journal = openJournal(process.argv[2]!, { terminalId: TERMINAL, clock: tickingClock() });
const STDOUT = 1;

for (let number = journal.head().sequence + 1; ; number++) {
  const intent = await journal.append(makeIntent(partsOf(number)));
  writeSync(STDOUT, `${intent.sequence} ${Buffer.from(intent.hash).toString('hex')}\n`);
  const entry = await journal.append(signed(statementOf(number)));
  writeSync(STDOUT, `${entry.sequence} ${Buffer.from(entry.hash).toString('hex')}\n`);
}
