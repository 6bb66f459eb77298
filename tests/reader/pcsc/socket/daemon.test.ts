/** What a daemon may do to a program, by itself or in spite: over one that is scripted. */

import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { concat } from '../../../../src/bytes.ts';
import { openSocketPort, type PcscConnection } from '../../../../src/reader/index.ts';
import { firstThatServes } from '../../../../src/reader/pcsc/automaticPort.ts';
import { codeOf } from '../../codeOf.ts';
import { scriptedPort } from '../../scriptedPort.ts';
import {
  HANDLE,
  READER,
  readerStates,
  response,
  type Script,
  type ScriptedDaemon,
  scriptedDaemon,
  structure,
  word,
} from './scriptedDaemon.ts';

const COMMAND = Uint8Array.of(0, 0xb0, 0, 0, 0);
const SHARING_VIOLATION = 0x8010000b;
/** Long enough for a loaded machine wherever an answer comes. */
const DEADLINES = { callMs: 5_000, transmitMs: 5_000 };
const SHORT = { callMs: 300, transmitMs: 300 };
const UNAWARE = { readerName: READER, flags: new Set<never>(), eventCount: 0 };

const daemons: ScriptedDaemon[] = [];
afterEach(async () => {
  for (const daemon of daemons.splice(0)) await daemon.close();
});

async function daemonThat(script: Script): Promise<ScriptedDaemon> {
  const daemon = await scriptedDaemon(script);
  daemons.push(daemon);
  return daemon;
}

async function contextOf({ path }: ScriptedDaemon, deadlines = DEADLINES) {
  return (await openSocketPort(deadlines, path)).establishContext();
}

async function connected(daemon: ScriptedDaemon, deadlines = DEADLINES): Promise<PcscConnection> {
  return (await contextOf(daemon, deadlines)).connect(READER, 'shared');
}

describe('the version', () => {
  const speaks = (major: number, minor: number): Script => ({
    version: ({ body }) =>
      structure(major, minor, word(body, 0) === major && word(body, 1) === minor ? 0 : 0x8010001e),
  });

  test('4:5 is asked for once the daemon has said so, and from then on', async () => {
    const daemon = await daemonThat(speaks(4, 5));
    const port = await openSocketPort(DEADLINES, daemon.path);
    await port.establishContext();
    await port.establishContext();
    const rounds = ['version', 'version', 'establishContext', 'version', 'establishContext'];
    expect(daemon.heard).toEqual(rounds);
  });

  test.each([
    [4, 3],
    [4, 6],
    [5, 4],
  ])('%i:%i is not known: no service, and the library is asked', async (major, minor) => {
    const daemon = await daemonThat(speaks(major, minor));
    const port = await openSocketPort(DEADLINES, daemon.path);
    expect(await codeOf(port.establishContext())).toBe('reader.service-not-available');
    const library = scriptedPort([{ Desk: ['empty'] }]);
    const first = firstThatServes(port, () => library);
    expect(await (await first.establishContext()).listReaders()).toEqual(['Desk']);
    const without = firstThatServes(port, () => Promise.reject(new Error('no library')));
    expect(await codeOf(without.establishContext())).toBe('reader.service-not-available');
  });

  test('a daemon that hangs is no reason to ask the library, which would hang too', async () => {
    const daemon = await daemonThat({ version: () => undefined });
    const port = await openSocketPort(SHORT, daemon.path);
    const both = firstThatServes(port, () => expect.fail('asked'));
    expect(await codeOf(both.establishContext())).toBe('reader.call-timed-out');
    await expect.poll(daemon.connections).toBe(0);
  });
});

