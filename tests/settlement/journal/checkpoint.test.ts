import { expect, test } from 'vitest';
import type { Journal } from '../../../src/settlement/journal/index.ts';
import {
  type CheckpointSigner,
  makeIntent,
  openJournal,
  rotateJournal,
  verifyJournal,
} from '../../../src/settlement/journal/index.ts';
import { encodePayload } from '../../../src/settlement/journal/payload/entries.ts';
import { instant } from '../../../src/time.ts';
import { CARD, MODULE, partsOf, SAM, SUITE, TERMINAL, tickingClock } from './support.ts';
import { forge, rowAt, tamper } from './tamper.ts';
import { temporaryFile } from './temporary.ts';

const options = { terminalId: TERMINAL, clock: tickingClock() };
const signer: CheckpointSigner = {
  samId: async () => SAM,
  publicKey: async () => MODULE.publicKey,
  sign: async (message) => SUITE.sign(MODULE.privateKey, message),
};
const intent = (number: number) => makeIntent(partsOf(number));
const checkpointsOf = (journal: Journal) =>
  [...journal.entries()].filter((entry) => entry.kind === 'checkpoint');

async function signedJournal(): Promise<string> {
  const file = temporaryFile();
  const journal = openJournal(file, options);
  await journal.append(intent(1));
  await journal.append(intent(2));
  const checkpoint = await journal.checkpoint(signer);
  expect(checkpoint).toMatchObject({ sequence: 3, head: { sequence: 2 }, samId: SAM });
  await journal.append(intent(3));
  journal.close();
  return file;
}

test('a checkpoint signs the head, and the report says how far', async () => {
  const file = await signedJournal();
  const report = await verifyJournal(file, undefined, { checkpointKeys: [MODULE.publicKey] });
  expect(report).toMatchObject({ outcome: 'intact', entryCount: 4, signedThrough: 2 });
});

test.each([
  ['a signature of nobody', 'checkpoint-not-signed', { signature: new Uint8Array(64) }],
  ['a key that is none', 'checkpoint-not-signed', { publicKey: Uint8Array.of(1, 2, 3) }],
])('%s is a finding', async (_, name, change) => {
  const file = await signedJournal();
  tamper(file, (database) => {
    const row = rowAt(database, 3);
    const { hash } = rowAt(database, 2);
    const whole = { head: { sequence: 2, hash }, publicKey: MODULE.publicKey };
    const signature = new Uint8Array(64).fill(7);
    const payload = encodePayload('checkpoint', { ...whole, signature, ...change });
    forge(database, { ...row, payload });
  });
  const report = await verifyJournal(file, undefined);
  expect(report.findings.map((finding) => finding.name)).toContain(name);
  expect(report.signedThrough).toBe(0);
});

test('a key that is not trusted is a finding', async () => {
  const report = await verifyJournal(await signedJournal(), undefined, {
    checkpointKeys: [CARD.publicKey],
  });
  expect(report.findings).toMatchObject([{ name: 'checkpoint-foreign-key', sequence: 3 }]);
});

test('a chain recomputed after the signature contradicts it', async () => {
  const file = await signedJournal();
  tamper(file, (database) => {
    forge(database, { ...rowAt(database, 2), at: instant(0) });
    for (const sequence of [3, 4]) {
      const previousHash = rowAt(database, sequence - 1).hash;
      forge(database, { ...rowAt(database, sequence), previousHash });
    }
  });
  expect((await verifyJournal(file, undefined)).findings).toMatchObject([
    { name: 'checkpoint-differs', detail: { sequence: 3, of: 2 } },
  ]);
});

test('a signature that does not verify, or speaks of another journal, is not written', async () => {
  const journal = openJournal(temporaryFile(), options);
  await expect(journal.checkpoint(signer)).rejects.toThrow(RangeError);
  await journal.append(intent(1));
  const wrong = { ...signer, sign: async () => new Uint8Array(64) };
  const refused = { code: 'journal.signature-wrong', detail: { sequence: 1 } };
  await expect(journal.checkpoint(wrong)).rejects.toMatchObject(refused);
  expect(journal.head().sequence).toBe(1);
  journal.close();
});

test('a year does not end under a signature that does not verify, and the file is written on', async () => {
  const file = temporaryFile();
  const journal = openJournal(file, options);
  await journal.append(intent(1));
  journal.close();
  const wrong = { ...signer, sign: async () => new Uint8Array(64) };
  await expect(
    rotateJournal(file, { ...options, knownHead: undefined, signer: wrong }),
  ).rejects.toMatchObject({ code: 'journal.signature-wrong', detail: { samId: SAM } });
  const away = Object.assign(new Error('no module'), { code: 'ECONNREFUSED', syscall: 'connect' });
  const far = { ...signer, sign: () => Promise.reject(away) };
  // It is the module that is away, and no file that cannot be opened.
  await expect(rotateJournal(file, { ...options, knownHead: undefined, signer: far })).rejects.toBe(
    away,
  );
  const again = openJournal(file, options);
  expect(await again.append(intent(2))).toMatchObject({ sequence: 2 });
  again.close();
});

test('every so many entries the head is signed, and a signer that fails stops no visit', async () => {
  const failures: unknown[] = [];
  let isBroken = true;
  const sometimes: CheckpointSigner = {
    ...signer,
    async sign(message, head) {
      if (isBroken) throw new Error('no module');
      return signer.sign(message, head);
    },
  };
  const file = temporaryFile();
  const checkpoints = {
    signer: sometimes,
    everyEntries: 4,
    onFailure: (e: unknown) => failures.push(e),
  };
  const journal = openJournal(file, { ...options, checkpoints });
  for (let number = 1; number <= 6; number++) await journal.append(intent(number));
  expect(checkpointsOf(journal)).toEqual([]);
  expect(failures.length).toBeGreaterThan(0);
  isBroken = false;
  for (let number = 7; number <= 30; number++) await journal.append(intent(number));
  expect(checkpointsOf(journal).length).toBeGreaterThan(3);
  journal.close();
  const report = await verifyJournal(file, undefined, { checkpointEveryEntries: 4 });
  expect(report.findings).toEqual([]);
});

test('where checkpoints are the setting, entries without one are a finding', async () => {
  const file = temporaryFile();
  const journal = openJournal(file, options);
  await Promise.all(Array.from({ length: 270 }, (_, index) => journal.append(intent(index + 1))));
  journal.close();
  const report = await verifyJournal(file, undefined, { checkpointEveryEntries: 4 });
  expect(report.findings).toMatchObject([
    { name: 'checkpoint-missing', detail: { from: 1, to: 270 } },
  ]);
});
