import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, equalBytes } from '../../src/bytes.ts';
import { memoryStore, type VirtualCard } from '../../src/virtual/index.ts';
import { SELECT_APPLICATION, send } from './apdus.ts';
import { logRecord, plainCard } from './cards.ts';

const store = memoryStore();

async function usedCard(): Promise<VirtualCard> {
  const { card } = await plainCard(store);
  await send(card, SELECT_APPLICATION);
  await send(card, '00E2003080', logRecord(1));
  await send(card, '002241B603840182');
  return card;
}

/** APPEND RECORD, UPDATE BINARY and PSO: the only instructions that may change memory. */
const WRITING: ReadonlySet<number> = new Set([0xe2, 0xd6, 0x2a]);

/** A command near the ones the card knows: real headers with one to three bytes changed. */
const KNOWN = [
  '00A4040009F04F4E45434152440100',
  '00A40000023F0000',
  '00B0820010',
  '00B0000010',
  '00B2013480',
  '00B08200000200',
  `0088008120${'11'.repeat(32)}00`,
  '002241B603840182',
  `002A9E9A20${'22'.repeat(32)}00`,
  '00D6840004AABBCCDD',
  `00E2003080${'33'.repeat(128)}`,
].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));

const changes = fc.array(fc.tuple(fc.nat(139), fc.nat(255)), { minLength: 1, maxLength: 3 });
const nearly = fc
  .tuple(fc.constantFrom(...KNOWN), changes, fc.uint8Array({ maxLength: 2 }))
  .map(([known, edits, tail]) => {
    const bytes = concat([known, tail]);
    for (const [at, value] of edits) bytes[at % Math.min(bytes.length, 12)] = value;
    return bytes;
  });
const command = fc.oneof(fc.uint8Array({ maxLength: 300 }), nearly, fc.constantFrom(...KNOWN));

test('every command has a status word, and only writing commands change memory', async () => {
  const card = await usedCard();
  await fc.assert(
    fc.asyncProperty(command, async (bytes) => {
      const before = (await store.load())!;
      const response = await card.transmit(bytes);
      const sw1 = response.at(-2)!;
      expect((sw1 >= 0x62 && sw1 <= 0x6e) || sw1 === 0x90).toBe(true);
      const isDone = sw1 === 0x90;
      if (isDone && WRITING.has(bytes[1]!)) return;
      expect(Buffer.compare((await store.load())!, before)).toBe(0);
    }),
    { numRuns: 3_000 },
  );
});

test('static files survive every command', async () => {
  const card = await usedCard();
  const { parseContents } = await import('../../src/virtual/contentsFile.ts');
  const issued = parseContents((await store.load())!);
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 20 }), async (commands) => {
      for (const bytes of commands) await card.transmit(bytes);
      const now = parseContents((await store.load())!);
      for (const [fid, bytes] of issued.files) {
        const isSlot = fid === 0x0104 || fid === 0x0105;
        expect(isSlot || equalBytes(now.files.get(fid)!, bytes)).toBe(true);
      }
      expect(now.atc).toBeGreaterThanOrEqual(issued.atc);
      expect(now.log.length).toBeLessThanOrEqual(20);
    }),
    { numRuns: 200 },
  );
});
