// A terminal that starts: opens the journal, lists what is open, says how long that took. Arguments: file.
import { openJournal } from '../../dist/settlement.js';
import { TERMINAL } from './visits.mjs';

const started = performance.now();
const journal = openJournal(process.argv[2], { terminalId: TERMINAL, clock: { now: Date.now } });
const open = journal.openIntents().length;
const readyMs = performance.now() - started;
journal.close();
console.log(JSON.stringify({ open, readyMs }));
