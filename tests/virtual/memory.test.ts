import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { suiteOf } from '../../src/crypto/index.ts';
import { OneCardError } from '../../src/errors/index.ts';
import { type CardStore, fileStore, memoryStore, VirtualCard } from '../../src/virtual/index.ts';
import { SELECT_APPLICATION, send, sendAll } from './apdus.ts';
import { logRecord, plainCard, plainImage } from './cards.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onecard-virtual-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('a card in a file', () => {
  test('keeps slots, log and counter', async () => {
    const store = fileStore(join(folder, 'card.bin'));
    expect(await VirtualCard.open(store)).toBeUndefined();
    const { card, as } = await plainCard(store);
    const host = as('SETTLE');
    await sendAll(host, [SELECT_APPLICATION, '00D6840003AABBCC']);
    await send(host, '00E2003080', logRecord(9));

    const again = (await VirtualCard.open(store))!;
    again.powerUp();
    expect(again.serial).toBe(card.serial);
    const reads = [SELECT_APPLICATION, '00B0840000', '00B2013400'];
    const [, slot, record] = await sendAll(as('SETTLE', again), reads);
    expect(slot).toMatch(/^AABBCC.*9000$/);
    expect(record).toMatch(/^09.*9000$/);
  });

  test('is readable by its owner alone, and leaves no other file', async () => {
    const path = join(folder, 'card.bin');
    await plainCard(fileStore(path));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['card.bin']);
  });

  test('a save that was cut leaves the old bytes', async () => {
    const path = join(folder, 'card.bin');
    const store = fileStore(path);
    await store.save(Uint8Array.of(1));
    await writeFile(`${path}.${process.pid}.new`, 'half');
    expect(await store.load()).toEqual(Uint8Array.of(1));
    await store.save(Uint8Array.of(2));
    expect(await store.load()).toEqual(Uint8Array.of(2));
  });

  test('a card that is open twice is not rolled back by the one that lags behind', async () => {
    const path = join(folder, 'card.bin');
    const { as } = await plainCard(fileStore(path));
    const cards = [
      (await VirtualCard.open(fileStore(path)))!,
      (await VirtualCard.open(fileStore(path)))!,
    ] as const;
    for (const card of cards) card.powerUp();
    const [one, other] = [as('SETTLE', cards[0]), as('SETTLE', cards[1])];
    const writes = (slot: string) => [SELECT_APPLICATION, `00D6840003${slot}`];
    expect(await sendAll(one, writes('AABBCC'))).toContain('9000');
    // The one that lags behind cannot even count the channel that it is asked to open.
    const initialize = `8050310008${'11'.repeat(8)}00`;
    for (let time = 0; time < 2; time++) {
      expect(await sendAll(cards[1], [SELECT_APPLICATION, initialize])).toContain('6581');
    }
    await expect(send(other, writes('111111')[1]!)).rejects.toThrow('crypto.channel-refused');
    expect((await sendAll(one, writes('DDEEFF'))).at(-1)).toBe('9000');
    const stored = (await VirtualCard.open(fileStore(path)))!;
    stored.powerUp();
    const [, slot] = await sendAll(as('SETTLE', stored), [SELECT_APPLICATION, '00B0840000']);
    expect(slot).toMatch(/^DDEEFF/);
  });

  test('a changed file is refused and repeats nothing', async () => {
    const path = join(folder, 'card.bin');
    await plainCard(fileStore(path));
    const bytes = await readFile(path);
    const damaged = [
      bytes.subarray(0, -1),
      Buffer.concat([bytes, Buffer.of(0)]),
      Buffer.from(''),
      Buffer.of(0xa0),
    ];
    for (const bad of damaged) {
      await writeFile(path, bad);
      const error = await VirtualCard.open(fileStore(path)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(OneCardError);
      expect((error as OneCardError).code).toBe('virtual.card-file-damaged');
    }
  });
});

test('what cannot be stored answers 6581 and did not happen', async () => {
  const inner = memoryStore();
  let isFull = false;
  const store: CardStore = {
    load: () => inner.load(),
    save: async (bytes) => {
      if (isFull) throw new Error('no space left');
      await inner.save(bytes);
    },
  };
  const { as } = await plainCard(store);
  const host = as('SETTLE');
  await send(host, SELECT_APPLICATION);
  const before = await send(host, '00B0840000');
  isFull = true;
  expect(await send(host, '00D6840003AABBCC')).toBe('6581');
  expect(await send(host, '00E2003080', logRecord(1))).toBe('6581');
  const hash = '00'.repeat(32);
  expect(await sendAll(host, ['002241B603840182', `002A9E9A20${hash}00`])).toEqual([
    '9000',
    '6581',
  ]);
  isFull = false;
  expect(await send(host, '00B0840000')).toBe(before);
  expect(await send(host, '00B2013400')).toBe('6A83');
  expect(await send(host, `002A9E9A20${hash}00`)).toMatch(/^00000001/);
});

test('commands of two callers do not mix', async () => {
  const { card } = await plainCard();
  await send(card, SELECT_APPLICATION);
  // A wrong PIN spends a try each time: were two inside together, both would see the same number.
  const tries = [1, 2, 3].map(() => send(card, '002000810824123456FFFFFFFF'));
  expect(await Promise.all(tries)).toEqual(['63C2', '63C1', '63C0']);
});

test("image and keys that make no card are the caller's bug", async () => {
  const suite = suiteOf(1);
  const keys = {
    authentication: suite.generateKeyPair().privateKey,
    settlement: suite.generateKeyPair().privateKey,
    channel: [],
  };
  const image = plainImage();
  const short = new Map(image.files).set(0x0104, new Uint8Array(222));
  const long = new Map(image.files).set(0x0102, new Uint8Array(513));
  const missing = new Map(image.files);
  missing.delete(0x011d);
  const more = new Map(image.files).set(0x0999, new Uint8Array(1));
  for (const files of [short, long, missing, more]) {
    await expect(VirtualCard.issue({ ...image, files }, keys)).rejects.toThrow(RangeError);
  }
  const log = [new Uint8Array(127)];
  await expect(VirtualCard.issue({ ...image, log }, keys)).rejects.toThrow(RangeError);
  await expect(VirtualCard.issue({ ...image, suite: 2 }, keys)).rejects.toThrow(TypeError);
});
