/** What CTAPHID and vendor readers share: lists, waits, events, queues, transactions. */

import { expect, test } from 'vitest';
import { ctapHidReaders } from '../../../src/reader/hid/index.ts';
import type { ReaderProvider } from '../../../src/reader/provider.ts';
import {
  VirtualCtapReader,
  type VirtualHidBus,
  virtualHidBus,
} from '../../../src/virtual/hid/index.ts';
import { readerCard } from '../../virtual/hid/cards.ts';
import { codeOf } from '../codeOf.ts';
import { eventsUntil, POLL_MS, read, TIMES } from './desk.ts';

const NAME = 'OneCard Virtual CTAPHID';

function plugged(bus: VirtualHidBus): VirtualCtapReader {
  const device = new VirtualCtapReader({ card: readerCard(), keepaliveMs: 20 });
  bus.plug(device);
  return device;
}

function readersOn(bus: VirtualHidBus): ReaderProvider {
  return ctapHidReaders({ bus, pollMs: POLL_MS, times: TIMES });
}

test('two readers of the same name are told apart, and keep their names', async () => {
  const bus = virtualHidBus();
  const readers = readersOn(bus);
  const names = async () => (await readers.list()).map(({ name }) => name);
  const first = plugged(bus);
  plugged(bus);
  expect(await names()).toEqual([NAME, `${NAME} (2)`]);
  bus.unplug(first);
  expect(await names()).toEqual([`${NAME} (2)`]);
  plugged(bus);
  expect(await names()).toEqual([`${NAME} (2)`, NAME]);
});

test('another device at the same place is another reader', async () => {
  const bus = virtualHidBus();
  const first = plugged(bus);
  const list = async () => (await bus.list()).map((found) => ({ ...found, path: 'place' }));
  const readers = readersOn({ ...bus, list });
  const [before] = await readers.list();
  expect((await readers.list())[0]).toBe(before);
  bus.unplug(first);
  bus.plug(new VirtualCtapReader({ identity: { serialNumber: 'B' } }));
  const [after] = await readers.list();
  expect(after).not.toBe(before);
  expect(after!.name).toBe(`${NAME} B`);
});

