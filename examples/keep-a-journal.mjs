// Keeps a journal over the end of a run and of a year: signed, exported, copied, put back, carried on.
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { openTerminal, systemClock } from 'onecard';
import {
  backupJournal,
  exportJournal,
  openJournal,
  restoreJournal,
  rotateJournal,
  verifyExport,
  verifyJournal,
} from 'onecard/settlement';
import { moduleCheckpoints, moduleSigner } from 'onecard/terminal';
import { virtualReader } from 'onecard/virtual';
import { makeDesk } from './desk.mjs';

const { card, equipment, bill, journalFile, centre } = await makeDesk();
const { terminalId, sam } = equipment;
const checkpoints = moduleCheckpoints(sam);
equipment.journal.close();
const journal = openJournal(journalFile, { terminalId, clock: systemClock, checkpoints });
const early = `${journalFile}-early`;
await backupJournal(journalFile, early);
const transport = await virtualReader(card).connect();
await openTerminal({ ...equipment, journal }).settle(transport, bill);
await transport.close();

// The end of a run: the security module signs where the journal stands.
const { head } = await journal.seal();
console.log('signed through entry', head.sequence);
journal.close();

// What the centre has seen of this terminal, and the keys that may sign for it, prove the end.
const knownHead = await centre.knownHead(terminalId);
const checkpointKeys = [await sam.publicKey()];
const report = await verifyJournal(journalFile, knownHead, { checkpointKeys });
console.log('journal', report.outcome, report.signedThrough, report.tail.outcome);

// A masked export proves itself without the journal, and names nobody.
const lines = [...exportJournal(journalFile, { mask: true })];
const exported = `${journalFile}.jsonl`;
writeFileSync(exported, `${lines.join('\n')}\n`, { mode: 0o600 });
const proof = await verifyExport(exported, knownHead);
console.log('export', proof.outcome, proof.entryCount, 'names', lines.join().includes('测试甲'));

// A copy that lacks what the centre has seen is refused; the newest one comes back.
const backup = `${journalFile}-backup`;
await backupJournal(journalFile, backup);
for (const end of ['', '-wal', '-shm'].filter((each) => existsSync(journalFile + each))) {
  renameSync(journalFile + end, `${journalFile}-lost${end}`);
}
const refused = await restoreJournal(early, journalFile, { terminalId, knownHead }).catch(String);
console.log(/journal\.[a-z-]+/.exec(refused)[0]);
const restored = await restoreJournal(backup, journalFile, { terminalId, knownHead });
console.log('restored', restored.entryCount, restored.tail.outcome);

// The end of a year: the file is signed, put away read-only, and the chain goes on in a new one.
const { openCount } = await rotateJournal(journalFile, {
  terminalId,
  clock: systemClock,
  knownHead,
  signer: moduleSigner(sam),
});
const next = openJournal(journalFile, { terminalId, clock: systemClock, checkpoints });
console.log('carried over', openCount, 'open; entry', next.head().sequence);
next.close();
centre.close();
