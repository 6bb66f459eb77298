// Both ends of the secure channel between a security module and a card, in the Chinese national suite.
import { randomBytes } from 'node:crypto';
import { CardChannel, channelKeys, HostChannel, KEY_VERSIONS, SecretKey } from 'onecard/crypto';

const aid = Uint8Array.from(Buffer.from('F04F4E454341524401', 'hex'));
const keys = channelKeys({
  suite: 2,
  master: new SecretKey(randomBytes(16)),
  keyVersion: KEY_VERSIONS[2].SETTLE[0],
  serial: '9990000000000001',
  aid,
});

const host = HostChannel.open({ suite: 2, keys, size: 'S16', hostChallenge: randomBytes(16) });
const opened = CardChannel.initialize({
  command: host.initializeUpdate,
  keysOf: (version) => (version === keys.keyVersion ? keys : undefined),
  sequence: 1,
  aid,
});
const card = opened.channel;
console.log('card', card.authenticate(host.finish(opened.answer)).outcome);

const readBinary = Uint8Array.of(0x00, 0xb0, 0x84, 0x00, 0x00);
const wrapped = host.wrap(readBinary);
console.log('command', readBinary.length, 'bytes, protected', wrapped.length);
card.unwrap(wrapped);
const answer = card.wrap(Uint8Array.of(0x53, 0x01, 0x07, 0x90, 0x00));
console.log('answer', Buffer.from(host.unwrap(answer)).toString('hex'));

card.unwrap(host.wrap(readBinary));
const forged = card.wrap(Uint8Array.of(0x53, 0x01, 0x07, 0x90, 0x00));
forged[0] ^= 1;
try {
  host.unwrap(forged);
} catch (error) {
  console.log('forged answer:', error.code);
}