test('a name from the device holds no control characters and no more than a descriptor can', async () => {
  const bus = virtualHidBus();
  const product = `\u001b[31mred\u0000${'x'.repeat(500)}`;
  bus.plug(new VirtualCtapReader({ identity: { product } }));
  bus.plug(new VirtualCtapReader({ identity: { product: '' } }));
  const [evil, nameless] = await readersOn(bus).list();
  expect(evil!.name).toHaveLength(126);
  expect(evil!.name).toMatch(/^\[31mredx+$/);
  expect(nameless!.name).toBe('HID 1209:0c01');
});

test('waiting for a card ends by a card, by the time, by the caller, and by close', async () => {
  const bus = virtualHidBus();
  const readers = readersOn(bus);
  expect(await codeOf(readers.waitForCard({ timeoutMs: 20 }))).toBe('reader.no-reader');
  expect(await codeOf(readers.waitForCard({ timeoutMs: 0 }))).toBe('reader.no-reader');

  const aborted = AbortSignal.abort();
  const options = { timeoutMs: 5_000, signal: aborted };
  expect(await codeOf(readers.waitForCard(options))).toBe('reader.wait-aborted');
  const abort = new AbortController();
  const waiting = codeOf(readers.waitForCard({ timeoutMs: 5_000, signal: abort.signal }));
  setTimeout(() => abort.abort(), 15);
  expect(await waiting).toBe('reader.wait-aborted');

  const found = readers.waitForCard({ timeoutMs: 5_000 });
  setTimeout(() => plugged(bus), 15);
  expect((await found).name).toBe(NAME);
  expect((await readers.waitForCard({ timeoutMs: 0 })).name).toBe(NAME);

  const named = readers.waitForCard({ timeoutMs: 30, reader: 'another' });
  expect(await codeOf(named)).toBe('reader.no-reader');
  const closing = codeOf(readers.waitForCard({ timeoutMs: 5_000, reader: 'another' }));
  setTimeout(() => void readers.close(), 15);
  expect(await closing).toBe('reader.wait-aborted');
  expect(await codeOf(readers.waitForCard({ timeoutMs: 10 }))).toBe('reader.wait-aborted');
});

test('events begin with what is there, and follow plugging and unplugging', async () => {
  const bus = virtualHidBus();
  const device = plugged(bus);
  const seen = await eventsUntil(readersOn(bus).events(), `reader-detached ${NAME}`, ({ type }) => {
    if (type === 'card-in') setTimeout(() => bus.unplug(device), 10);
  });
  expect(seen).toEqual([
    `reader-attached ${NAME}`,
    `card-in ${NAME}`,
    `card-out ${NAME}`,
    `reader-detached ${NAME}`,
  ]);
});

test('a reader unplugged and plugged in again between two looks is a new one', async () => {
  const bus = virtualHidBus();
  const device = plugged(bus);
  // The system gives the same place the same name, as Linux does with /dev/hidraw0.
  const list = async () => (await bus.list()).map((found) => ({ ...found, path: 'place' }));
  const open: typeof bus.open = async (_path, options) =>
    bus.open((await bus.list())[0]!.path, options);
  const readers = readersOn({ ...bus, list, open });
  let cardsIn = 0;
  const seen = await eventsUntil(readers.events(), 'end', ({ type }) => {
    if (type === 'card-in') cardsIn++;
    if (type === 'card-in' && cardsIn === 1) {
      bus.unplug(device);
      bus.plug(device);
    }
    if (cardsIn === 2) void readers.close();
  });
  expect(seen.map((event) => event.split(' ')[0])).toEqual([
    'reader-attached',
    'card-in',
    'card-out',
    'reader-detached',
    'reader-attached',
    'card-in',
  ]);
});

test('events end by the caller’s signal and by close', async () => {
  const bus = virtualHidBus();
  const readers = readersOn(bus);
  const ends = async (events: AsyncIterable<unknown>): Promise<string> => {
    for await (const _ of events);
    return 'ended';
  };
  const abort = new AbortController();
  const running = [ends(readers.events({ signal: abort.signal })), ends(readers.events())];
  abort.abort();
  await readers.close();
  expect(await Promise.all(running)).toEqual(['ended', 'ended']);
});

test('a bus that fails is a service lost, and back when it works again', async () => {
  const bus = virtualHidBus();
  plugged(bus);
  let failures = 2;
  const list = async () => {
    const { OneCardError } = await import('../../../src/errors/index.ts');
    if (failures-- > 0) throw new OneCardError('reader.hid-not-available');
    return bus.list();
  };
  const readers = readersOn({ ...bus, list });
  expect(await eventsUntil(readers.events(), 'card-in')).toEqual([
    'service-lost reader.hid-not-available',
    'service-back',
    `reader-attached ${NAME}`,
    `card-in ${NAME}`,
  ]);
  failures = 100;
  expect(await codeOf(readers.waitForCard({ timeoutMs: 20 }))).toBe('reader.hid-not-available');
});

test('commands of two callers are served in the order in which they came', async () => {
  const bus = virtualHidBus();
  const device = plugged(bus);
  const reader = await readersOn(bus).waitForCard({ timeoutMs: 1_000 });
  const [one, two] = [await reader.connect(), await reader.connect()];
  device.plan({ kind: 'slow', delayMs: 30, keepalive: true });
  const order: number[] = [];
  await Promise.all(
    [one, two, one, two].map(async (connection, index) => {
      expect(await connection.transmit(read(10 + index))).toHaveLength(12 + index);
      order.push(index);
    }),
  );
  expect(order).toEqual([0, 1, 2, 3]);
  await one.close();
  expect(await codeOf(one.transmit(read(1)))).toBe('reader.connection-closed');
  expect(await two.transmit(read(1))).toHaveLength(3);
  await two.close();
  await two.close();
});

test('a signal drops what waits, at once; a deadline of one’s own gives the line up', async () => {
  const bus = virtualHidBus();
  const device = plugged(bus);
  const reader = await readersOn(bus).waitForCard({ timeoutMs: 1_000 });
  const connection = await reader.connect();
  device.plan({ kind: 'slow', delayMs: 200, keepalive: true });
  let isAnswered = false;
  const sent = connection.transmit(read(1)).then(() => {
    isAnswered = true;
  });
  const stop = new AbortController();
  const { signal } = stop;
  const command = read(2);
  const waiting = [
    codeOf(connection.transmit(read(1), { signal })),
    codeOf(connection.transaction(async () => 'never', { signal })),
  ];
  const kept = connection.transmit(command);
  command.fill(0xff);
  stop.abort();
  expect(await Promise.all(waiting)).toEqual(['reader.wait-aborted', 'reader.wait-aborted']);
  expect(isAnswered).toBe(false);
  await sent;
  expect(await kept).toHaveLength(4);

  device.plan({ kind: 'slow', delayMs: 400, keepalive: true });
  expect(await codeOf(connection.transmit(read(1), { deadlineMs: 50 }))).toBe(
    'reader.call-timed-out',
  );
  expect(await codeOf(connection.transmit(read(1)))).toBe('reader.connection-poisoned');
  await connection.close();
});

test('an exclusive connection is alone, and a slot that is not there is the caller’s bug', async () => {
  const bus = virtualHidBus();
  plugged(bus);
  const reader = await readersOn(bus).waitForCard({ timeoutMs: 1_000 });
  const shared = await reader.connect();
  expect(await codeOf(reader.connect({ exclusive: true }))).toBe('reader.in-use');
  await shared.close();
  const alone = await reader.connect({ exclusive: true });
  expect(await codeOf(reader.connect())).toBe('reader.in-use');
  await alone.close();
  await (await reader.connect()).close();
  await expect(reader.connect({ slot: 1 })).rejects.toThrow(RangeError);
  const options = { signal: AbortSignal.abort() };
  expect(await codeOf(reader.connect(options))).toBe('reader.wait-aborted');
});

test('in a transaction nobody else’s command comes between', async () => {
  const bus = virtualHidBus();
  plugged(bus);
  const reader = await readersOn(bus).waitForCard({ timeoutMs: 1_000 });
  const [one, two] = [await reader.connect(), await reader.connect()];
  const order: string[] = [];
  const transaction = one.transaction(async (transport) => {
    for (let round = 0; round < 3; round++) {
      await transport.transmit(read(1));
      order.push('inside');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return 'done';
  });
  const outside = two.transmit(read(2)).then(() => order.push('outside'));
  expect(await transaction).toBe('done');
  await outside;
  expect(order).toEqual(['inside', 'inside', 'inside', 'outside']);
  const failing = one.transaction(async () => {
    throw new TypeError('mine');
  });
  await expect(failing).rejects.toThrow('mine');
  expect(await two.transmit(read(3))).toHaveLength(5);
  await Promise.all([one.close(), two.close()]);
});

/** `bus`, and how many of its ports are open. */
function counted(bus: VirtualHidBus): {
  readonly bus: VirtualHidBus;
  readonly openPorts: () => number;
} {
  let openPorts = 0;
  const open: VirtualHidBus['open'] = async (path, options) => {
    const port = await bus.open(path, options);
    const close = port.close.bind(port);
    openPorts++;
    port.close = async () => {
      openPorts--;
      await close();
    };
    return port;
  };
  return { bus: { ...bus, open }, openPorts: () => openPorts };
}

test('a thousand connections one after the other leave nothing open', async () => {
  const { bus, openPorts } = counted(virtualHidBus());
  plugged(bus);
  const reader = await readersOn(bus).waitForCard({ timeoutMs: 1_000 });
  for (let round = 0; round < 1_000; round++) {
    const connection = await reader.connect();
    if (round % 100 === 0) await connection.transmit(read(1));
    expect(openPorts()).toBe(1);
    await connection.close();
    expect(openPorts()).toBe(0);
  }
});

test('a line that is given up closes its port at once', async () => {
  const { bus, openPorts } = counted(virtualHidBus());
  const device = plugged(bus);
  const reader = await readersOn(bus).waitForCard({ timeoutMs: 1_000 });
  const connection = await reader.connect();
  device.plan({ kind: 'wrong-sequence' });
  expect(await codeOf(connection.transmit(read(200)))).toBe('reader.hid-frame');
  expect(openPorts()).toBe(0);
  await connection.close();
  expect(openPorts()).toBe(0);
});
