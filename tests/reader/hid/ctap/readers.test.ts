import { describe, expect, test } from 'vitest';
import { equalBytes } from '../../../../src/bytes.ts';
import type { CardTransport } from '../../../../src/card/index.ts';
import { type CtapTimes, ctapHidReaders } from '../../../../src/reader/hid/index.ts';
import type { CardConnection, Reader, ReaderProvider } from '../../../../src/reader/provider.ts';
import {
  type CtapFault,
  VirtualCtapReader,
  type VirtualCtapReaderOptions,
  type VirtualHidBus,
  virtualHidBus,
} from '../../../../src/virtual/hid/index.ts';
import { pattern, readerCard } from '../../../virtual/hid/cards.ts';
import { codeOf } from '../../codeOf.ts';
import { echo, POLL_MS, read, TIMES } from '../desk.ts';

interface Desk {
  readonly bus: VirtualHidBus;
  readonly device: VirtualCtapReader;
  readonly card: ReturnType<typeof readerCard>['transport'];
  readonly readers: ReaderProvider;
}

function desk(
  options: VirtualCtapReaderOptions & { readonly times?: Partial<CtapTimes> } = {},
): Desk {
  const card = readerCard();
  const device = new VirtualCtapReader({ card, keepaliveMs: 20, packetGapMs: 100, ...options });
  const bus = virtualHidBus();
  bus.plug(device);
  const times = { ...TIMES, ...options.times };
  return {
    bus,
    device,
    card: card.transport,
    readers: ctapHidReaders({ bus, pollMs: POLL_MS, times }),
  };
}

async function connected(
  readers: ReaderProvider,
): Promise<{ readonly reader: Reader; readonly connection: CardConnection }> {
  const reader = await readers.waitForCard({ timeoutMs: 1_000 });
  return { reader, connection: await reader.connect() };
}

test('a device of the FIDO usage page is a reader with one slot and a hidden answer to reset', async () => {
  const { readers } = desk({ identity: { serialNumber: '0007' } });
  const { reader, connection } = await connected(readers);
  expect(reader).toMatchObject({ kind: 'hid', name: 'OneCard Virtual CTAPHID 0007' });
  expect(reader.slots.map(({ purpose }) => purpose)).toEqual(['holder']);
  expect(connection.atr).toHaveLength(0);
  expect(connection.protocol).toBe('unknown');
  await connection.close();
});

test('devices of another usage page, or not asked for by their ids, are no readers', async () => {
  const { bus } = desk();
  bus.plug(new VirtualCtapReader({ identity: { usagePage: 0xff00 } }));
  const one = { vendorId: 0x1209, productId: 0x0c01 };
  expect(await ctapHidReaders({ bus }).list()).toHaveLength(1);
  expect(await ctapHidReaders({ bus, devices: [one] }).list()).toHaveLength(1);
  expect(await ctapHidReaders({ bus, devices: [{ ...one, productId: 1 }] }).list()).toEqual([]);
});

test.each([0, 1, 47, 255, 256, 4_000, 7_600])('%i bytes go to the card and back', async (count) => {
  const { readers, card } = desk();
  const { connection } = await connected(readers);
  const command = echo(pattern(count));
  const response = await connection.transmit(command);
  expect(equalBytes(response.slice(0, -2), pattern(count))).toBe(true);
  expect(card.commands).toEqual([command]);
  await connection.close();
});

test('a command longer than one message is refused before anything is sent', async () => {
  const { readers, card } = desk();
  const { connection } = await connected(readers);
  expect(await codeOf(connection.transmit(echo(pattern(7_601))))).toBe('reader.command-too-long');
  expect(card.commands).toEqual([]);
  expect(await connection.transmit(read(1))).toHaveLength(3);
  await connection.close();
});

