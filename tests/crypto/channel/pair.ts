/** Both ends of a channel over invented keys, opened and ready. */

import { concat } from '../../../src/bytes.ts';
import {
  CardChannel,
  type ChannelKeys,
  type ChannelSize,
  channelKeys,
  HostChannel,
  KEY_VERSIONS,
  SecretKey,
} from '../../../src/crypto/index.ts';
import type { CardSerial, SuiteId } from '../../../src/model/index.ts';
import { hex } from '../support.ts';

export const SERIAL = '9990000000000001' as CardSerial;
export const AID = hex('f04f4e454341524401');
export const OK = hex('9000');

export const SETTINGS: readonly (readonly [SuiteId, ChannelSize])[] = [
  [1, 'S8'],
  [1, 'S16'],
  [2, 'S8'],
  [2, 'S16'],
];

export function keysFor(suite: SuiteId, masterByte = 0x4d): ChannelKeys {
  return channelKeys({
    suite,
    master: new SecretKey(new Uint8Array(16).fill(masterByte)),
    keyVersion: KEY_VERSIONS[suite].SETTLE[0],
    serial: SERIAL,
    aid: AID,
  });
}

export function newHost(suite: SuiteId, size: ChannelSize, challengeByte = 0xa5): HostChannel {
  const hostChallenge = new Uint8Array(size === 'S8' ? 8 : 16).fill(challengeByte);
  return HostChannel.open({ suite, keys: keysFor(suite), size, hostChallenge });
}

export function initialize(
  suite: SuiteId,
  command: Uint8Array,
  sequence = 1,
): { card: CardChannel; answer: Uint8Array } {
  const keys = keysFor(suite);
  const initialization = CardChannel.initialize({
    command,
    keysOf: (version) => (version === keys.keyVersion ? keys : undefined),
    sequence,
    aid: AID,
  });
  if (initialization.outcome !== 'initialized') throw new Error('not initialized');
  return { card: initialization.channel, answer: initialization.answer };
}

export function openPair(
  suite: SuiteId,
  size: ChannelSize,
): { host: HostChannel; card: CardChannel } {
  const host = newHost(suite, size);
  const { card, answer } = initialize(suite, host.initializeUpdate);
  const { outcome } = card.authenticate(host.finish(answer));
  if (outcome !== 'authenticated') throw new Error('not authenticated');
  return { host, card };
}

/** One command and its answer through both ends. */
export function exchange(
  { host, card }: { host: HostChannel; card: CardChannel },
  command: Uint8Array,
  data: Uint8Array,
  statusWord: Uint8Array = OK,
): { seen: Uint8Array; answer: Uint8Array } {
  const accepted = card.unwrap(host.wrap(command));
  if (accepted.outcome !== 'accepted') throw new Error('not accepted');
  const answer = host.unwrap(card.wrap(concat([data, statusWord])));
  return { seen: accepted.command, answer };
}
