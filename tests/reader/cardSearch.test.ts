import { describe, expect, test } from 'vitest';
import { OneCardError } from '../../src/errors/index.ts';
import { FIRST_LOOK_MS } from '../../src/reader/limits.ts';
import { findCard as findCardOf } from '../../src/reader/pcsc/cardSearch.ts';
import type { PcscContext, PcscPort } from '../../src/reader/pcsc/port.ts';
import { PcscSupervisor } from '../../src/reader/pcsc/supervisor.ts';
import type { WaitForCardOptions } from '../../src/reader/provider.ts';
import { codeOf } from './codeOf.ts';
import { type Look, scriptedPort } from './scriptedPort.ts';

async function findCard(port: PcscPort, options: WaitForCardOptions): Promise<string> {
  return (await findCardOf(new PcscSupervisor(async () => port), options)).name;
}

const UNPLUGGED = new OneCardError('reader.unknown-reader');
const GONE = new OneCardError('reader.service-stopped');

describe('which reader is found', () => {
  test.each<[string, Look[], string]>([
    ['the one with a card', [{ A: ['empty'], B: ['present'] }], 'B'],
    ['the first of two', [{ A: ['present'], B: ['present'] }], 'A'],
    ['one that comes later', [{}, { A: ['empty'] }, { A: ['present', 'inUse'] }], 'A'],
    ['not one whose card is mute', [{ A: ['present', 'mute'], B: ['present'] }], 'B'],
    ['one whose card answers at last', [{ A: ['present', 'mute'] }, { A: ['present'] }], 'A'],
    [
      'one that survives a service that went away',
      [{ A: ['empty'] }, GONE, { A: ['present'] }],
      'A',
    ],
    ['one that is left when another was unplugged', [UNPLUGGED, { A: ['present'] }], 'A'],
  ])('%s', async (_name, looks, expected) => {
    const port = scriptedPort(looks);
    expect(await findCard(port, { timeoutMs: 20_000 })).toBe(expected);
    expect(port.contexts.released).toBe(port.contexts.established);
  });

  test('the one whose name is asked for, in capitals or not', async () => {
    const port = scriptedPort([{ 'Left 00': ['present'], 'Right 00': ['present'] }]);
    expect(await findCard(port, { timeoutMs: 0, reader: 'RIGHT' })).toBe('Right 00');
  });
});

describe('why none is found', () => {
  test.each<[string, Look[], string]>([
    ['no reader', [{}], 'reader.no-reader'],
    ['no card', [{ A: ['empty'] }], 'reader.no-card'],
    ['a mute card', [{ A: ['empty'], B: ['present', 'mute'] }], 'reader.card-mute'],
    ['no service any more', [{ A: ['empty'] }, GONE], 'reader.service-stopped'],
    ['no permission', [new OneCardError('reader.not-permitted')], 'reader.not-permitted'],
  ])('%s', async (_name, looks, code) => {
    const port = scriptedPort(looks);
    expect(await codeOf(findCard(port, { timeoutMs: 60 }))).toBe(code);
    expect(port.contexts.released).toBe(port.contexts.established);
  });

  test('a service that never answers: a failure soon, whatever the wait; an abort at once', async () => {
    const port = {
      capabilities: new Set<never>(),
      establishContext: () => new Promise<never>(() => undefined),
    };
    const supervisor = new PcscSupervisor(async () => port);
    const began = performance.now();
    const stop = new AbortController();
    const aborted = codeOf(findCardOf(supervisor, { timeoutMs: 60_000, signal: stop.signal }));
    const waiting = codeOf(findCardOf(supervisor, { timeoutMs: 0 }));
    stop.abort();
    expect(await aborted).toBe('reader.wait-aborted');
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(await waiting).toBe('reader.call-timed-out');
    expect(performance.now() - began).toBeLessThan(FIRST_LOOK_MS + 2_000);
    // The last to leave does not wait for the service either.
    const last = codeOf(findCardOf(supervisor, { timeoutMs: 0, signal: AbortSignal.timeout(50) }));
    expect(await last).toBe('reader.wait-aborted');
  });

  test('a watch that was left behind by a service that hangs says nothing when it goes on', async () => {
    let goOn: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const old = await scriptedPort([{ Old: ['present'] }]).establishContext();
    const listLate = () => hanging.then(() => old.listReaders());
    const contexts: PcscContext[] = [
      { ...old, listReaders: listLate },
      await scriptedPort([{ New: ['present'] }]).establishContext(),
    ];
    const port = { ...scriptedPort([{}]), establishContext: async () => contexts.shift()! };
    const supervisor = new PcscSupervisor(async () => port);
    const signal = AbortSignal.timeout(20);
    const left = codeOf(findCardOf(supervisor, { timeoutMs: 60_000, signal }));
    expect(await left).toBe('reader.wait-aborted');
    const found = findCardOf(supervisor, { timeoutMs: 20_000 });
    goOn();
    expect((await found).name).toBe('New');
  });

  test('a service that is not there at the start is told at once', async () => {
    const port = {
      capabilities: new Set<never>(),
      establishContext: () => Promise.reject(new OneCardError('reader.service-not-available')),
    };
    const waiting = findCard(port, { timeoutMs: 60_000 });
    expect(await codeOf(waiting)).toBe('reader.service-not-available');
  });

  test('a signal, also where readers are not announced', async () => {
    const stop = AbortSignal.timeout(20);
    for (const notificationReader of [undefined, '\\\\?PnP?\\Notification']) {
      const port = scriptedPort(
        [{}],
        notificationReader === undefined ? {} : { notificationReader },
      );
      const waiting = findCard(port, { timeoutMs: 60_000, signal: stop });
      expect(await codeOf(waiting)).toBe('reader.wait-aborted');
    }
  });
});
