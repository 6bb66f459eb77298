/** Readers and cards that come and go, callers that compete, waits that are given up. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes.ts';
import { type BytePort, serialReaders } from '../../../src/reader/serial/index.ts';
import { bytePortPair } from '../../../src/virtual/serial/index.ts';
import { closeDesks, connect, openDesk } from './desk.ts';
import { bytes, command, INS_ECHO, INS_READ, INS_SLEEP, INS_UPDATE, seated } from './testCard.ts';

afterEach(closeDesks);

function methodsOf(port: BytePort): BytePort {
  return {
    write: (bytes) => port.write(bytes),
    onBytes: (listener) => port.onBytes(listener),
    onClose: (listener) => port.onClose(listener),
    close: () => port.close(),
  };
}

const read2 = command(INS_READ, undefined, 2);

describe('what is there', () => {
  test('a reader with its slots', async () => {
    const readers = await openDesk({ model: 'GemCorePOSPro', slotCount: 5 }).readers.list();
    expect(readers.map(({ name, kind }) => [name, kind])).toEqual([
      ['GemCorePOSPro (pair)', 'serial'],
    ]);
    expect(readers[0]!.slots.map(({ purpose }) => purpose)).toEqual([
      'holder',
      'sam',
      'sam',
      'sam',
      'sam',
    ]);
  });

  test('no port: no reader, and no failure', async () => {
    const desk = openDesk();
    desk.isPlugged = false;
    expect(await desk.readers.list()).toEqual([]);
    await expect(desk.readers.waitForCard({ timeoutMs: 50 })).rejects.toMatchObject({
      code: 'reader.no-reader',
    });
  });

  test('a port on which nothing answers: no reader', async () => {
    const [host] = bytePortPair();
    const readers = serialReaders({ path: 'pair', openPort: async () => host });
    expect(await readers.list()).toEqual([]);
    await readers.close();
  });

  test('a line that takes no bytes hangs nobody', async () => {
    const [host] = bytePortPair();
    const stuck = { ...methodsOf(host), write: () => new Promise<void>(() => undefined) };
    const readers = serialReaders({ path: 'pair', openPort: async () => stuck });
    expect(await readers.list()).toEqual([]);
    await readers.close();
  });

  test('another reader’s name is waited for in vain', async () => {
    const { readers } = openDesk({ card: 'T=1' });
    const wait = readers.waitForCard({ timeoutMs: 50, reader: 'another' });
    await expect(wait).rejects.toMatchObject({ code: 'reader.no-reader' });
  });
});

describe('waiting for a card', () => {
  test('none in time', async () => {
    const { readers } = openDesk();
    await expect(readers.waitForCard({ timeoutMs: 50 })).rejects.toMatchObject({
      code: 'reader.no-card',
    });
    const [reader] = await readers.list();
    await expect(reader!.connect()).rejects.toMatchObject({ code: 'reader.no-card' });
  });

  test('one that comes while waiting', async () => {
    const desk = openDesk();
    const wait = desk.readers.waitForCard({ timeoutMs: 5_000 });
    await sleep(50);
    desk.virtual.insert(seated(desk.card, 'T=1'));
    expect((await wait).name).toBe('GemPCTwin (pair)');
  });

  test('abort before, abort during, and close', async () => {
    const { readers } = openDesk();
    const aborted = { code: 'reader.wait-aborted' };
    const before = readers.waitForCard({ timeoutMs: 9_000, signal: AbortSignal.abort() });
    await expect(before).rejects.toMatchObject(aborted);
    const began = performance.now();
    const during = readers.waitForCard({ timeoutMs: 9_000, signal: AbortSignal.timeout(50) });
    await expect(during).rejects.toMatchObject(aborted);
    const closed = readers.waitForCard({ timeoutMs: 9_000 });
    await sleep(20);
    await readers.close();
    await expect(closed).rejects.toMatchObject(aborted);
    expect(performance.now() - began).toBeLessThan(3_000);
    await expect(readers.list()).rejects.toMatchObject(aborted);
  });

  test('a card that does not answer, at no voltage', async () => {
    const desk = openDesk({ card: 'T=1' });
    desk.virtual.inject('mute-card', { times: 3 });
    await expect(connect(desk)).rejects.toMatchObject({ code: 'reader.card-mute' });
    const card = await connect(desk);
    expect(toHex(await card.transmit(read2))).toBe('00079000');
  });

  test('a card that does not answer is no card that came', async () => {
    const desk = openDesk({ card: 'T=1' });
    desk.virtual.inject('mute-card', { times: 1_000 });
    await expect(desk.readers.waitForCard({ timeoutMs: 50 })).rejects.toMatchObject({
      code: 'reader.card-mute',
    });
  });

  test('a card that answers at the second voltage', async () => {
    const desk = openDesk({ card: 'T=1' });
    desk.virtual.inject('mute-card');
    expect(toHex(await (await connect(desk)).transmit(read2))).toBe('00079000');
  });

  test('an answer to reset that is damaged is no card', async () => {
    const desk = openDesk({ card: 'T=1' });
    desk.virtual.inject('bad-atr');
    await expect(connect(desk)).rejects.toMatchObject({
      code: 'card.malformed-atr',
      detail: { rule: 'tck' },
    });
  });

  test('slots: a card and a security module at once, and no third', async () => {
    const desk = openDesk({ card: 'T=1', model: 'GemCoreSIMPro', slotCount: 2 });
    desk.virtual.insert(seated(desk.card, 'T=0'), 1);
    const [reader] = await desk.readers.list();
    const holder = await reader!.connect();
    const sam = await reader!.connect({ slot: 1 });
    expect([holder.protocol, sam.protocol]).toEqual(['T=1', 'T=0']);
    const both = await Promise.all([holder.transmit(read2), sam.transmit(read2)]);
    expect(both.map(toHex)).toEqual(['00079000', '00079000']);
    await expect(reader!.connect({ slot: 2 })).rejects.toThrow(RangeError);
  });
});

describe('several callers', () => {
  test('commands are answered in the order of asking', async () => {
    const desk = openDesk({ card: 'T=1' });
    const card = await connect(desk);
    const answers = await Promise.all(
      [1, 2, 3, 4].map((length) => card.transmit(command(INS_ECHO, bytes(length), length))),
    );
    expect(answers.map((answer) => answer.length)).toEqual([3, 4, 5, 6]);
  });

  test('within a transaction nobody else’s command comes', async () => {
    const desk = openDesk({ card: 'T=1' });
    const card = await connect(desk);
    let late: Promise<Uint8Array> | undefined;
    const order: string[] = [];
    const inner = await card.transaction(async (transport) => {
      late = card.transmit(read2).then((answer) => {
        order.push('outside');
        return answer;
      });
      await transport.transmit(command(INS_SLEEP, undefined, 0, 1));
      await transport.transmit(read2);
      order.push('inside');
      return transport;
    });
    await late;
    expect(order).toEqual(['inside', 'outside']);
    await expect(inner.transmit(read2)).rejects.toMatchObject({ code: 'reader.connection-closed' });
  });

  test('a transaction that throws lets the next one in', async () => {
    const card = await connect(openDesk({ card: 'T=1' }));
    await expect(card.transaction(async () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    expect(toHex(await card.transmit(read2))).toBe('00079000');
  });

  test('an exclusive connection refuses others until it is closed', async () => {
    const desk = openDesk({ card: 'T=1' });
    const first = await connect(desk, { exclusive: true });
    await expect(connect(desk)).rejects.toMatchObject({ code: 'reader.in-use' });
    await first.close();
    await first.close();
    await expect(first.transmit(read2)).rejects.toMatchObject({ code: 'reader.connection-closed' });
    const second = await connect(desk);
    await expect(connect(desk, { exclusive: true })).rejects.toMatchObject({
      code: 'reader.in-use',
    });
    expect(toHex(await second.transmit(read2))).toBe('00079000');
  });

  test('a shared card is powered up once, and down when the last one leaves', async () => {
    const desk = openDesk({ card: 'T=1' });
    const [first, second] = await Promise.all([connect(desk), connect(desk)]);
    const count = (type: string) => desk.messages.filter((text) => text.startsWith(type)).length;
    const offBefore = count('icc-power-off');
    await first.close();
    expect(toHex(await second.transmit(read2))).toBe('00079000');
    expect(count('icc-power-off')).toBe(offBefore);
    await second.close();
    expect([count('icc-power-on'), count('icc-power-off')]).toEqual([1, offBefore + 1]);
  });

  test('a deadline of one’s own: the command fails in time, and the connection is given up', async () => {
    const card = await connect(openDesk({ card: 'T=1' }));
    const slow = card.transmit(command(INS_SLEEP, undefined, 0, 20), { deadlineMs: 300 });
    const began = performance.now();
    await expect(slow).rejects.toMatchObject({ code: 'reader.call-timed-out' });
    expect(performance.now() - began).toBeLessThan(1_500);
    await expect(card.transmit(read2)).rejects.toMatchObject({
      code: 'reader.connection-poisoned',
    });
  });

  test('a signal drops a command that waits, and leaves one that was sent alone', async () => {
    const card = await connect(openDesk({ card: 'T=1' }));
    const abort = new AbortController();
    const sent = card.transmit(command(INS_SLEEP, undefined, 0, 1), { signal: abort.signal });
    const waiting = card.transmit(read2, { signal: abort.signal });
    await sleep(20);
    let isAnswered = false;
    void sent.then(() => {
      isAnswered = true;
    });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'reader.wait-aborted' });
    expect(isAnswered).toBe(false);
    expect(toHex(await sent)).toBe('9000');
  });

  test('closing the provider leaves an open connection its card, and the port goes with the last', async () => {
    const desk = openDesk({ card: 'T=1' });
    const card = await connect(desk);
    await desk.readers.close();
    expect(toHex(await card.transmit(read2))).toBe('00079000');
    await card.close();
    expect(desk.messages.at(-1)).toBe('icc-power-off ');
    await expect(connect(desk)).rejects.toMatchObject({ code: 'reader.wait-aborted' });
  });

  test('close lets the command under way end', async () => {
    const card = await connect(openDesk({ card: 'T=1' }));
    const slow = card.transmit(command(INS_SLEEP, undefined, 0, 2));
    await card.close();
    expect(toHex(await slow)).toBe('9000');
  });

  test('no more than 64 wait', async () => {
    const card = await connect(openDesk({ card: 'T=1' }));
    // One at work, 64 in wait.
    const calls = Array.from({ length: 66 }, () => card.transmit(read2));
    await expect(calls[65]).rejects.toThrow(RangeError);
    expect(toHex(await calls[64]!)).toBe('00079000');
    await Promise.allSettled(calls);
  });
});

describe('in the middle of a command', () => {
  test('the card is pulled', async () => {
    const desk = openDesk({ card: 'T=1' });
    const card = await connect(desk);
    desk.virtual.inject('pull-card');
    const removed = { code: 'reader.card-removed' };
    await expect(card.transmit(command(INS_UPDATE, bytes(4)))).rejects.toMatchObject(removed);
    desk.virtual.insert(seated(desk.card, 'T=1'));
    await expect(card.transmit(read2)).rejects.toMatchObject(removed);
    await card.close();
    expect(toHex(await (await connect(desk)).transmit(read2))).toBe('00079000');
  });

  test('a card that was out and in again is another card, whatever it answers', async () => {
    const desk = openDesk({ card: 'T=1' });
    const card = await connect(desk);
    desk.virtual.inject('slot-change');
    expect(toHex(await card.transmit(read2))).toBe('00079000');
    await expect(card.transmit(read2)).rejects.toMatchObject({ code: 'reader.card-removed' });
  });

  test('the cable is pulled, and put back', async () => {
    const desk = openDesk({ card: 'T=1' });
    const card = await connect(desk);
    desk.virtual.inject('unplug');
    const removed = { code: 'reader.reader-removed' };
    await expect(card.transmit(read2)).rejects.toMatchObject(removed);
    await expect(card.transmit(read2)).rejects.toMatchObject(removed);
    await card.close();
    const reader = desk.readers.waitForCard({ timeoutMs: 5_000 });
    await sleep(100);
    desk.virtual.insert(seated(desk.card, 'T=1'));
    expect(toHex(await (await (await reader).connect()).transmit(read2))).toBe('00079000');
  });

  test('the reader falls silent: the command fails in time, and the connection is given up', async () => {
    const desk = openDesk({ card: 'T=1' });
    const card = await connect(desk);
    desk.virtual.inject('lost-answer');
    const began = performance.now();
    await expect(card.transmit(read2)).rejects.toMatchObject({ code: 'reader.call-timed-out' });
    expect(performance.now() - began).toBeLessThan(8_000);
    await expect(card.transmit(read2)).rejects.toMatchObject({
      code: 'reader.connection-poisoned',
    });
    await card.close();
    expect(toHex(await (await connect(desk)).transmit(read2))).toBe('00079000');
  });
});
