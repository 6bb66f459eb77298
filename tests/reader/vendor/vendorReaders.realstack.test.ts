/** A reader behind a vendor's library: APDUs through two slots, events, and a driver that fails. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { type CardTransport, withGetResponse, withRightLe } from '../../../src/card/index.ts';
import type { ReaderEvent, ReaderProvider } from '../../../src/reader/provider.ts';
import {
  type VendorReadersOptions,
  vendorReaders,
} from '../../../src/reader/vendor/ssse32/vendorReaders.ts';
import { bundled, CHILD, compiled, describeWithCompiler, folderOfFile } from './support.ts';

let command: readonly [string, string];
let library: string;
let folder: string;
let port: string;
let count = 0;
const open: ReaderProvider[] = [];

function start(options: Partial<VendorReadersOptions> = {}): ReaderProvider {
  const readers = vendorReaders({ library, command, port, ...options });
  open.push(readers);
  return readers;
}

const insert = (): Promise<void> => writeFile(join(port, 'card'), '');
const remove = (name = 'card'): Promise<void> => rm(join(port, name), { recursive: true });

const ask = async (card: CardTransport, hex: string): Promise<string> =>
  toHex(await card.transmit(fromHex(hex))).toUpperCase();

describeWithCompiler(() => {
  beforeAll(async () => {
    folder = await folderOfFile();
    [command, library] = await Promise.all([bundled(CHILD), compiled(folder, 'reader')]);
  });

  beforeEach(async () => {
    port = join(folder, `port${++count}`);
    await mkdir(port);
  });

  afterEach(async () => {
    for (const readers of open.splice(0)) await readers.close();
  });

  test('the holder’s card and the security module side by side', async () => {
    await insert();
    const readers = start();
    const [reader, ...others] = await readers.list();
    expect(others).toEqual([]);
    expect(reader).toMatchObject({ kind: 'vendor', name: `reader.so ${port}` });
    expect(reader!.slots.map(({ purpose }) => purpose)).toEqual([
      'holder',
      'sam',
      'sam',
      'sam',
      'sam',
    ]);

    const card = await reader!.connect();
    const sam = await reader!.connect({ slot: 1, exclusive: true });
    expect([toHex(card.atr), toHex(sam.atr)]).toEqual(['3b021450', '3b025341']);
    expect(card.protocol).toBe('unknown');
    const both = withGetResponse(withRightLe(card));
    expect(await ask(both, '00A4040009F04F4E454341524401')).toBe('68656C6C6F9000');
    expect(await ask(card, '00A4040009F04F4E454341524401')).toBe('6105');
    expect(await ask(sam, '00B0000004')).toBe('111111119000');
    expect(await ask(card, '00B0000004')).toBe('010101019000');
    expect(await ask(card, '002000000431323334')).toBe('63C2');
    const long = await card.transmit(fromHex('00B00000000000'));
    expect(long.length).toBe(65_538);

    await expect(reader!.connect()).rejects.toMatchObject({ code: 'reader.in-use' });
    await card.close();
    await card.close();
    await expect(card.transmit(fromHex('00B0000004'))).rejects.toMatchObject({
      code: 'reader.connection-closed',
    });
    expect(toHex((await reader!.connect()).atr)).toBe('3b021450');
    await sam.close();
  });

  test('why a card cannot be connected', async () => {
    const [reader] = await start().list();
    await expect(reader!.connect()).rejects.toMatchObject({ code: 'reader.no-card' });
    await expect(reader!.connect({ slot: 2 })).rejects.toMatchObject({ code: 'reader.no-card' });
    await expect(reader!.connect({ slot: 3 })).rejects.toMatchObject({ code: 'reader.card-mute' });
    await expect(reader!.connect({ slot: 5 })).rejects.toThrow(RangeError);
    await insert();
    await (await reader!.connect()).close();
  });

  test('a card pulled in the middle, and one that was powered down', async () => {
    await insert();
    const [reader] = await start().list();
    const card = await reader!.connect();
    await remove();
    await expect(card.transmit(fromHex('00B0000004'))).rejects.toMatchObject({
      code: 'reader.card-removed',
      detail: { value: -2 },
    });
    await card.close().catch(() => undefined);
    await insert();
    expect(await ask(await reader!.connect(), '00B0000001')).toBe('019000');
  });

  test('a transaction is alone with the reader', async () => {
    await insert();
    const [reader] = await start().list();
    const card = await reader!.connect();
    const sam = await reader!.connect({ slot: 1 });
    const order: string[] = [];
    const inside = card.transaction(async (transport) => {
      for (const part of ['a', 'b']) {
        await transport.transmit(fromHex('00B0000001'));
        await sleep(20);
        order.push(part);
      }
      return 'done';
    });
    const outside = ask(sam, '00B0000001').then(() => order.push('sam'));
    expect(await inside).toBe('done');
    await outside;
    expect(order).toEqual(['a', 'b', 'sam']);
    const failing = card.transaction(async () => {
      throw new Error('mine');
    });
    await expect(failing).rejects.toThrow('mine');
    let kept: CardTransport | undefined;
    await card.transaction(async (transport) => {
      kept = transport;
    });
    await expect(kept!.transmit(fromHex('00B0000001'))).rejects.toMatchObject({
      code: 'reader.connection-closed',
    });
    expect(await ask(card, '00B0000001')).toBe('019000');
  });

  test.each([
    ['a crash', '00000000', 'vendor.child-crashed'],
    ['an overrun', '00020000', 'vendor.buffer-overrun'],
  ])('%s in an APDU ends the connections, and connecting again goes on', async (_, hex, code) => {
    await insert();
    const [reader] = await start().list();
    const card = await reader!.connect();
    const sam = await reader!.connect({ slot: 1 });
    await expect(card.transmit(fromHex(hex))).rejects.toMatchObject({
      code,
      detail: { mayHaveWritten: true },
    });
    for (const lost of [card, sam]) {
      await expect(lost.transmit(fromHex('00B0000001'))).rejects.toMatchObject({
        code: 'vendor.connection-lost',
      });
      await lost.close();
    }
    expect(await ask(await reader!.connect(), '00B0000001')).toBe('019000');
  });

  test.each([
    ['00030000', 'vendor.malformed-answer'],
    ['00040000', 'vendor.call-failed'],
  ])('an answer of an impossible length (%s)', async (hex, code) => {
    await insert();
    const [reader] = await start().list();
    const card = await reader!.connect();
    await expect(card.transmit(fromHex(hex))).rejects.toMatchObject({ code });
    expect(await ask(card, '00B0000001')).toBe('019000');
  });

  test('waiting for a card', async () => {
    const readers = start();
    const waiting = readers.waitForCard({ timeoutMs: 10_000 });
    await sleep(400);
    await insert();
    expect((await waiting).name).toContain('reader.so');
    await remove();
    await expect(readers.waitForCard({ timeoutMs: 100 })).rejects.toMatchObject({
      code: 'reader.no-card',
      detail: { waitedMs: 100 },
    });
    await expect(
      readers.waitForCard({ timeoutMs: 10_000, signal: AbortSignal.timeout(50) }),
    ).rejects.toMatchObject({ code: 'reader.wait-aborted' });
    await expect(readers.waitForCard({ timeoutMs: 1, reader: 'other' })).rejects.toMatchObject({
      code: 'reader.no-reader',
    });
    await insert();
    await writeFile(join(port, 'mute'), '');
    await expect(readers.waitForCard({ timeoutMs: 1, reader: 'READER.SO' })).rejects.toMatchObject({
      code: 'reader.card-mute',
    });
    await remove('mute');
    await remove();
    const closing = readers.waitForCard({ timeoutMs: 10_000 }).catch((error) => error);
    await readers.close();
    expect(await closing).toMatchObject({ code: 'reader.wait-aborted' });
    await expect(readers.list()).rejects.toMatchObject({ code: 'vendor.closed' });
  });

  test('closing the provider leaves open connections to their owners', async () => {
    await insert();
    const readers = start();
    const [reader] = await readers.list();
    const card = await reader!.connect();
    const sam = await reader!.connect({ slot: 1 });
    await readers.close();
    await expect(reader!.connect({ slot: 2 })).rejects.toMatchObject({ code: 'vendor.closed' });
    expect(await ask(card, '00B0000001')).toBe('019000');
    await card.close();
    expect(await ask(sam, '00B0000001')).toBe('119000');
    await sam.close();
    await expect(readers.list()).rejects.toMatchObject({ code: 'vendor.closed' });
  });

  test('an exchange past its deadline, and one that was not wanted any more', async () => {
    await insert();
    const [reader] = await start().list();
    const card = await reader!.connect();
    const stop = new AbortController();
    const slow = card.transmit(fromHex('00010000'), { deadlineMs: 500, signal: stop.signal });
    const waiting = card.transmit(fromHex('00B0000001'), { signal: stop.signal });
    const outcomes = Promise.allSettled([slow, waiting]);
    stop.abort();
    const [timedOut, aborted] = (await outcomes) as PromiseRejectedResult[];
    expect(timedOut!.reason).toMatchObject({
      code: 'reader.call-timed-out',
      cause: { code: 'vendor.child-hung', detail: { mayHaveWritten: true } },
    });
    expect(aborted!.reason).toMatchObject({ code: 'reader.wait-aborted' });
    await expect(card.transmit(fromHex('00B0000001'))).rejects.toMatchObject({
      code: 'vendor.connection-lost',
    });
    await card.close();
    expect(await ask(await reader!.connect(), '00B0000001')).toBe('019000');
  });

  test('a reader that is not plugged in', async () => {
    port = join(folder, 'nowhere');
    const readers = start();
    expect(await readers.list()).toEqual([]);
    await expect(readers.waitForCard({ timeoutMs: 1 })).rejects.toMatchObject({
      code: 'reader.no-reader',
    });
  });

  test('events come in the order in which things happen', async () => {
    const readers = start();
    const stop = new AbortController();
    const seen: string[] = [];
    const name = (event: ReaderEvent): string =>
      event.type === 'service-lost'
        ? `${event.type} ${event.code}`
        : event.type === 'card-in'
          ? `${event.type} ${toHex(event.atr)}`
          : event.type;
    const listening = (async () => {
      for await (const event of readers.events({ signal: stop.signal })) seen.push(name(event));
    })();
    const until = async (length: number): Promise<void> => {
      for (let tries = 0; tries < 200 && seen.length < length; tries++) await sleep(50);
    };
    await until(1);
    await insert();
    await until(2);
    await remove();
    await until(3);
    await insert();
    await until(4);
    await writeFile(join(port, 'swap'), '');
    await until(6);
    await writeFile(join(port, 'crash'), '');
    await until(9);
    await remove('crash');
    await until(12);
    await rm(port, { recursive: true });
    await until(14);
    stop.abort();
    await listening;
    expect(seen).toEqual([
      'reader-attached',
      'card-in 3b021450',
      'card-out',
      'card-in 3b021450',
      'card-out',
      'card-in 3b021450',
      'card-out',
      'reader-detached',
      'service-lost vendor.child-crashed',
      'service-back',
      'reader-attached',
      'card-in 3b021450',
      'card-out',
      'reader-detached',
    ]);
  });

  test('watching leaves a connected card alone', async () => {
    await insert();
    const readers = start();
    const [reader] = await readers.list();
    const card = await reader!.connect();
    const stop = new AbortController();
    const seen: ReaderEvent[] = [];
    const listening = (async () => {
      for await (const event of readers.events({ signal: stop.signal })) seen.push(event);
    })();
    for (let round = 0; round < 8; round++) {
      expect(await ask(card, '00B0000001')).toBe('019000');
      await sleep(100);
    }
    stop.abort();
    await listening;
    expect(seen.map(({ type }) => type)).toEqual(['reader-attached', 'card-in']);
    expect(seen[1]).toMatchObject({ atr: card.atr });
  });
});
