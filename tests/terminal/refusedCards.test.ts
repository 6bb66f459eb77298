/** A card that is not what it says is refused by name, in both languages, and nothing is written. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { worldFiles } from '../../examples/cli/world/files.ts';
import { HOMES, type HomeName } from '../../examples/cli/world/persons.ts';
import { CHECKS, FILES, type FileName, type TransportLayer } from '../../src/card/index.ts';
import { suiteOf } from '../../src/crypto/index.ts';
import { explainError, OneCardError } from '../../src/errors/index.ts';
import type { Sam, SamId } from '../../src/model/index.ts';
import { amount } from '../../src/money.ts';
import {
  type Equipment,
  openTerminal,
  systemClock,
  systemRandom,
} from '../../src/terminal/index.ts';
import { instant, plainDate } from '../../src/time.ts';
import type { CardContents } from '../../src/virtual/contents.ts';
import { encodeContents, parseContents } from '../../src/virtual/contentsFile.ts';
import {
  generateCountyKeys,
  memoryStore,
  SoftSam,
  VirtualCard,
  virtualReader,
} from '../../src/virtual/index.ts';
import { alteredFile } from '../support/readLayer.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

interface Case {
  readonly name: string;
  /** What a laboratory did to the card's memory. */
  readonly alter?: (contents: CardContents) => CardContents;
  /** What somebody does to the bytes on their way. */
  readonly layer?: TransportLayer;
  readonly changes?: (equipment: Equipment) => Partial<Equipment>;
  /** A failed check, or the code of the error that the read ended in. */
  readonly refusedAs: RegExp;
}

const YEARS_20_MS = 20 * 365 * 86_400_000;

/** One file of the card with some of its bytes changed. */
function altered(name: FileName, change: (file: Uint8Array) => Uint8Array) {
  return (contents: CardContents): CardContents => {
    const { fid } = FILES[name];
    const files = new Map(contents.files).set(fid, change(contents.files.get(fid)!));
    return { ...contents, files };
  };
}

const flipped = (offset: number) => (file: Uint8Array) => file.with(offset, file[offset]! ^ 0x01);

