// A security module in a reader's slot: who it is, its PIN, a signature, and the limit that a thief meets.
import { SecretPin } from 'onecard';
import { pcscSam } from 'onecard/card';
import { encodeStatement } from 'onecard/crypto';
import { systemClock, systemRandom } from 'onecard/terminal';
import {
  generateCountyKeys,
  memoryStore,
  SoftSam,
  VirtualSam,
  virtualReader,
} from 'onecard/virtual';

const PIN = new SecretPin('2580');
const NOW = Math.floor(systemClock.now() / 1000) * 1000;

// Issued once, at the county's desk: keys get in here and never come out.
const store = memoryStore();
await SoftSam.issue(
  {
    id: '9991010000000009',
    role: 'SETTLE',
    keys: generateCountyKeys(systemRandom),
    issuedAt: NOW,
    expiresOn: '2036-01-01',
    dailySumMax: 100_000n,
    pin: PIN,
  },
  { store },
);

// At the desk: a real one sits in a PC/SC reader, `(await pcscReaders().list())[1].connect()`.
const reader = virtualReader(new VirtualSam(store), 'SAM slot');
const sam = pcscSam(() => reader.connect({ exclusive: true }));
const { role, id, pin } = await sam.status();
console.log(`${role} module ${id}, PIN ${pin}`);
console.log(`PIN ${(await sam.verifyPin(PIN)).outcome}`);

/** A settlement of which the funds pay 600.00 yuan. */
const settlement = (last) =>
  encodeStatement({
    id: `0195779a-6800-7000-8000-00000000000${last}`,
    home: '999001',
    cardSerial: '9990010000000009',
    sequence: last,
    attempt: 1,
    stateHash: new Uint8Array(32),
    planId: 'test-plan',
    planVersion: '2026.1',
    billHash: new Uint8Array(32),
    total: 100_000n,
    byPayer: { 'pooled-fund': 60_000n, cash: 40_000n },
    provider: 'H99910100001',
    terminalId: 'H999101-T09',
    samId: id,
    settledAt: NOW,
  });
const cardSignature = new Uint8Array(64);
const signature = await sam.sign(settlement(1), 1, cardSignature);
console.log(`signature of ${signature.length} bytes`);
await sam.sign(settlement(2), 2, cardSignature).catch((error) => console.log(error.code));
await sam.close();
