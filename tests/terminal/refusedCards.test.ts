/** A card that is not what it says is refused by name, in both languages, and nothing is written. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { worldFiles } from '../../examples/cli/world/files.ts';
import { HOMES } from '../../examples/cli/world/persons.ts';
import type { CardImage } from '../../src/card/index.ts';
import { CHECKS, FILES, type TransportLayer } from '../../src/card/index.ts';
import { suiteOf } from '../../src/crypto/index.ts';
import { explainError, OneCardError } from '../../src/errors/index.ts';
import { type Equipment, openTerminal } from '../../src/terminal/index.ts';
import { instant } from '../../src/time.ts';
import { VirtualCard, virtualReader } from '../../src/virtual/index.ts';
import { alteredFile } from '../support/readLayer.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

const flip = (offset: number) => (file: Uint8Array) => {
  if (offset < file.length) file[offset]! ^= 0x01;
};

interface Case {
  readonly name: string;
  readonly layer?: TransportLayer;
  readonly changes?: (equipment: Equipment) => Partial<Equipment>;
  /** A failed check, or the code of the error that the read ended in. */
  readonly refusedAs: RegExp;
}

const YEARS_20_MS = 20 * 365 * 86_400_000;

const CASES: readonly Case[] = [
  ...(['EF.CARD', 'EF.HOLDER', 'EF.INS', 'EF.FAMILY', 'EF.CHRONIC'] as const).map((name) => ({
    name: `a byte of the salt in ${name}`,
    layer: alteredFile(FILES[name].sfi, flip(12)),
    refusedAs: /^file-digest$/,
  })),
  ...(['EF.CARD', 'EF.HOLDER', 'EF.CHAIN', 'EF.SOD'] as const).map((name) => ({
    name: `the last, unused byte of ${name}`,
    layer: alteredFile(FILES[name].sfi, flip(FILES[name].sizeBytes - 1)),
    refusedAs: /^card\.malformed-frame$/,
  })),
  {
    name: 'a byte of the signature in EF.SOD',
    layer: alteredFile(FILES['EF.SOD'].sfi, flip(30)),
    refusedAs: /^(issuer-signature|crypto\..*|card\..*)$/,
  },
  {
    name: 'a byte of the county certificate',
    layer: alteredFile(FILES['EF.CHAIN'].sfi, flip(120)),
    refusedAs: /^(certificate-chain|crypto\..*|card\..*)$/,
  },
  {
    name: 'a state slot whose CMAC is wrong',
    layer: alteredFile(FILES['EF.STATE-A'].sfi, (file) => {
      const last = file.findLastIndex((byte) => byte !== 0);
      if (last > 0) file[last]! ^= 0x01;
    }),
    refusedAs: /^state-mac$/,
  },
  {
    name: 'a certificate that has expired',
    changes: ({ clock }) => ({ clock: { now: () => instant(clock.now() + YEARS_20_MS) } }),
    refusedAs: /^certificate-dates$/,
  },
  {
    name: 'a county of a province that the terminal does not know',
    changes: ({ trust }) => ({ trust: { ...trust, roots: [] } }),
    refusedAs: /^certificate-chain$/,
  },
  {
    name: 'no list of blocked cards',
    changes: ({ trust }) => ({ trust: { ...trust, statusLists: [] } }),
    refusedAs: /^status-list-age$/,
  },
];

/** Names of failed checks, or the code of the error. */
async function refusal(run: () => Promise<{ readonly outcome: string }>): Promise<string[]> {
  try {
    const result = await run();
    if (result.outcome !== 'card-refused') return [result.outcome];
    const { failed } = result as { outcome: string; failed?: { name: keyof typeof CHECKS }[] };
    for (const { name } of failed!) {
      expect(CHECKS[name].means.zh).toMatch(/[一-鿿]/);
      expect(CHECKS[name].means.en).toMatch(/[a-z]/);
    }
    return failed!.map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof OneCardError)) throw error;
    expect(explainError(error, 'zh')).toMatch(/[一-鿿]/);
    return [error.code];
  }
}

