/** The card's end: it takes level 33 from a proven host alone, and any doubt ends its session. */

import { describe, expect, test } from 'vitest';
import { concat, uintBytes } from '../../../src/bytes.ts';
import {
  CardChannel,
  CHANNEL_SEQUENCE_MAX,
  CHANNEL_STATUS_WORDS,
} from '../../../src/crypto/index.ts';
import { flipped, hex } from '../support.ts';
import { AID, initialize, keysFor, newHost, OK, openPair, SETTINGS } from './pair.ts';

const READ = hex('00b0820000');
const DENIED = { outcome: 'refused', statusWord: CHANNEL_STATUS_WORDS.securityNotSatisfied };

describe.each(SETTINGS)('suite %i, %s', (suite, size) => {
  const keys = keysFor(suite);
  const macBytes = size === 'S8' ? 8 : 16;
  const outcomeOf = (command: Uint8Array, sequence = 1) =>
    CardChannel.initialize({
      command,
      keysOf: (version) => (version === keys.keyVersion ? keys : undefined),
      sequence,
      aid: AID,
    });

  test('the sequence stands in the answer and makes the challenge', () => {
    const host = newHost(suite, size);
    const first = initialize(suite, host.initializeUpdate, 7).answer;
    const second = initialize(suite, host.initializeUpdate, 8).answer;
    expect(first.slice(-5, -2)).toEqual(uintBytes(7, 3));
    expect(first.slice(13, 13 + macBytes)).not.toEqual(second.slice(13, 13 + macBytes));
    host.finish(first);
    expect(host.sequence).toBe(7);
  });

  test('the last sequence opens, the one after does not', () => {
    const command = newHost(suite, size).initializeUpdate;
    expect(outcomeOf(command, CHANNEL_SEQUENCE_MAX).outcome).toBe('initialized');
    const refused = { outcome: 'refused', statusWord: 0x6985 };
    expect(outcomeOf(command, CHANNEL_SEQUENCE_MAX + 1)).toEqual(refused);
  });

  test.each([
    ['another key version', (command: Uint8Array) => flipped(command, 2, 0x07), 0x6a88],
    ['a key identifier', (command: Uint8Array) => flipped(command, 3), 0x6a88],
    ['no challenge', () => hex('8050310000'), 0x6700],
    ['a challenge of 9 bytes', () => hex(`805031000900${'00'.repeat(8)}00`), 0x6700],
    ['no command', () => hex('805031'), 0x6700],
  ])('INITIALIZE UPDATE with %s', (_name, bend, statusWord) => {
    const command = bend(newHost(suite, size).initializeUpdate);
    expect(outcomeOf(command)).toEqual({ outcome: 'refused', statusWord });
  });

  describe('EXTERNAL AUTHENTICATE', () => {
    const started = () => {
      const host = newHost(suite, size);
      const { card, answer } = initialize(suite, host.initializeUpdate);
      return { host, card, command: host.finish(answer) };
    };

    test.each(['00', '01', '03', '11', '13', '73'])('level %s is no level here', (level) => {
      const { card, command } = started();
      command.set(hex(level), 2);
      expect(card.authenticate(command)).toEqual(DENIED);
      expect(card.isAuthenticated).toBe(false);
    });

    test.each([
      ['class 80', 0, 0x04],
      ['MAC', -1, 0x01],
      ['cryptogram', 5, 0x01],
    ])('%s changed', (_name, index, mask) => {
      const { card, command } = started();
      expect(
        card.authenticate(flipped(command, index < 0 ? command.length + index : index, mask)),
      ).toEqual(DENIED);
      // Guessing goes on with a new session only.
      expect(card.authenticate(command)).toEqual(DENIED);
    });

    test('of another length', () => {
      const { card, command } = started();
      const shorter = concat([command.slice(0, 4), Uint8Array.of(command[4]! - 1)]);
      const refused = { outcome: 'refused', statusWord: CHANNEL_STATUS_WORDS.wrongLength };
      expect(card.authenticate(concat([shorter, command.slice(6)]))).toEqual(refused);
    });

    test('a replay of an earlier session', () => {
      const { command } = started();
      const { card } = initialize(suite, newHost(suite, size).initializeUpdate, 2);
      expect(card.authenticate(command).outcome).toBe('refused');
    });

    test('twice', () => {
      const { card, command } = started();
      expect(card.authenticate(command)).toEqual({ outcome: 'authenticated' });
      expect(card.authenticate(command)).toEqual(DENIED);
      expect(card.isAuthenticated).toBe(false);
    });
  });

  describe('a command is refused, and the session has ended', () => {
    const bends: readonly (readonly [string, (genuine: Uint8Array) => Uint8Array])[] = [
      ['plain', () => READ],
      ['changed in its header', (genuine) => flipped(genuine, 2)],
      ['changed in its data', (genuine) => flipped(genuine, 5)],
      ['changed in its MAC', (genuine) => flipped(genuine, genuine.length - 1)],
      [
        'with a truncated MAC',
        (genuine) =>
          concat([genuine.slice(0, 4), Uint8Array.of(genuine[4]! - 1), genuine.slice(5, -1)]),
      ],
      ['with ISO secure messaging', (genuine) => flipped(genuine, 0, 0x08)],
      ['cut short', (genuine) => genuine.slice(0, -1)],
    ];

    test.each(bends)('%s', (_name, bend) => {
      const { host, card } = openPair(suite, size);
      const genuine = host.wrap(hex('00d6840003010203'));
      expect(card.unwrap(bend(genuine))).toEqual(DENIED);
      expect(card.unwrap(genuine)).toEqual(DENIED);
      expect(card.isAuthenticated).toBe(false);
    });

    test('sent twice', () => {
      const { host, card } = openPair(suite, size);
      const wrapped = host.wrap(READ);
      card.unwrap(wrapped);
      card.wrap(OK);
      expect(card.unwrap(wrapped)).toEqual(DENIED);
    });

    test('before the host has proven itself', () => {
      const { host } = openPair(suite, size);
      const { card } = initialize(suite, newHost(suite, size).initializeUpdate);
      expect(card.unwrap(host.wrap(READ))).toEqual(DENIED);
    });

    test('after the session was ended', () => {
      const { host, card } = openPair(suite, size);
      card.close();
      expect(card.unwrap(host.wrap(READ))).toEqual(DENIED);
    });
  });

  test('an answer without a command, or too long for Le: the caller’s bugs', () => {
    const { host, card } = openPair(suite, size);
    expect(() => card.wrap(OK)).toThrow(TypeError);
    card.unwrap(host.wrap(READ));
    expect(() => card.wrap(concat([new Uint8Array(240), OK]))).toThrow(RangeError);
    expect(host.unwrap(card.wrap(concat([new Uint8Array(239), OK])))).toHaveLength(241);
  });
});