describe('faults', () => {
  /** The line is given up: this connection is over, the next one works. */
  const BREAKING: readonly (readonly [CtapFault, string])[] = [
    [{ kind: 'stall' }, 'reader.call-timed-out'],
    [{ kind: 'stall-midway', packets: 2 }, 'reader.call-timed-out'],
    [{ kind: 'wrong-channel' }, 'reader.call-timed-out'],
    [{ kind: 'never-ready' }, 'reader.call-timed-out'],
    [{ kind: 'slow', delayMs: 400, keepalive: false }, 'reader.call-timed-out'],
    [{ kind: 'wrong-sequence' }, 'reader.hid-frame'],
    [{ kind: 'restarted-message' }, 'reader.hid-frame'],
  ];

  test.each(BREAKING)('%j ends the connection, and nothing is sent twice', async (fault, code) => {
    const { readers, device, card } = desk();
    const { reader, connection } = await connected(readers);
    device.plan(fault);
    expect(await codeOf(connection.transmit(read(200)))).toBe(code);
    expect(await codeOf(connection.transmit(read(200)))).toBe('reader.connection-poisoned');
    await connection.close();
    const again = await reader.connect();
    expect(await again.transmit(read(201))).toHaveLength(203);
    expect(card.commands.filter((command) => equalBytes(command, read(200))).length).toBeLessThan(
      2,
    );
    await again.close();
  });

  const REFUSED: readonly (readonly [CtapFault, string])[] = [
    [{ kind: 'error', error: 'other' }, 'reader.hid-refused'],
    [{ kind: 'error', error: 'invalid-length' }, 'reader.hid-refused'],
    [{ kind: 'error', error: 'invalid-command' }, 'reader.hid-no-apdu'],
    [{ kind: 'restart' }, 'reader.card-was-reset'],
  ];

  test.each(REFUSED)('%j is reported, and the connection goes on', async (fault, code) => {
    const { readers, device } = desk();
    const { connection } = await connected(readers);
    device.plan(fault);
    expect(await codeOf(connection.transmit(read(200)))).toBe(code);
    expect(await connection.transmit(read(200))).toHaveLength(202);
    await connection.close();
  });

  test('KEEPALIVE carries a card beyond the silence limit', async () => {
    const { readers, device } = desk();
    const { connection } = await connected(readers);
    device.plan({ kind: 'slow', delayMs: 3 * TIMES.silenceMs, keepalive: true });
    expect(await connection.transmit(read(200))).toHaveLength(202);
    await connection.close();
  });

  test('packets of other channels between ours are passed over', async () => {
    const { readers, device } = desk();
    const { connection } = await connected(readers);
    device.plan({ kind: 'foreign-packets' });
    const response = await connection.transmit(read(1_000));
    expect(equalBytes(response.slice(0, -2), pattern(1_000))).toBe(true);
    await connection.close();
  });

  test.each(['before', 'midway'] as const)('pulled out %s the answer', async (when) => {
    const { readers, device, bus } = desk();
    const { reader, connection } = await connected(readers);
    device.plan({ kind: 'unplug', when });
    expect(await codeOf(connection.transmit(read(200)))).toBe('reader.reader-removed');
    expect(await codeOf(connection.transmit(read(200)))).toBe('reader.reader-removed');
    await connection.close();
    expect(await codeOf(reader.connect())).toBe('reader.reader-removed');
    expect(await codeOf(readers.waitForCard({ timeoutMs: 20 }))).toBe('reader.no-reader');
    bus.plug(device);
    const again = await connected(readers);
    expect(await again.connection.transmit(read(5))).toHaveLength(7);
    await again.connection.close();
  });
});

describe('several users', () => {
  test('two programs share the device, the second is asked to wait and is served', async () => {
    const { readers, device, bus } = desk();
    const other = ctapHidReaders({ bus, pollMs: POLL_MS, times: TIMES });
    const [mine, theirs] = [await connected(readers), await connected(other)];
    device.plan({ kind: 'slow', delayMs: 60, keepalive: true });
    const answers = await Promise.all([
      mine.connection.transmit(read(100)),
      theirs.connection.transmit(read(200)),
    ]);
    expect(answers.map((answer) => answer.length)).toEqual([102, 202]);
    await mine.connection.close();
    await theirs.connection.close();
  });

  test('a transaction locks another program out', async () => {
    const { readers, bus } = desk();
    const other = ctapHidReaders({ bus, pollMs: POLL_MS, times: { ...TIMES, busyMs: 30 } });
    const [mine, theirs] = [await connected(readers), await connected(other)];
    await mine.connection.transaction(async (transport: CardTransport) => {
      expect(await transport.transmit(read(1))).toHaveLength(3);
      expect(await codeOf(theirs.connection.transmit(read(1)))).toBe('reader.in-use');
      expect(await transport.transmit(read(2))).toHaveLength(4);
    });
    expect(await theirs.connection.transmit(read(3))).toHaveLength(5);
    await mine.connection.close();
    await theirs.connection.close();
  });

  test('a transaction on a device without locks goes on all the same', async () => {
    const { readers } = desk({ hasLocks: false });
    const { connection } = await connected(readers);
    const bytes = await connection.transaction(async (transport) => {
      await transport.transmit(read(1));
      return (await transport.transmit(read(2))).length;
    });
    expect(bytes).toBe(4);
    await connection.close();
  });

  test('a device that takes no raw messages is no reader for APDUs', async () => {
    const { readers } = desk({ capabilities: 0x0c });
    const [reader] = await readers.list();
    expect(await codeOf(reader!.connect())).toBe('reader.hid-no-apdu');
    expect(await codeOf(readers.waitForCard({ timeoutMs: 30 }))).toBe('reader.hid-no-apdu');
  });
});
