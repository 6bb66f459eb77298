// Settles once, then proves the settlement's signatures and the journal from what was kept.
import { openTerminal, verifyJournal } from 'onecard';
import { suiteOf, verifySettlement } from 'onecard/crypto';
import { virtualReader } from 'onecard/virtual';
import { makeDesk } from './desk.mjs';

const { card, equipment, bill, journalFile, centre } = await makeDesk();
const transport = await virtualReader(card).connect();
await openTerminal(equipment).settle(transport, bill);
await transport.close();

for (const entry of equipment.journal.settledAfter(0)) {
  console.log('entry', entry.sequence, verifySettlement(entry.signed, suiteOf(1)).outcome);
}
const head = await centre.knownHead(equipment.terminalId);
const report = await verifyJournal(journalFile, head);
console.log('journal', report.outcome, 'tail', report.tail.outcome);
