/** The card's side, and both sides against each other over a line that loses and changes bytes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { encodeBlock } from '../../../src/reader/t1/block.ts';
import { T1Card, type T1CardStep } from '../../../src/reader/t1/card.ts';
import { T1Host, type T1HostStep } from '../../../src/reader/t1/host.ts';

const s = (type: 'resynch' | 'ifs' | 'abort' | 'wtx', isResponse: boolean, value = 0) =>
  toHex(encodeBlock({ kind: 'S', type, isResponse, value }, 'lrc'));
const i = (sequence: 0 | 1, information: string, hasMore = false) =>
  toHex(encodeBlock({ kind: 'I', sequence, hasMore, information: fromHex(information) }, 'lrc'));
const r = (sequence: 0 | 1, fault?: 'edc' | 'other') =>
  toHex(encodeBlock({ kind: 'R', sequence, fault }, 'lrc'));

const show = (step: T1CardStep): string => {
  switch (step.type) {
    case 'send':
      return `< ${toHex(step.block)}`;
    case 'dropped':
      return `dropped < ${toHex(step.block)}`;
    case 'command':
      return `run ${toHex(step.command)}`;
    case 'granted':
      return `${step.request} ${step.value}`;
    case 'silent':
      return 'silent';
  }
};

const card = (ifsc = 254) => new T1Card({ ifsc, edc: 'lrc' });
const got = (engine: T1Card, hex: string) => show(engine.received(fromHex(hex)));

describe('rules of the card', () => {
  test('size, command, response', () => {
    const engine = card();
    expect(got(engine, '00c101fe3e')).toBe('< 00e101fe1e');
    expect(engine.sizes).toEqual({ ifsc: 254, ifsd: 254 });
    expect(got(engine, '00000500a4040000a5')).toBe('run 00a4040000');
    expect(show(engine.respond(fromHex('9000')))).toBe('< 000002900092');
  });

  test('a response longer than the reader takes is chained', () => {
    const engine = card();
    expect(got(engine, i(0, '00'))).toBe('run 00');
    expect(show(engine.respond(new Uint8Array(34)))).toBe(`< ${i(0, '00'.repeat(32), true)}`);
    expect(got(engine, r(0))).toBe(`< ${i(0, '00'.repeat(32), true)}`);
    expect(got(engine, r(1))).toBe(`< ${i(1, '0000')}`);
    expect(got(engine, r(1, 'edc'))).toBe(`< ${i(1, '0000')}`);
    expect(got(engine, i(1, '01'))).toBe('run 01');
    expect(show(engine.respond(fromHex('9000')))).toBe(`< ${i(0, '9000')}`);
  });

  test('two complaints, then it waits (rule 7.4.3)', () => {
    const engine = card();
    expect(got(engine, '000001ff00')).toBe(`< ${r(0, 'edc')}`);
    expect(got(engine, '000001ff00')).toBe(`< ${r(0, 'edc')}`);
    expect(got(engine, '000001ff00')).toBe('silent');
  });

  test('a request stays until its answer is there (rule 7.3)', () => {
    const engine = card();
    expect(got(engine, i(0, '01'))).toBe('run 01');
    expect(show(engine.requestTime(3))).toBe(`< ${s('wtx', false, 3)}`);
    expect(got(engine, r(0, 'edc'))).toBe(`< ${s('wtx', false, 3)}`);
    expect(got(engine, s('wtx', true, 3))).toBe('wtx 3');
    expect(show(engine.requestIfsc(16))).toBe(`< ${s('ifs', false, 16)}`);
    expect(got(engine, s('ifs', true, 16))).toBe('ifs 16');
    expect(engine.sizes.ifsc).toBe(16);
    expect(show(engine.respond(fromHex('9000')))).toBe(`< ${i(0, '9000')}`);
  });

  test('a resynchronisation drops everything', () => {
    const engine = card(2);
    expect(got(engine, i(0, '0102', true))).toBe(`< ${r(1)}`);
    expect(got(engine, s('resynch', false))).toBe(`dropped < ${s('resynch', true)}`);
    expect(got(engine, i(0, '03'))).toBe('run 03');
    expect(got(engine, s('resynch', false))).toBe(`dropped < ${s('resynch', true)}`);
    expect(() => engine.respond(fromHex('9000'))).toThrow(RangeError);
  });

  test('both may break off', () => {
    const engine = card();
    expect(got(engine, i(0, '01'))).toBe('run 01');
    expect(show(engine.requestAbort())).toBe(`< ${s('abort', false)}`);
    expect(got(engine, s('abort', true))).toBe(`< ${r(1)}`);
    expect(got(engine, i(1, '02'))).toBe('run 02');
    engine.respond(new Uint8Array(40));
    expect(got(engine, s('abort', false))).toBe(`dropped < ${s('abort', true)}`);
    expect(got(engine, i(0, '03'))).toBe('run 03');
    expect(show(engine.respond(fromHex('9000')))).toBe(`< ${i(1, '9000')}`);
  });

  test.each([
    ['a time request, which only a card may make', s('wtx', false, 1)],
    ['an answer that nobody asked for', s('ifs', true, 1)],
    ['a wrong sequence number', i(1, '01')],
    ['a chain of nothing', i(0, '', true)],
    ['more than it takes', i(0, '00'.repeat(33))],
  ])('it complains about %s', (_, hex) => {
    expect(got(card(32), hex)).toBe(`< ${r(0, 'other')}`);
  });
});

/** What the line does to a block: nothing, loses it, or changes one byte. */
type Noise = 'none' | 'lost' | { readonly position: number; readonly change: number };
const noise: fc.Arbitrary<Noise> = fc.oneof(
  { weight: 6, arbitrary: fc.constant('none' as const) },
  { weight: 1, arbitrary: fc.constant('lost' as const) },
  {
    weight: 2,
    arbitrary: fc.record({ position: fc.nat(300), change: fc.integer({ min: 1, max: 255 }) }),
  },
);

