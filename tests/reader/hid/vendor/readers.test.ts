import { beforeAll, describe, expect, test } from 'vitest';
import { equalBytes, toHex } from '../../../../src/bytes.ts';
import { type HidProfile, vendorHidReaders } from '../../../../src/reader/hid/index.ts';
import type { CardConnection, Reader, ReaderProvider } from '../../../../src/reader/provider.ts';
import {
  type VendorFault,
  type VirtualHidBus,
  VirtualVendorReader,
  virtualHidBus,
} from '../../../../src/virtual/hid/index.ts';
import { pattern, readerCard, TEST_ATR } from '../../../virtual/hid/cards.ts';
import { codeOf } from '../../codeOf.ts';
import { echo, eventsUntil, POLL_MS, read } from '../desk.ts';
import { otherProfile, shipped } from './profiles.ts';

const profiles: Record<string, HidProfile> = {};
const NAMES = ['feature-32-xor', 'interrupt-64-ack', 'other-framing'];

beforeAll(async () => {
  // Shorter than shipped, so that a reader that says nothing does not hold the test up.
  for (const id of NAMES.slice(0, 2)) profiles[id] = { ...(await shipped(id)), answerMs: 300 };
  profiles['other-framing'] = await otherProfile();
});

interface Desk {
  readonly bus: VirtualHidBus;
  readonly device: VirtualVendorReader;
  readonly holder: ReturnType<typeof readerCard>;
  readonly readers: ReaderProvider;
}

function desk(id: string): Desk {
  const profile = profiles[id]!;
  const holder = readerCard();
  const device = new VirtualVendorReader({ profile, cards: { 0: holder, 1: readerCard() } });
  const bus = virtualHidBus();
  bus.plug(device);
  return {
    bus,
    device,
    holder,
    readers: vendorHidReaders({ bus, profiles: [profile], pollMs: POLL_MS }),
  };
}

async function connected(
  readers: ReaderProvider,
): Promise<{ readonly reader: Reader; readonly connection: CardConnection }> {
  const reader = await readers.waitForCard({ timeoutMs: 1_000 });
  return { reader, connection: await reader.connect() };
}