const CASES: readonly Case[] = [
  ...(['EF.CARD', 'EF.HOLDER', 'EF.INS', 'EF.FAMILY', 'EF.CHRONIC'] as const).map((name) => ({
    name: `a byte of the salt in ${name}`,
    alter: altered(name, flipped(12)),
    refusedAs: /^file-digest$/,
  })),
  ...(['EF.CARD', 'EF.HOLDER', 'EF.CHAIN', 'EF.SOD'] as const).map((name) => ({
    name: `a byte behind the last of ${name}`,
    alter: altered(name, (file) => Uint8Array.from([...file, 0])),
    refusedAs: /^card\.malformed-frame$/,
  })),
  {
    name: 'a byte of the signature in EF.SOD',
    alter: altered('EF.SOD', (file) => flipped(file.length - 1)(file)),
    refusedAs: /^issuer-signature$/,
  },
  {
    name: 'a byte of the county certificate',
    alter: altered('EF.CHAIN', (file) => flipped(file.length - 1)(file)),
    refusedAs: /^certificate-chain$/,
  },
  {
    name: 'a state slot whose CMAC is wrong',
    // The last bytes are the end mark, 00 on a new card; before them zeros, and before those the CMAC.
    alter: altered('EF.STATE-A', (file) => flipped(file.findLastIndex((byte) => byte !== 0))(file)),
    refusedAs: /^state-mac$/,
  },
  {
    name: 'a byte of EF.CARD changed on its way',
    layer: alteredFile(FILES['EF.CARD'].sfi, (file) => {
      if (file.length > 12) file[12]! ^= 0x01;
    }),
    refusedAs: /^file-digest$/,
  },
  {
    name: 'a byte of EF.HOLDER changed on its way',
    layer: alteredFile(FILES['EF.HOLDER'].sfi, (file) => {
      file[12]! ^= 0x01;
    }),
    refusedAs: /^crypto\.channel-response-forged$/,
  },
  {
    name: 'a module of another county',
    changes: ({ sam }) => ({ sam: strangerTo(sam) }),
    refusedAs: /^crypto\.channel-card-unproven$/,
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

test.each(CASES)('$name', async ({ alter, layer = (inner) => inner, changes, refusedAs }) => {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  const { equipment } = world;
  const cardFile = worldFiles(join(folder, 'world')).card(HOMES.yinjiang.county);
  if (alter)
    await writeFile(cardFile, encodeContents(alter(parseContents(await readFile(cardFile)))));
  const before = writtenParts(await readFile(cardFile));
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
  expect(writtenParts(await readFile(cardFile))).toEqual(before);
});

/** Everything of a card but the counters that opening a channel raises. */
function writtenParts(bytes: Uint8Array) {
  const { files, log, atc } = parseContents(Uint8Array.from(bytes));
  return { files, log, atc };
}

/** The module with a channel of keys that no card here has. */
function strangerTo(sam: Sam): Sam {
  const stranger = SoftSam.issue({
    id: '9991010000000002' as SamId,
    role: 'SETTLE',
    keys: generateCountyKeys(systemRandom),
    issuedAt: systemClock.now(),
    expiresOn: plainDate('2099-12-31'),
    dailySumMax: amount(0n),
  });
  return new Proxy(sam, {
    get(target, name) {
      if (name === 'openChannel') {
        return async (request: Parameters<Sam['openChannel']>[0]) =>
          (await stranger).openChannel(request);
      }
      const member = Reflect.get(target, name, target) as unknown;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

/** Everything that the card of a home county holds, as only a laboratory gets it. */
async function contentsOf(folder: string, home: HomeName): Promise<CardContents> {
  const file = worldFiles(join(folder, 'world')).card(HOMES[home].county);
  return parseContents(Uint8Array.from(await readFile(file)));
}

test.each([
  ['and no channel keys', [], ['crypto.channel-refused']],
  ['and even the channel keys', undefined, ['card-key']],
] as const)('a copy of every file on a card with other keys %s', async (_name, keys, refusedAs) => {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  const original = await contentsOf(folder, 'yinjiang');
  const copied = await VirtualCard.issue(original, {
    authentication: suiteOf(1).generateKeyPair().privateKey,
    settlement: suiteOf(1).generateKeyPair().privateKey,
    channel: keys ?? [...original.channel.values()],
  });
  const transport = await virtualReader(copied).connect();
  const bill = await demoBill('yinjiang', 'ZY1');
  expect(await refusal(() => world.terminal.settle(transport, bill))).toEqual(refusedAs);
  expect(world.equipment.journal.head().sequence).toBe(0);
});

test("another county's certificate on the card", async () => {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  const { files } = await contentsOf(folder, 'jimunai');
  const swapped = altered('EF.CHAIN', () => files.get(FILES['EF.CHAIN'].fid)!);
  const contents = swapped(await contentsOf(folder, 'yinjiang'));
  const card = await VirtualCard.open(memoryStore(encodeContents(contents)));
  const transport = await virtualReader(card).connect();
  const names = await refusal(async () =>
    world.terminal.settle(transport, await demoBill('yinjiang', 'ZY1')),
  );
  expect(names).toContain('issuer-signature');
  expect(names).toContain('issuer-county');
});

test('a card that was put back to what it was before its last channel, or its last settlement', async () => {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  const file = worldFiles(join(folder, 'world')).card(HOMES.yinjiang.county);
  const images: Uint8Array[] = [];
  const settle = async (number: string) => {
    const transport = await virtualReader(await world.card('yinjiang')).connect();
    const bill = await demoBill('yinjiang', number);
    const names = await refusal(() => world.terminal.settle(transport, bill));
    await transport.close();
    return names;
  };
  images.push(Uint8Array.from(await readFile(file)));
  expect(await settle('ZY1')).toEqual(['settled']);
  await writeFile(file, images[0]!);
  expect(await settle('ZY2')).toEqual(['card-counters']);
});

test('a card whose years do not include that of the bill', async () => {
  const world = await testWorld(await temporaryFolder());
  const transport = await virtualReader(await world.card('yinjiang')).connect();
  const bill = await demoBill('yinjiang', 'ZY1', ['2026-03-', '2020-03-']);
  expect(await refusal(() => world.terminal.settle(transport, bill))).toEqual(['participation']);
});
