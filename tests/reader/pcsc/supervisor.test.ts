import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { pcscReaders } from '../../../src/reader/index.ts';
import { codeOf } from '../codeOf.ts';
import { DeskModel } from './deskModel.ts';
import { type EventLog, logEvents } from './eventLog.ts';
import { FakeService } from './fakeService.ts';

const logs: EventLog[] = [];
afterEach(async () => {
  for (const log of logs.splice(0)) await log.stop();
});

function watched(service: FakeService, options = {}) {
  const provider = pcscReaders({ openPort: async () => service, ...options });
  const log = logEvents(provider);
  logs.push(log);
  return { provider, log };
}

describe('events', () => {
  test('begin with what is there, and go on', async () => {
    const service = new FakeService();
    service.plug('A');
    service.insert('A');
    const { log } = watched(service);
    await log.contains(['reader-attached A', 'card-in A 0']);
    service.remove('A');
    service.plug('B');
    await log.contains(['card-out A 0', 'reader-attached B']);
    service.unplug('A');
    await log.contains(['reader-detached A']);
  });

  test('a card that was swapped between two looks went and came', async () => {
    const service = new FakeService();
    service.plug('A');
    service.insert('A', [0x3b, 0x01]);
    const { log } = watched(service);
    await log.contains(['card-in A 0']);
    const since = log.lines.length;
    service.swap('A', [0x3b, 0x02]);
    await log.contains(['card-out A 0', 'card-in A 0'], since);
    expect(log.desk.cards).toEqual(['A/0=3b02']);
  });

  test('a card that does not answer is no card, until it does', async () => {
    const service = new FakeService();
    service.plug('A');
    service.insert('A', [], true);
    const { log, provider } = watched(service);
    await log.contains(['reader-attached A']);
    expect(await codeOf(provider.waitForCard({ timeoutMs: 0 }))).toBe('reader.card-mute');
    service.remove('A');
    service.insert('A');
    await log.contains(['card-in A 0']);
    expect(log.lines).toEqual(['reader-attached A', 'card-in A 0']);
  });

  test('what changes without a card coming or going is no event', async () => {
    const service = new FakeService();
    service.plug('A');
    service.insert('A');
    const { log } = watched(service);
    await log.contains(['card-in A 0']);
    for (const flags of [['inUse'], ['inUse', 'exclusive'], []] as const) {
      service.flag('A', flags);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    // A slot that is full and empty at once says nothing, and does not make the watch run hot.
    service.flag('A', ['empty']);
    const looks = service.looks;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(service.looks - looks).toBeLessThan(20);
    expect(log.lines).toHaveLength(2);
  });

  test('the slot of a security module belongs to its reader', async () => {
    const service = new FakeService();
    for (const name of ['Duo 00', 'Duo 01']) service.plug(name);
    service.insert('Duo 01');
    const devices = [{ holder: 'Duo 00', sams: ['Duo 01'] }];
    const { log, provider } = watched(service, { devices });
    await log.contains(['reader-attached Duo 00', 'card-in Duo 00 1']);
    // A module is no holder's card.
    expect(await codeOf(provider.waitForCard({ timeoutMs: 0 }))).toBe('reader.no-card');
    service.insert('Duo 00');
    expect((await provider.waitForCard({ timeoutMs: 20_000 })).slots).toHaveLength(2);
    service.unplug('Duo 00');
    await log.contains(['card-out Duo 00 0', 'card-out Duo 00 1', 'reader-detached Duo 00']);
  });
});

describe('a service that goes', () => {
  test.each([
    'reader.service-not-available',
    'reader.service-stopped',
    'reader.reader-removed',
    'reader.not-permitted',
    'reader.pcsc-failed',
  ] as const)('%s: from the inside out, and back from the outside in', async (code) => {
    const service = new FakeService();
    service.plug('A');
    service.insert('A');
    const { log } = watched(service);
    await log.contains(['card-in A 0']);
    service.stop(code);
    await log.contains(['card-out A 0', 'reader-detached A', `service-lost ${code}`]);
    service.start();
    await log.contains(['service-back', 'reader-attached A', 'card-in A 0']);
    expect(log.lines).toHaveLength(8);
  });

  test('is waited for when it is not there at the start', async () => {
    const service = new FakeService();
    service.stop('reader.service-not-available');
    const { log } = watched(service);
    await log.contains(['service-lost reader.service-not-available']);
    service.start();
    await log.contains(['service-back']);
  });

  test('leaves no context behind, however often it goes', async () => {
    const service = new FakeService();
    service.plug('A');
    const { log } = watched(service);
    for (let round = 0; round < 5; round++) {
      await log.contains(['reader-attached A'], log.lines.length === 0 ? 0 : log.lines.length - 1);
      const since = log.lines.length;
      service.stop();
      await log.contains(['service-lost reader.service-stopped'], since);
      service.start();
      await log.contains(['service-back', 'reader-attached A'], since);
    }
    await log.stop();
    expect(service.contexts.established).toBeGreaterThan(5);
    expect(service.contexts.released).toBe(service.contexts.established);
  });

  test('a port that cannot be opened ends the events with its reason', async () => {
    const provider = pcscReaders({ openPort: () => Promise.reject(new Error('no library')) });
    const events = provider.events()[Symbol.asyncIterator]();
    await expect(events.next()).rejects.toThrow('no library');
  });
});

describe('the watch', () => {
  test('is one, however many wait and listen, and ends with the last', async () => {
    const service = new FakeService();
    service.plug('A');
    const { log, provider } = watched(service);
    const second = logEvents(provider);
    const stop = new AbortController();
    const waits = [1, 2, 3].map(() =>
      codeOf(provider.waitForCard({ timeoutMs: 60_000, signal: stop.signal })),
    );
    await Promise.all([log, second].map((one) => one.contains(['reader-attached A'])));
    await expect.poll(() => service.waits).toBe(1);
    expect(service.contexts).toEqual({ established: 1, released: 0 });
    stop.abort();
    expect(await Promise.all(waits)).toEqual(Array(3).fill('reader.wait-aborted'));
    await log.stop();
    expect(service.contexts.released).toBe(0);
    await second.stop();
    expect(service.contexts).toEqual({ established: 1, released: 1 });
    expect(service.waits).toBe(0);
  });

  test('begins anew after it ended, and knows nothing from before', async () => {
    const service = new FakeService();
    service.plug('A');
    const { log, provider } = watched(service);
    await log.contains(['reader-attached A']);
    await log.stop();
    service.unplug('A');
    service.plug('B');
    const again = logEvents(provider);
    logs.push(again);
    await again.contains(['reader-attached B']);
    expect(again.lines).toEqual(['reader-attached B']);
  });

  test('closing the provider ends every stream', async () => {
    const service = new FakeService();
    const { provider } = watched(service);
    const waiting = codeOf(provider.waitForCard({ timeoutMs: 60_000 }));
    await provider.close();
    expect(await waiting).toBe('reader.wait-aborted');
    for await (const event of provider.events()) expect(event).toBe('never');
    expect(service.contexts.released).toBe(service.contexts.established);
  });
});

test('whatever happens and however slow the consumer: in order, and in the end what is there', async () => {
  const name = fc.constantFrom('A', 'B');
  const action = fc.oneof(
    fc.record({ do: fc.constantFrom('plug', 'unplug', 'insert', 'remove', 'swap'), name }),
    fc.record({ do: fc.constantFrom('stop', 'start', 'pause'), name }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 25 }), fc.nat(3), async (actions, slowness) => {
      const service = new FakeService();
      const provider = pcscReaders({ openPort: async () => service });
      const stop = new AbortController();
      const desk = new DeskModel();
      const consumed = (async () => {
        for await (const event of provider.events({ signal: stop.signal })) {
          desk.take(event);
          if (slowness > 0) await new Promise((resolve) => setTimeout(resolve, slowness));
        }
      })();
      for (const [index, step] of actions.entries()) {
        if (step.do === 'plug' && !service.slots.has(step.name)) service.plug(step.name);
        else if (step.do === 'unplug') service.unplug(step.name);
        else if (step.do === 'insert') service.insert(step.name, [0x3b, index]);
        else if (step.do === 'remove') service.remove(step.name);
        else if (step.do === 'swap' && service.slots.get(step.name)?.card) {
          service.swap(step.name, [0x3b, index]);
        } else if (step.do === 'stop') service.stop();
        else if (step.do === 'start') service.start();
        else await new Promise((resolve) => setTimeout(resolve, 5));
      }
      service.start();
      const there = [...service.slots]
        .flatMap(([reader, { card }]) =>
          card ? [`${reader}/0=${Buffer.from(card.atr).toString('hex')}`] : [],
        )
        .sort();
      await expect
        .poll(() => [desk.hasService, [...desk.readers.keys()].sort(), desk.cards], {
          timeout: 10_000,
          interval: 5,
        })
        .toEqual([true, [...service.slots.keys()].sort(), there]);
      stop.abort();
      await consumed;
      expect(service.contexts.released).toBe(service.contexts.established);
    }),
    { numRuns: 40 },
  );
});