describe.each(NAMES)('%s', (id) => {
  test.each([0, 1, 23, 24, 61, 62, 255, 1_500])('%i bytes to the card and back', async (count) => {
    const { readers, holder } = desk(id);
    const { connection } = await connected(readers);
    const command = echo(pattern(count));
    const response = await connection.transmit(command);
    expect(equalBytes(response.slice(0, -2), pattern(count))).toBe(true);
    expect(holder.transport.commands).toEqual([command]);
    await connection.close();
  });

  test('the holder’s card and a SAM take turns', async () => {
    const { readers } = desk(id);
    const { reader, connection } = await connected(readers);
    expect(reader.slots[1]!.purpose).toBe('sam');
    const sam = await reader.connect({ slot: 1, exclusive: true });
    const answers = await Promise.all([
      connection.transmit(read(1)),
      sam.transmit(read(2)),
      connection.transmit(read(3)),
    ]);
    expect(answers.map((answer) => answer.length)).toEqual([3, 4, 5]);
    await sam.close();
    await connection.close();
  });

  test('the answer to reset is the card’s, or empty where the profile says that it is hidden', async () => {
    const { readers } = desk(id);
    const { reader, connection } = await connected(readers);
    const isHidden = profiles[id]!.slots[0]!.atr === 'hidden';
    expect(toHex(connection.atr)).toBe(isHidden ? '' : toHex(TEST_ATR));
    await connection.close();
    expect(await codeOf(reader.connect({ slot: 1 }).then((sam) => sam.close()))).toBe('resolved');
  });

  test('a card pulled out during use is told, and the next one works', async () => {
    const { device, readers } = desk(id);
    const { reader, connection } = await connected(readers);
    device.remove(0);
    const pulled = await codeOf(connection.transmit(read(1)));
    // This framing has one status for "no card" and "mute" when it is sent an APDU.
    expect(pulled).toBe(id === 'interrupt-64-ack' ? 'reader.card-mute' : 'reader.card-removed');
    expect(await codeOf(connection.transmit(read(1)))).toBe(pulled);
    await connection.close();
    expect(await codeOf(reader.connect())).toBe('reader.no-card');
    expect(await codeOf(readers.waitForCard({ timeoutMs: 20 }))).toBe('reader.no-card');
    const waiting = readers.waitForCard({ timeoutMs: 1_000 });
    setTimeout(() => device.insert(0, readerCard()), 20);
    const again = await (await waiting).connect();
    expect(await again.transmit(read(7))).toHaveLength(9);
    await again.close();
  });

  test('events of a card that goes and comes', async () => {
    const { bus, device, readers } = desk(id);
    let cardsIn = 0;
    const seen = await eventsUntil(readers.events(), 'reader-detached', ({ type }) => {
      if (type === 'card-in') cardsIn++;
      if (type === 'card-in' && cardsIn === 1) device.remove(0);
      if (type === 'card-in' && cardsIn === 2) bus.unplug(device);
      if (type === 'card-out') device.insert(0, readerCard());
    });
    expect(seen.map((event) => event.split(' ')[0])).toEqual([
      'reader-attached',
      'card-in',
      'card-out',
      'card-in',
      'card-out',
      'reader-detached',
    ]);
  });

  test('a slow card is waited for', async () => {
    const { device, readers } = desk(id);
    const { connection } = await connected(readers);
    device.plan({ kind: 'slow', delayMs: 120 });
    expect(await connection.transmit(read(100))).toHaveLength(102);
    await connection.close();
  });

  const BREAKING: readonly (readonly [VendorFault, string])[] = [
    [{ kind: 'stall' }, 'reader.call-timed-out'],
    [{ kind: 'stall-midway', reports: 1 }, 'reader.call-timed-out'],
    [{ kind: 'fragment-header', report: 0 }, 'reader.hid-frame'],
    [{ kind: 'fragment-header', report: 1 }, 'reader.hid-frame'],
    [{ kind: 'message-header' }, 'reader.hid-frame'],
    [{ kind: 'unplug', when: 'before' }, 'reader.reader-removed'],
    [{ kind: 'unplug', when: 'midway' }, 'reader.reader-removed'],
  ];

  test.each(BREAKING)('%j ends the connection, and nothing is sent twice', async (fault, code) => {
    const { bus, device, holder, readers } = desk(id);
    const { reader, connection } = await connected(readers);
    device.plan(fault);
    expect(await codeOf(connection.transmit(read(200)))).toBe(code);
    const after = fault.kind === 'unplug' ? code : 'reader.connection-poisoned';
    expect(await codeOf(connection.transmit(read(200)))).toBe(after);
    await connection.close();
    expect(holder.transport.commands.length).toBeLessThan(2);
    if (fault.kind === 'unplug') bus.plug(device);
    const again = await (fault.kind === 'unplug'
      ? (await readers.waitForCard({ timeoutMs: 1_000 })).connect()
      : reader.connect());
    expect(await again.transmit(read(200))).toHaveLength(202);
    await again.close();
  });

  test('a status that the profile does not list is a refusal, with the status', async () => {
    const { device, readers } = desk(id);
    const { connection } = await connected(readers);
    const statusHex = id === 'feature-32-xor' ? '42' : '4243';
    device.plan({ kind: 'status', statusHex });
    const refused = connection.transmit(read(1));
    await expect(refused).rejects.toMatchObject({
      code: 'reader.hid-refused',
      detail: { status: statusHex, slot: 0, command: 'apdu' },
    });
    expect(await connection.transmit(read(1))).toHaveLength(3);
    await connection.close();
  });

  test('a command too long for the framing is refused before anything is sent', async () => {
    const { holder, readers } = desk(id);
    const { connection } = await connected(readers);
    const bytesMax = await connection.transmit(new Uint8Array(5_000)).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'reader.command-too-long' });
      return (error as { detail: { bytesMax: number } }).detail.bytesMax;
    });
    expect(holder.transport.commands).toEqual([]);
    expect(bytesMax).toBeLessThan(5_000);
    const longest = echo(pattern((bytesMax as number) - 7), 0);
    expect(longest).toHaveLength(bytesMax as number);
    await connection.transmit(longest).catch(() => undefined);
    expect(holder.transport.commands).toEqual([longest]);
    await connection.close();
  });
});