describe('answers', () => {
  test('cut into single bytes are put together', async () => {
    const daemon = await daemonThat({
      transmit({ socket }) {
        for (const byte of response(300)) socket.write(Uint8Array.of(byte));
        return undefined;
      },
    });
    const connection = await connected(daemon);
    expect(await connection.transmit(COMMAND)).toEqual(response(300).slice(32));
    expect(await connection.transmit(COMMAND)).toEqual(response(300).slice(32));
  });

  test('of 65,538 bytes, and commands of 65,544', async () => {
    let heard = 0;
    const daemon = await daemonThat({
      transmit({ body }) {
        heard = body.length - 32;
        return response(65_538);
      },
    });
    const connection = await connected(daemon);
    expect(await connection.transmit(new Uint8Array(65_544))).toHaveLength(65_538);
    expect(heard).toBe(65_544);
    // The next is short again.
    await connection.transmit(COMMAND);
    expect(heard).toBe(COMMAND.length);
    const tooLong = connection.transmit(new Uint8Array(65_549));
    expect(await codeOf(tooLong)).toBe('reader.response-too-long');
  });

  const good = response(4);
  const longName = readerStates();
  longName.fill(0x41, 0, 128);
  const longAtr = readerStates();
  longAtr.set(structure(35), 176);
  test.each<[string, Script]>([
    ['more than was asked for', { transmit: () => concat([good, Uint8Array.of(0)]) }],
    ['about another handle', { transmit: () => structure(HANDLE + 1, 2, 16, 5, 3, 16, 0, 5) }],
    ['longer than any', { transmit: () => structure(HANDLE, 2, 16, 5, 3, 16, 65_539, 0) }],
    ['that end in the middle', { transmit: ({ socket }) => void socket.end(good.subarray(0, 33)) }],
    ['with a name that has no end', { getReadersState: () => longName }],
    ['with an answer to reset of 35 bytes', { getReadersState: () => longAtr }],
  ])('%s end the connection, and everything after them fails', async (_name, script) => {
    const daemon = await daemonThat(script);
    const connection = await connected(daemon);
    const asks = () => ('transmit' in script ? connection.transmit(COMMAND) : connection.status());
    const [first, behind] = [codeOf(asks()), codeOf(connection.status())];
    expect([await first, await behind]).toEqual([
      'reader.service-stopped',
      'reader.service-stopped',
    ]);
    expect(await codeOf(connection.transmit(COMMAND))).toBe('reader.service-stopped');
    await connection.disconnect();
    await connection.givenBack;
    await expect.poll(daemon.connections).toBe(0);
  });
});

describe('a late answer', () => {
  test('finds a poisoned handle, which is given back then and not before', async () => {
    let answer: () => void = () => undefined;
    const daemon = await daemonThat({
      transmit({ socket }) {
        answer = () => socket.write(response(2));
        return undefined;
      },
    });
    const connection = await connected(daemon, SHORT);
    const late = codeOf(connection.transmit(COMMAND));
    expect(await late).toBe('reader.call-timed-out');
    expect(await codeOf(connection.status())).toBe('reader.connection-poisoned');
    await connection.disconnect('reset');
    expect(daemon.heard.at(-1)).toBe('transmit');
    answer();
    await connection.givenBack;
    expect(daemon.heard.at(-1)).toBe('disconnect');
  });
});

describe('a card that another program holds', () => {
  test('is asked for until it is free', async () => {
    let asked = 0;
    const daemon = await daemonThat({
      transmit: () =>
        asked++ < 3 ? structure(HANDLE, 2, 16, 5, 3, 16, 0, SHARING_VIOLATION) : response(2),
      beginTransaction: () => structure(HANDLE, asked++ < 6 ? SHARING_VIOLATION : 0),
      endTransaction: () => structure(HANDLE, 0, 0),
    });
    const connection = await connected(daemon);
    expect(await connection.transmit(COMMAND)).toEqual(Uint8Array.of(0x90, 0));
    await connection.startTransaction(async () => undefined);
    expect(daemon.heard.filter((name) => name === 'transmit')).toHaveLength(4);
    expect(daemon.heard.filter((name) => name === 'beginTransaction')).toHaveLength(3);
  });

  test('and never lets go, is no longer asked for after the deadline', async () => {
    const daemon = await daemonThat({
      transmit: () => structure(HANDLE, 2, 16, 5, 3, 16, 0, SHARING_VIOLATION),
    });
    const connection = await connected(daemon, SHORT);
    expect(await codeOf(connection.transmit(COMMAND))).toBe('reader.call-timed-out');
    await connection.disconnect();
    await connection.givenBack;
    const heard = daemon.heard.length;
    await sleep(200);
    expect(daemon.heard).toHaveLength(heard);
  });
});

