/** The host's side, rule by rule, with the blocks written out. */
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { encodeBlock, type T1Block } from '../../../src/reader/t1/block.ts';
import { T1Host, type T1HostStep } from '../../../src/reader/t1/host.ts';

const SELECT = '00a4040000';

function host(ifsc = 254): T1Host {
  return new T1Host({ ifsc, edc: 'lrc' });
}

const show = (step: T1HostStep): string => {
  switch (step.type) {
    case 'send':
      return `> ${toHex(step.block)}${step.waitMultiplier > 1 ? ` x${step.waitMultiplier}` : ''}`;
    case 'response':
      return `= ${toHex(step.response)}`;
    case 'failed':
      return step.reason;
    case 'ready':
      return 'ready';
  }
};

/** Plays `script`: what the card sends ('-' for silence), and what the host must do then. */
function play(engine: T1Host, first: T1HostStep, script: readonly (readonly [string, string])[]) {
  let step = first;
  for (const [card, expected] of script) {
    step = card === '-' ? engine.lost('other') : engine.received(fromHex(card));
    expect(`${card}: ${show(step)}`).toBe(`${card}: ${expected}`);
  }
  return step;
}

const s = (type: 'resynch' | 'ifs' | 'abort' | 'wtx', isResponse: boolean, value = 0) =>
  toHex(encodeBlock({ kind: 'S', type, isResponse, value }, 'lrc'));
const i = (sequence: 0 | 1, information: string, hasMore = false) =>
  toHex(encodeBlock({ kind: 'I', sequence, hasMore, information: fromHex(information) }, 'lrc'));
const r = (sequence: 0 | 1, fault?: 'edc' | 'other') =>
  toHex(encodeBlock({ kind: 'R', sequence, fault } satisfies T1Block, 'lrc'));

describe('without faults', () => {
  test('IFSD first, as recorded', () => {
    const engine = host();
    const first = engine.negotiateIfsd(254);
    expect(show(first)).toBe('> 00c101fe3e');
    play(engine, first, [['00e101fe1e', 'ready']]);
    expect(engine.sizes).toEqual({ ifsc: 254, ifsd: 254 });
  });

  test('one block each way, as recorded, and the sequence numbers go on', () => {
    const engine = host();
    const first = engine.transmit(fromHex(SELECT));
    expect(show(first)).toBe('> 00000500a4040000a5');
    play(engine, first, [['000002900092', '= 9000']]);
    expect(show(engine.transmit(fromHex(SELECT)))).toBe(`> ${i(1, SELECT)}`);
    play(engine, first, [[i(1, '6a82'), '= 6a82']]);
    expect(show(engine.transmit(fromHex(SELECT)))).toBe(`> ${i(0, SELECT)}`);
  });

  test('chaining both ways (rule 5)', () => {
    const engine = host(3);
    const first = engine.transmit(fromHex('0102030405060708'));
    expect(show(first)).toBe(`> ${i(0, '010203', true)}`);
    play(engine, first, [
      [r(1), `> ${i(1, '040506', true)}`],
      [r(0), `> ${i(0, '0708')}`],
      [i(0, 'aabb', true), `> ${r(1)}`],
      [i(1, 'cc', true), `> ${r(0)}`],
      [i(0, '9000'), '= aabbcc9000'],
    ]);
  });

  test('a waiting time is granted once, with its multiplier (rule 3)', () => {
    const engine = host();
    play(engine, engine.transmit(fromHex(SELECT)), [
      [s('wtx', false, 5), `> ${s('wtx', true, 5)} x5`],
      [s('wtx', false, 1), `> ${s('wtx', true, 1)}`],
      [i(0, '9000'), '= 9000'],
    ]);
  });

  test('the card changes its size in the middle of a chain (rule 4)', () => {
    const engine = host(2);
    play(engine, engine.transmit(fromHex('01020304050607')), [
      [s('ifs', false, 4), `> ${s('ifs', true, 4)}`],
      [r(1), `> ${i(1, '03040506', true)}`],
      [r(0), `> ${i(0, '07')}`],
      [i(0, '9000'), '= 9000'],
    ]);
    expect(engine.sizes.ifsc).toBe(4);
  });
});

describe('faults on the line', () => {
  test('a bad answer is asked for again, as recorded (rule 7.1)', () => {
    const engine = host();
    play(engine, engine.transmit(fromHex(SELECT)), [
      ['000002900093', '> 00810081'],
      ['000002900092', '= 9000'],
    ]);
  });

  test('the card asks for the command again', () => {
    const engine = host();
    play(engine, engine.transmit(fromHex(SELECT)), [
      [r(0, 'edc'), `> ${i(0, SELECT)}`],
      [i(0, '9000'), '= 9000'],
    ]);
  });

  test('an R-block is repeated as it was (rule 7.2)', () => {
    const engine = host();
    play(engine, engine.transmit(fromHex(SELECT)), [
      [i(0, 'aa', true), `> ${r(1)}`],
      ['-', `> ${r(1)}`],
      [r(1, 'other'), `> ${r(1)}`],
      [i(1, '9000'), '= aa9000'],
    ]);
  });

  test('a request is repeated as it was (rule 7.3), three times at the start (rule 7.4.1)', () => {
    const engine = host();
    play(engine, engine.negotiateIfsd(254), [
      ['-', '> 00c101fe3e'],
      ['00e101fd1d', '> 00c101fe3e'],
      ['00e101fe1e', 'ready'],
    ]);

    const mute = host();
    play(mute, mute.negotiateIfsd(254), [
      ['-', '> 00c101fe3e'],
      ['-', '> 00c101fe3e'],
      ['-', 'dead'],
    ]);
    expect(show(mute.transmit(fromHex(SELECT)))).toBe('dead');
  });

  test('silence, a wrong sequence number, and blocks nobody may send', () => {
    for (const wrong of ['-', i(1, '9000'), r(1), s('ifs', true, 9), s('abort', true)]) {
      const engine = host();
      play(engine, engine.transmit(fromHex(SELECT)), [
        [wrong, `> ${r(0, 'other')}`],
        [i(0, '9000'), '= 9000'],
      ]);
    }
  });

  test('an I-block longer than the size that was agreed', () => {
    const engine = host();
    play(engine, engine.transmit(fromHex(SELECT)), [
      [i(0, '00'.repeat(33)), `> ${r(0, 'other')}`],
      [i(0, '00'.repeat(32)), `= ${'00'.repeat(32)}`],
    ]);
  });

  test('a chain of empty blocks is no answer', () => {
    const engine = host();
    play(engine, engine.transmit(fromHex(SELECT)), [[i(0, '', true), `> ${r(0, 'other')}`]]);
  });
});

