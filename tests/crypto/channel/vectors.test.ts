/** SCP03 against exchanges recorded with a real eUICC, every byte of both ends. */

import { describe, expect, test } from 'vitest';
import { concat, toHex } from '../../../src/bytes.ts';
import {
  CardChannel,
  ChannelKeys,
  HostChannel,
  keyCheckValue,
  SecretKey,
} from '../../../src/crypto/index.ts';
import { hex, refusal } from '../support.ts';
import recorded from '../vectors/scp03.json' with { type: 'json' };
import wide from '../vectors/scp03-s16.json' with { type: 'json' };

const { plain, sessions } = recorded;
const OK = hex('9000');

describe.each(sessions)('$name', (session) => {
  const keys = new ChannelKeys({
    suite: 1,
    keyVersion: session.keys.kvn,
    enc: new SecretKey(hex(session.keys.enc)),
    mac: new SecretKey(hex(session.keys.mac)),
    dek: new SecretKey(hex(session.keys.dek)),
  });
  const hostChallenge = hex(session.init_upd_cmd).slice(5, 13);
  const sequence = hex(session.init_upd_rsp).at(-1)!;

  /** Both ends, each step of the handshake compared with the recording. */
  function opened(): { host: HostChannel; card: CardChannel } {
    const host = HostChannel.open({ suite: 1, keys, size: 'S8', hostChallenge });
    expect(toHex(host.initializeUpdate)).toBe(session.init_upd_cmd);
    const initialization = CardChannel.initialize({
      command: host.initializeUpdate,
      keysOf: (version) => (version === keys.keyVersion ? keys : undefined),
      sequence,
      aid: hex(recorded.pseudo_random_card_challenge_aid),
    });
    if (initialization.outcome !== 'initialized') throw new Error('not initialized');
    const { channel: card, answer } = initialization;
    expect(toHex(answer)).toBe(`${session.init_upd_rsp}9000`);
    const authenticate = host.finish(answer);
    expect(toHex(authenticate)).toBe(session.ext_auth_cmd);
    expect(card.authenticate(authenticate)).toEqual({ outcome: 'authenticated' });
    return { host, card };
  }

  test('handshake', () => {
    const { host, card } = opened();
    expect(host.sequence).toBe(sequence);
    expect(card.isAuthenticated).toBe(true);
  });

  test('a command and its answer, then the four cases: every command counts', () => {
    const { host, card } = opened();
    const steps = [
      [plain.get_eid_cmd, session.get_eid_cmd, plain.get_eid_rsp],
      [plain.case_1_apdu, session.case_1_apdu, ''],
      [plain.case_2_apdu, session.case_2_apdu, ''],
      [plain.case_3_apdu, session.case_3_apdu, ''],
      [plain.case_4_apdu, session.case_4_apdu, ''],
    ] as const;
    for (const [command, wrapped, response] of steps) {
      expect(toHex(host.wrap(hex(command)))).toBe(wrapped);
      expect(card.unwrap(hex(wrapped))).toEqual({ outcome: 'accepted', command: hex(command) });
      const answer = card.wrap(concat([hex(response), OK]));
      if (response !== '') expect(toHex(answer)).toBe(`${session.get_eid_rsp}9000`);
      expect(toHex(host.unwrap(answer))).toBe(`${response}9000`);
    }
  });
});

describe.each(wide.sessions)('S16, $name', (session) => {
  const { kvn, enc, mac, dek } = session.keys;
  const keys = new ChannelKeys({
    suite: 1,
    keyVersion: kvn,
    enc: new SecretKey(hex(enc)),
    mac: new SecretKey(hex(mac)),
    dek: new SecretKey(hex(dek)),
  });
  const hostChallenge = hex(session.initializeUpdate).slice(5, 21);

  test('handshake and commands, then an answer whose padding is none', () => {
    const host = HostChannel.open({ suite: 1, keys, size: 'S16', hostChallenge });
    expect(toHex(host.initializeUpdate)).toBe(session.initializeUpdate);
    expect(toHex(host.finish(hex(`${session.answer}9000`)))).toBe(session.authenticate);
    for (const { command, wrapped, response, plain: expected } of session.exchanges) {
      expect(toHex(host.wrap(hex(command)))).toBe(wrapped);
      expect(toHex(host.unwrap(hex(`${response}9000`)))).toBe(`${expected}9000`);
    }
    const { command, wrapped, response } = session.overlongPadding;
    expect(toHex(host.wrap(hex(command)))).toBe(wrapped);
    expect(refusal(() => host.unwrap(hex(`${response}9000`)))).toMatchObject({
      code: 'crypto.channel-response-forged',
      detail: { check: 'padding' },
    });
  });
});

test('key check value of Key-ENC', () => {
  const key = new SecretKey(hex(sessions[0]!.keys.enc));
  expect(toHex(keyCheckValue(1, key))).toBe(recorded.kcv_enc);
});