function through(line: Noise, block: Uint8Array): Uint8Array | undefined {
  if (line === 'lost') return undefined;
  if (line === 'none') return block;
  const changed = block.slice();
  const index = line.position % changed.length;
  changed[index] = changed[index]! ^ line.change;
  return changed;
}

interface World {
  readonly host: T1Host;
  readonly card: T1Card;
  readonly noises: Noise[];
  readonly runs: string[];
  readonly wtx: number;
}

/** Runs an exchange to its end; the card echoes the command and adds 9000. */
function exchange(world: World, first: T1HostStep): T1HostStep {
  const { host, card: engine, noises, runs } = world;
  let step = first;
  for (let round = 0; step.type === 'send'; round++) {
    expect(round).toBeLessThan(5_000);
    const heard = through(noises.shift() ?? 'none', step.block);
    let answer = heard === undefined ? undefined : engine.received(heard);
    if (answer?.type === 'command') {
      runs.push(toHex(answer.command));
      const response = Uint8Array.of(...answer.command, 0x90, 0);
      answer = world.wtx > 0 ? engine.requestTime(world.wtx) : engine.respond(response);
    } else if (answer?.type === 'granted') {
      answer = engine.respond(Uint8Array.of(...fromHex(runs.at(-1)!), 0x90, 0));
    }
    const block = answer && 'block' in answer ? answer.block : undefined;
    const returned = block && through(noises.shift() ?? 'none', block);
    step = returned ? host.received(returned) : host.lost('other');
  }
  return step;
}

test('whatever the line does: the right answer or a named failure, and a command runs at most once', () => {
  const scenario = fc.record({
    commands: fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), {
      minLength: 1,
      maxLength: 4,
    }),
    ifsc: fc.integer({ min: 1, max: 20 }),
    ifsd: fc.integer({ min: 1, max: 20 }),
    edc: fc.constantFrom('lrc' as const, 'crc' as const),
    wtx: fc.integer({ min: 0, max: 2 }),
    noises: fc.array(noise, { maxLength: 40 }),
  });
  let answered = 0;
  let failed = 0;
  fc.assert(
    fc.property(scenario, ({ commands, ifsc, ifsd, edc, wtx, noises }) => {
      const runs: string[] = [];
      const world: World = {
        host: new T1Host({ ifsc, edc }),
        card: new T1Card({ ifsc, edc }),
        noises: [...noises],
        runs,
        wtx,
      };
      exchange(world, world.host.negotiateIfsd(ifsd));
      for (const command of commands) {
        const before = runs.length;
        const last = exchange(world, world.host.transmit(command));
        expect(runs.length - before).toBeLessThanOrEqual(1);
        for (const run of runs.slice(before)) expect(run).toBe(toHex(command));
        if (last.type === 'response') {
          answered++;
          expect(toHex(last.response)).toBe(`${toHex(command)}9000`);
          expect(runs.length - before).toBe(1);
        } else {
          failed++;
          expect(last).toMatchObject({ type: 'failed' });
        }
      }
    }),
    { numRuns: 1_500 },
  );
  expect(answered).toBeGreaterThan(failed);
});

test('without noise every length arrives', () => {
  for (const length of [1, 31, 32, 33, 254, 255, 508, 509, 65_544]) {
    const world: World = {
      host: new T1Host({ ifsc: 254, edc: 'lrc' }),
      card: new T1Card({ ifsc: 254, edc: 'lrc' }),
      noises: [],
      runs: [],
      wtx: 0,
    };
    exchange(world, world.host.negotiateIfsd(254));
    const command = new Uint8Array(Math.min(length, 65_536)).fill(7);
    const last = exchange(world, world.host.transmit(command));
    expect(last.type).toBe('response');
  }
});