describe('resynchronisation (rule 6)', () => {
  const established = () => {
    const engine = host(3);
    play(engine, engine.negotiateIfsd(254), [[s('ifs', true, 254), 'ready']]);
    return engine;
  };

  test('the command begins anew when not all of it had left', () => {
    const engine = established();
    play(engine, engine.transmit(fromHex('0102030405')), [
      [r(1), `> ${i(1, '0405')}`],
      [r(1), `> ${i(1, '0405')}`],
      [r(1), `> ${i(1, '0405')}`],
      [r(1), `> ${s('resynch', false)}`],
      [s('resynch', true), `> ${i(0, '010203', true)}`],
      [r(1), `> ${i(1, '0405')}`],
      [i(0, '9000'), '= 9000'],
    ]);
  });

  test('a command that may have run is never sent again; the link lives', () => {
    const engine = established();
    play(engine, engine.transmit(fromHex('010203')), [
      ['-', `> ${r(0, 'other')}`],
      ['-', `> ${r(0, 'other')}`],
      ['-', `> ${s('resynch', false)}`],
      [s('resynch', true), 'answer-lost'],
    ]);
    expect(engine.isDead).toBe(false);
    play(engine, engine.transmit(fromHex('040506')), [[i(0, '9000'), '= 9000']]);
  });

  test('three in vain, and only a reset helps', () => {
    const engine = established();
    play(engine, engine.transmit(fromHex('010203')), [
      ['-', `> ${r(0, 'other')}`],
      ['-', `> ${r(0, 'other')}`],
      ['-', `> ${s('resynch', false)}`],
      ['-', `> ${s('resynch', false)}`],
      [r(0), `> ${s('resynch', false)}`],
      ['-', 'dead'],
    ]);
    expect(engine.isDead).toBe(true);
    expect(show(engine.transmit(fromHex(SELECT)))).toBe('dead');
    expect(show(engine.negotiateIfsd(254))).toBe('dead');
  });

  test('a card that asks for it itself is resynchronised (rule 6.1)', () => {
    const engine = established();
    play(engine, engine.transmit(fromHex('010203')), [
      [s('resynch', false), `> ${s('resynch', false)}`],
      [s('resynch', true), 'answer-lost'],
    ]);
  });
});

describe('ABORT (rule 9)', () => {
  test('the card breaks off the chain of a command and gives the word back', () => {
    const engine = host(3);
    play(engine, engine.transmit(fromHex('0102030405')), [
      [s('abort', false), `> ${s('abort', true)}`],
      [r(1), 'aborted'],
    ]);
    const next = engine.transmit(fromHex('0102'));
    expect(show(next)).toBe(`> ${i(1, '0102')}`);
    play(engine, next, [[i(0, '9000'), '= 9000']]);
  });

  test('the card breaks off and answers at once', () => {
    const engine = host(3);
    play(engine, engine.transmit(fromHex('0102030405')), [
      [s('abort', false), `> ${s('abort', true)}`],
      [i(0, '6700'), '= 6700'],
    ]);
    expect(show(engine.transmit(fromHex('0102')))).toBe(`> ${i(1, '0102')}`);
  });

  test('a response that never ends is broken off', () => {
    const engine = host();
    play(engine, engine.negotiateIfsd(254), [[s('ifs', true, 254), 'ready']]);
    let step = engine.transmit(fromHex(SELECT));
    let sequence: 0 | 1 = 0;
    let rounds = 0;
    while (show(step) !== `> ${s('abort', false)}`) {
      step = engine.received(fromHex(i(sequence, '00'.repeat(254), true)));
      sequence = sequence === 0 ? 1 : 0;
      expect(++rounds).toBeLessThan(300);
    }
    expect(show(engine.received(fromHex(s('abort', true))))).toBe('response-too-long');
    expect(engine.isDead).toBe(false);
  });

  test('a card that asks for time for ever is stopped', () => {
    const engine = host();
    let step = engine.transmit(fromHex(SELECT));
    let rounds = 0;
    while (step.type === 'send') {
      step = engine.received(fromHex(s('wtx', false, 1)));
      expect(++rounds).toBeLessThan(2_000);
    }
    expect(show(step)).toBe('dead');
  });
});

test('misuse is the caller’s bug', () => {
  expect(() => new T1Host({ ifsc: 0, edc: 'lrc' })).toThrow(RangeError);
  const engine = host();
  expect(() => engine.received(fromHex('00e101fe1e'))).toThrow(RangeError);
  expect(() => engine.transmit(new Uint8Array(0))).toThrow(RangeError);
  expect(() => engine.negotiateIfsd(255)).toThrow(RangeError);
  engine.transmit(fromHex(SELECT));
  expect(() => engine.transmit(fromHex(SELECT))).toThrow(RangeError);
});
