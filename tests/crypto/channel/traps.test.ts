/** What other implementations got wrong, and every way to bend the host's end: each closes the channel. */

import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, toHex } from '../../../src/bytes.ts';
import {
  CHANNEL_PROFILES,
  COMMAND_BYTES_MAX,
  HostChannel,
  RESPONSE_BYTES_MAX,
} from '../../../src/crypto/index.ts';
import { flipped, hex, refusal } from '../support.ts';
import { exchange, initialize, keysFor, newHost, OK, openPair, SETTINGS } from './pair.ts';

const READ = hex('00b0820000');
const code = (run: () => unknown) => refusal(run).code;

test('the private profile has its own name', () => {
  expect(CHANNEL_PROFILES).toEqual({ 1: 'SCP03', 2: 'OC-SC/SM4' });
});

test('after 65,535 commands the session ends before its counter would', () => {
  const { host } = openPair(1, 'S8');
  for (let count = 0; count < 65_535; count++) {
    host.wrap(hex('00b08200'));
    host.unwrap(hex('6a82'));
  }
  expect(code(() => host.wrap(READ))).toBe('crypto.channel-closed');
}, 60_000);

describe.each(SETTINGS)('suite %i, %s', (suite, size) => {
  const macBytes = size === 'S8' ? 8 : 16;

  test('both ends agree on any sequence of commands', () => {
    const data = fc.uint8Array({ maxLength: COMMAND_BYTES_MAX[size] });
    const response = fc.uint8Array({ maxLength: RESPONSE_BYTES_MAX });
    const words = fc.constantFrom('9000', '6282', '63c2', '6a82', '6982');
    fc.assert(
      fc.property(fc.array(fc.tuple(data, response, words), { maxLength: 5 }), (steps) => {
        const pair = openPair(suite, size);
        for (const [sent, received, word] of steps) {
          const lc = sent.length === 0 ? [] : [sent.length];
          const command = concat([hex('80f22002'), Uint8Array.from(lc), sent, hex('00')]);
          const isError = word.startsWith('6a') || word.startsWith('69');
          const { seen, answer } = exchange(pair, command, isError ? hex('') : received, hex(word));
          expect(seen).toEqual(command);
          expect(answer).toEqual(concat([isError ? hex('') : received, hex(word)]));
        }
      }),
      { numRuns: 20 },
    );
  });

  test('a command without data counts, and stays without data', () => {
    const pair = openPair(suite, size);
    const wrapped = pair.host.wrap(READ);
    expect(wrapped).toHaveLength(4 + 1 + macBytes + 1);
    const accepted = pair.card.unwrap(wrapped);
    expect(accepted).toEqual({ outcome: 'accepted', command: READ });
    pair.host.unwrap(pair.card.wrap(OK));
    // Had one end not counted, this ciphertext would come out as noise.
    const update = hex('00d6840003010203');
    expect(exchange(pair, update, hex('')).seen).toEqual(update);
  });

  test('a bare error status word passes, and the channel lives on', () => {
    const pair = openPair(suite, size);
    expect(toHex(exchange(pair, READ, hex(''), hex('6a82')).answer)).toBe('6a82');
    expect(toHex(exchange(pair, READ, hex('0102')).answer)).toBe('01029000');
  });

  test('an answer without data is not decrypted', () => {
    const pair = openPair(suite, size);
    expect(exchange(pair, READ, hex('')).answer).toEqual(OK);
  });

  test('data beyond what Lc holds is refused before a byte is made', () => {
    const { host } = openPair(suite, size);
    const max = COMMAND_BYTES_MAX[size];
    const update = (count: number) =>
      concat([hex('00d68400'), Uint8Array.of(count), new Uint8Array(count)]);
    expect(() => host.wrap(update(max + 1))).toThrow(RangeError);
    const wrapped = host.wrap(update(max));
    expect(wrapped[4]).toBe(wrapped.length - 5);
  });

  test('Le is not in the MAC, and becomes 00', () => {
    const wrappedFor = (le: string) => openPair(suite, size).host.wrap(hex(`00b08200${le}`));
    expect(wrappedFor('ef')).toEqual(wrappedFor('00'));
    expect(wrappedFor('')).toEqual(wrappedFor('00').slice(0, -1));
  });

  test('the logical channel is not in the MAC', () => {
    const basic = openPair(suite, size).host.wrap(READ);
    const second = openPair(suite, size).host.wrap(hex('02b0820000'));
    expect(second).toEqual(concat([hex('06'), basic.slice(1)]));
  });

  test.each(['0cb0820000', '10b0820000', '40b0820000', 'a0b0820000'])(
    'class of %s is refused',
    (command) => {
      expect(() => openPair(suite, size).host.wrap(hex(command))).toThrow(RangeError);
    },
  );

  test.each(['', '00b082', '00b0820003aabb', '00b0820000000100'])('%s is no command', (command) => {
    expect(() => openPair(suite, size).host.wrap(hex(command))).toThrow(TypeError);
  });

  describe('an answer is refused, and the channel is dead', () => {
    const answers: readonly (readonly [string, (genuine: Uint8Array) => Uint8Array])[] = [
      ['changed data', (genuine) => flipped(genuine, 0)],
      ['a changed MAC', (genuine) => flipped(genuine, genuine.length - 3)],
      ['a forged warning', (genuine) => concat([genuine.slice(0, -2), hex('6200')])],
      ['a forged success after an error', () => OK],
      ['a truncated MAC', (genuine) => concat([genuine.slice(0, -3), OK])],
      ['a MAC cut to 4 bytes', (genuine) => concat([genuine.slice(0, -2 - macBytes + 4), OK])],
      ['data on an error', (genuine) => concat([genuine.slice(0, -2), hex('6a82')])],
      ['half a status word', () => hex('90')],
      ['nothing', () => hex('')],
    ];

    test.each(answers)('%s', (_name, bend) => {
      const { host, card } = openPair(suite, size);
      card.unwrap(host.wrap(READ));
      const genuine = card.wrap(concat([hex('0102030405'), OK]));
      expect(code(() => host.unwrap(bend(genuine)))).toBe('crypto.channel-response-forged');
      expect(code(() => host.unwrap(genuine))).toBe('crypto.channel-closed');
      expect(code(() => host.wrap(READ))).toBe('crypto.channel-closed');
    });

    test('the answer to the command before', () => {
      const { host, card } = openPair(suite, size);
      card.unwrap(host.wrap(READ));
      const earlier = card.wrap(concat([hex('0102'), OK]));
      host.unwrap(earlier);
      host.wrap(READ);
      expect(code(() => host.unwrap(earlier))).toBe('crypto.channel-response-forged');
    });

    test('the answer of another session', () => {
      const first = openPair(suite, size);
      first.card.unwrap(first.host.wrap(READ));
      const foreign = first.card.wrap(OK);
      const host = newHost(suite, size, 0x11);
      host.finish(initialize(suite, host.initializeUpdate, 2).answer);
      host.wrap(READ);
      expect(code(() => host.unwrap(foreign))).toBe('crypto.channel-response-forged');
    });
  });

  test('a command while an answer is missing closes the channel: nothing is sent again', () => {
    const { host } = openPair(suite, size);
    const wrapped = host.wrap(READ);
    expect(code(() => host.wrap(READ))).toBe('crypto.channel-closed');
    expect(code(() => host.unwrap(OK))).toBe('crypto.channel-closed');
    expect(wrapped).toHaveLength(6 + macBytes);
  });

  describe('the card has to prove itself', () => {
    const answerTo = (host: HostChannel) => initialize(suite, host.initializeUpdate).answer;

    test.each([
      ['challenge', 13],
      ['cryptogram', 13 + macBytes],
    ])('%s changed', (_name, index) => {
      const host = newHost(suite, size);
      const answer = flipped(answerTo(host), index);
      expect(code(() => host.finish(answer))).toBe('crypto.channel-card-unproven');
      expect(code(() => host.finish(answerTo(host)))).toBe('crypto.channel-closed');
    });

    test('the answer to another challenge', () => {
      const host = newHost(suite, size);
      const answer = answerTo(newHost(suite, size, 0x5a));
      expect(code(() => host.finish(answer))).toBe('crypto.channel-card-unproven');
    });

    test('another master key', () => {
      const hostChallenge = new Uint8Array(macBytes).fill(0xa5);
      const host = HostChannel.open({ suite, keys: keysFor(suite, 0x4e), size, hostChallenge });
      const answer = answerTo(newHost(suite, size));
      expect(code(() => host.finish(answer))).toBe('crypto.channel-card-unproven');
    });

    test.each([
      ['key version', 10, 0x01],
      ['protocol 02', 11, 0x01],
      ['no R-ENCRYPTION', 12, 0x40],
      ['no R-MAC', 12, 0x20],
      ['random challenge', 12, 0x10],
      ['other size', 12, 0x01],
    ])('downgrade: %s', (_name, index, mask) => {
      const host = newHost(suite, size);
      const answer = flipped(answerTo(host), index, mask);
      expect(code(() => host.finish(answer))).toBe('crypto.channel-downgraded');
    });

    test.each([
      ['a byte more', (answer: Uint8Array) => concat([hex('00'), answer])],
      ['a byte less', (answer: Uint8Array) => answer.slice(1)],
      ['no sequence', (answer: Uint8Array) => concat([answer.slice(0, -5), OK])],
    ])('%s', (_name, bend) => {
      const host = newHost(suite, size);
      const answer = bend(answerTo(host));
      expect(code(() => host.finish(answer))).toBe('crypto.channel-downgraded');
    });

    test.each(['6a88', '6985', '6d00', ''])('the card says %s', (statusWord) => {
      const host = newHost(suite, size);
      const refused = refusal(() => host.finish(hex(statusWord)));
      expect(refused).toEqual({ code: 'crypto.channel-refused', detail: { statusWord } });
    });
  });

  test('steps out of turn', () => {
    expect(code(() => newHost(suite, size).wrap(READ))).toBe('crypto.channel-closed');
    expect(code(() => openPair(suite, size).host.unwrap(OK))).toBe('crypto.channel-closed');
    const { host } = openPair(suite, size);
    host.close();
    expect(code(() => host.wrap(READ))).toBe('crypto.channel-closed');
  });

  test('a challenge of the other size, keys of the other suite: the caller’s bugs', () => {
    const keys = keysFor(suite);
    const hostChallenge = new Uint8Array(24 - macBytes);
    expect(() => HostChannel.open({ suite, keys, size, hostChallenge })).toThrow(RangeError);
    const other = keysFor(suite === 1 ? 2 : 1);
    const challenge = new Uint8Array(macBytes);
    expect(() => HostChannel.open({ suite, keys: other, size, hostChallenge: challenge })).toThrow(
      TypeError,
    );
  });

  test('nothing of keys or session prints', () => {
    const { host, card } = openPair(suite, size);
    for (const each of [host, card, keysFor(suite)]) {
      const printed = `${inspect(each, { showHidden: true, depth: 9 })}${JSON.stringify(each)}`;
      expect(printed).not.toMatch(/\b(enc|mac|dek|session|protection)\b/i);
    }
  });
});