test.each(CASES)('$name', async ({ layer = (inner) => inner, changes, refusedAs }) => {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  const { equipment } = world;
  const cardFile = worldFiles(join(folder, 'world')).card(HOMES.yinjiang.county);
  const before = await readFile(cardFile);
  const terminal = openTerminal({ ...equipment, ...changes?.(equipment) });
  const transport = layer(await virtualReader(await world.card('yinjiang')).connect());
  const bill = await demoBill('yinjiang', 'ZY1');
  const names = await refusal(() => terminal.settle(transport, bill));
  await transport.close();

  expect(
    names.some((name) => refusedAs.test(name)),
    names.join(' '),
  ).toBe(true);
  expect(equipment.journal.head().sequence).toBe(0);
  expect(await readFile(cardFile)).toEqual(before);
});

test('a copy of every file on a card with other keys', async () => {
  const world = await testWorld(await temporaryFolder());
  const original = await world.card('yinjiang');
  const copied = await VirtualCard.issue(await readEverything(original), {
    authentication: suiteOf(1).generateKeyPair().privateKey,
    settlement: suiteOf(1).generateKeyPair().privateKey,
  });
  const transport = await virtualReader(copied).connect();
  const bill = await demoBill('yinjiang', 'ZY1');
  expect(await refusal(() => world.terminal.settle(transport, bill))).toEqual(['card-key']);
  expect(world.equipment.journal.head().sequence).toBe(0);
});

/** What anyone with a reader can take from a card: every byte of every file, no key. */
async function readEverything(card: VirtualCard): Promise<CardImage> {
  const transport = await virtualReader(card).connect();
  const send = async (bytes: readonly number[]) => {
    const response = await transport.transmit(Uint8Array.from(bytes));
    expect([...response.subarray(-2)]).toEqual([0x90, 0x00]);
    return response.subarray(0, -2);
  };
  const aid = [0xf0, 0x4f, 0x4e, 0x45, 0x43, 0x41, 0x52, 0x44, 0x01];
  const fci = await send([0x00, 0xa4, 0x04, 0x00, aid.length, ...aid, 0x00]);
  const files = new Map<number, Uint8Array>();
  for (const { fid, sizeBytes, structure } of Object.values(FILES)) {
    if (structure !== 'transparent') continue;
    // DIR and ATR/INFO stand under the master file; the copy does not need them to be exact.
    const bytes = new Uint8Array(sizeBytes);
    if (fid >> 8 !== 0x2f) {
      await send([0x00, 0xa4, 0x02, 0x0c, 0x02, fid >> 8, fid & 0xff]);
      for (let offset = 0; offset < sizeBytes; offset += 200) {
        const length = Math.min(200, sizeBytes - offset);
        bytes.set(await send([0x00, 0xb0, offset >> 8, offset & 0xff, length]), offset);
      }
    }
    files.set(fid, bytes);
  }
  await transport.close();
  return { serial: card.serial, suite: 1, fci, files, log: [] };
}

test("another county's certificate on the card", async () => {
  const world = await testWorld(await temporaryFolder());
  const { files } = await readEverything(await world.card('jimunai'));
  const chain = files.get(FILES['EF.CHAIN'].fid)!;
  const layer = alteredFile(FILES['EF.CHAIN'].sfi, (file) =>
    file.set(chain.subarray(0, file.length)),
  );
  const transport = layer(await virtualReader(await world.card('yinjiang')).connect());
  const names = await refusal(async () =>
    world.terminal.settle(transport, await demoBill('yinjiang', 'ZY1')),
  );
  expect(names).toContain('issuer-signature');
  expect(names).toContain('issuer-county');
});

test('a card whose years do not include that of the bill', async () => {
  const world = await testWorld(await temporaryFolder());
  const transport = await virtualReader(await world.card('yinjiang')).connect();
  const bill = await demoBill('yinjiang', 'ZY1', ['2026-03-', '2020-03-']);
  expect(await refusal(() => world.terminal.settle(transport, bill))).toEqual(['participation']);
});
