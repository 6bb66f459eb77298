/** SCP03 against an exchange recorded with a real eUICC, every byte of both ends. */

import { describe, expect, test } from 'vitest';
import { concat, toHex } from '../../../src/bytes.ts';
import {
  CardChannel,
  ChannelKeys,
  HostChannel,
  keyCheckValue,
  SecretKey,
} from '../../../src/crypto/index.ts';
import { hex } from '../support.ts';
import recorded from '../vectors/scp03.json' with { type: 'json' };

const { keys: keyTexts, plain, session } = recorded;
const keys = new ChannelKeys({
  suite: 1,
  keyVersion: keyTexts.kvn,
  enc: new SecretKey(hex(keyTexts.enc)),
  mac: new SecretKey(hex(keyTexts.mac)),
  dek: new SecretKey(hex(keyTexts.dek)),
});
const OK = hex('9000');
const hostChallenge = hex(session.init_upd_cmd).slice(5, 13);

const STEPS = [
  ['get_eid', plain.get_eid_cmd, session.get_eid_cmd, plain.get_eid_rsp, session.get_eid_rsp],
] as const;
/** Commands whose answers the recording leaves out, in its order. */
const CASES = [
  [plain.case_1_apdu, session.case_1_apdu],
  [plain.case_2_apdu, session.case_2_apdu],
  [plain.case_3_apdu, session.case_3_apdu],
  [plain.case_4_apdu, session.case_4_apdu],
] as const;

function opened(): { host: HostChannel; card: CardChannel } {
  const host = HostChannel.open({ suite: 1, keys, size: 'S8', hostChallenge });
  expect(toHex(host.initializeUpdate)).toBe(session.init_upd_cmd);
  const initialization = CardChannel.initialize({
    command: host.initializeUpdate,
    keysOf: (version) => (version === keys.keyVersion ? keys : undefined),
    sequence: 3,
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

test('handshake, byte by byte at both ends', () => {
  const { host, card } = opened();
  expect(host.sequence).toBe(3);
  expect(card.isAuthenticated).toBe(true);
});

describe('the recorded commands', () => {
  test.each(STEPS)('%s', (_name, command, wrapped, response, wrappedResponse) => {
    const { host, card } = opened();
    expect(toHex(host.wrap(hex(command)))).toBe(wrapped);
    expect(card.unwrap(hex(wrapped))).toEqual({ outcome: 'accepted', command: hex(command) });
    expect(toHex(card.wrap(concat([hex(response), OK])))).toBe(`${wrappedResponse}9000`);
    expect(toHex(host.unwrap(concat([hex(wrappedResponse), OK])))).toBe(`${response}9000`);
  });

  test('the four cases in one session, where every command counts, with data or without', () => {
    const { host, card } = opened();
    const [, command, , response] = STEPS[0];
    for (const [each, wrapped] of [[command, session.get_eid_cmd], ...CASES] as const) {
      expect(toHex(host.wrap(hex(each)))).toBe(wrapped);
      const accepted = card.unwrap(hex(wrapped));
      expect(accepted).toEqual({ outcome: 'accepted', command: hex(each) });
      host.unwrap(card.wrap(concat([each === command ? hex(response) : new Uint8Array(), OK])));
    }
  });
});

test('key check value of Key-ENC', () => {
  expect(toHex(keyCheckValue(1, keys.enc))).toBe(recorded.kcv_enc);
});