describe('a wait', () => {
  const event = structure(0, 0);

  test('whose end crosses the change: one message, and the next answer is the right one', async () => {
    // What the daemon says has left when it hears that nobody waits: it does not answer that.
    const daemon = await daemonThat({
      stopWaiting: () => undefined,
      waitReaderStateChange({ socket }) {
        setImmediate(() => socket.write(event));
        return readerStates();
      },
    });
    const context = await contextOf(daemon);
    const look = await context.getStatusChange([UNAWARE], { timeoutMs: 0 });
    expect(look.outcome).toBe('changed');
    expect(await context.listReaders()).toEqual([READER]);
    const again = await context.getStatusChange([UNAWARE], { timeoutMs: 0 });
    expect(again.outcome).toBe('changed');
  });

  test('with readers and the change in one piece', async () => {
    let looks = 0;
    const daemon = await daemonThat({
      waitReaderStateChange: () =>
        looks++ === 0 ? concat([readerStates(1, 1), event]) : readerStates(1, 2),
    });
    const context = await contextOf(daemon);
    const known = { readerName: READER, flags: new Set(['present'] as const), eventCount: 1 };
    const change = await context.getStatusChange([known], { timeoutMs: 5_000 });
    expect(change.outcome === 'changed' && change.states[0]!.eventCount).toBe(2);
    expect(daemon.heard.filter((name) => name === 'stopWaiting')).toHaveLength(1);
  });

  test('tells of a reader that comes, by their number', async () => {
    let looks = 0;
    const daemon = await daemonThat({
      waitReaderStateChange: () =>
        looks++ === 0 ? concat([readerStates(1), event]) : readerStates(2),
    });
    const port = await openSocketPort(DEADLINES, daemon.path);
    const context = await port.establishContext();
    const known = { readerName: port.notificationReader!, flags: new Set<never>(), eventCount: 1 };
    const change = await context.getStatusChange([known], { timeoutMs: 5_000 });
    expect(change.outcome === 'changed' && change.states[0]!.eventCount).toBe(2);
  });

  test('looks again when a card that is being powered has its answer to reset', async () => {
    let looks = 0;
    const unpowered = readerStates(1, 0, 0x04);
    unpowered.set(structure(0), 176);
    const daemon = await daemonThat({
      waitReaderStateChange({ socket }) {
        if (looks++ > 0) return readerStates(1, 1);
        setTimeout(() => socket.write(event), 30);
        return unpowered;
      },
    });
    const context = await contextOf(daemon);
    const change = await context.getStatusChange([UNAWARE], { timeoutMs: 0 });
    expect(change.outcome === 'changed' && change.states[0]!.atr).toEqual(Uint8Array.of(0x3b, 0));
  });

  test('that a daemon never ends is poisoned, and nothing waits for it', async () => {
    const daemon = await daemonThat({ stopWaiting: () => undefined });
    const context = await contextOf(daemon, SHORT);
    const known = { readerName: READER, flags: new Set(['present'] as const), eventCount: 1 };
    const wait = context.getStatusChange([known], { timeoutMs: 50 });
    expect(await codeOf(wait)).toBe('reader.call-timed-out');
    expect(await codeOf(context.listReaders())).toBe('reader.connection-poisoned');
    await context.release();
  });
});
