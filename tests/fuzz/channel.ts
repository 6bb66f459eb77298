import { concat, equalBytes } from '../../src/bytes.ts';
import {
  CardChannel,
  ChannelKeys,
  encodePutKey,
  HostChannel,
  parsePutKey,
  SecretKey,
} from '../../src/crypto/index.ts';
import type { SuiteId } from '../../src/model/index.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickBytes, pickOne, unlessRefused } from './harness/inputs.ts';
import type { Random } from './harness/random.ts';

const AID = Uint8Array.of(0xf0, 0x4f, 0x4e, 0x45, 0x01);
const OK = Uint8Array.of(0x90, 0x00);
const READ = Uint8Array.of(0x00, 0xb0, 0x84, 0x00, 0x00);
const dek = new SecretKey(new Uint8Array(16).fill(4));

function keysOf(suite: SuiteId): ChannelKeys {
  const [enc, mac] = [1, 2].map((byte) => new SecretKey(new Uint8Array(16).fill(byte)));
  return new ChannelKeys({
    suite,
    keyVersion: suite === 1 ? 0x30 : 0x38,
    enc: enc!,
    mac: mac!,
    dek,
  });
}

/** The genuine bytes bent, or chance; nothing when they came out the same. */
function bent(random: Random, genuine: Uint8Array): Uint8Array | undefined {
  const bytes = random() < 0.2 ? pickBytes(random, 300) : damaged(random, [genuine]);
  return equalBytes(bytes, genuine) ? undefined : bytes;
}

/** Whatever either end is fed in the place of the genuine bytes is refused, and nothing of it decrypted. */
export const channel: FuzzEntry = {
  name: 'secure channel',
  inputsPerRun: 8,
  run(random) {
    const suite = pickOne(random, [1, 2] as const);
    const size = pickOne(random, ['S8', 'S16'] as const);
    const keys = keysOf(suite);
    const hostChallenge = new Uint8Array(size === 'S8' ? 8 : 16).fill(7);
    const open = () => {
      const host = HostChannel.open({ suite, keys, size, hostChallenge });
      const command = host.initializeUpdate;
      const opened = CardChannel.initialize({ command, keysOf: () => keys, sequence: 1, aid: AID });
      if (opened.outcome !== 'initialized') throw new Error('not initialized');
      return { host, card: opened.channel, answer: opened.answer };
    };

    const first = open();
    const answer = bent(random, first.answer);
    if (answer) {
      const taken = unlessRefused(['crypto'], () => first.host.finish(answer));
      // The host looks at neither the diversification data nor the counter in front of its status word.
      const proven = first.answer.slice(10, -5);
      must(!taken || equalBytes(answer.slice(10, -5), proven), 'only the card proves itself');
    }

    const { host, card, answer: genuine } = open();
    const authenticate = host.finish(genuine);
    const bentAuthenticate = bent(random, authenticate);
    if (bentAuthenticate && random() < 0.3) {
      // Le behind it is transport, and not covered.
      const isSame = equalBytes(bentAuthenticate.slice(0, authenticate.length), authenticate);
      const { outcome } = card.authenticate(bentAuthenticate);
      must(outcome === 'refused' || isSame, 'only the host proves itself');
      return;
    }
    card.authenticate(authenticate);
    const wrapped = host.wrap(READ);
    if (random() < 0.5) {
      const command = bent(random, wrapped);
      const body = (bytes: Uint8Array) => bytes.slice(1, 5 + (bytes[4] ?? 0));
      const accepted = command && card.unwrap(command);
      const isSame = command && equalBytes(body(command), body(wrapped));
      must(accepted?.outcome !== 'accepted' || isSame === true, 'a command is whole or refused');
      return;
    }
    card.unwrap(wrapped);
    const response = card.wrap(concat([pickBytes(random, 239), OK]));
    const bentResponse = bent(random, response);
    if (!bentResponse) return;
    const plain = unlessRefused(['crypto'], () => host.unwrap(bentResponse));
    must(!plain || plain.length === 2, 'no changed answer is decrypted');
    if (plain) must(!equalBytes(plain, OK), 'no success without its proof');
  },
};

/** Kept beside: data of PUT KEY has one form, and its check values fit. */
export function putKeyHolds(random: Random): void {
  const keys = keysOf(1);
  const genuine = encodePutKey(dek, keys);
  const bytes = bent(random, genuine);
  if (!bytes) return;
  const parsed = unlessRefused(['crypto'], () => parsePutKey(1, dek, bytes));
  if (parsed) must(equalBytes(encodePutKey(dek, parsed), bytes), 'key data has one form');
}
