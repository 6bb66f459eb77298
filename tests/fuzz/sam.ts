import { concat } from '../../src/bytes.ts';
import {
  encodeMessage,
  encodeSamStatus,
  HSM_OPERATIONS,
  type HsmOperation,
  parseMessage,
  parseResponse,
  parseSamStatus,
  pcscSam,
  SAM_AID,
} from '../../src/card/index.ts';
import { encodeStatement } from '../../src/crypto/index.ts';
import { type Sam, type SamStatus, SecretPin } from '../../src/model/index.ts';
import { amount } from '../../src/money.ts';
import { plainDate } from '../../src/time.ts';
import { type CardStore, memoryStore, VirtualSam } from '../../src/virtual/index.ts';
import { ID, module, SERIAL, statement } from '../virtual/sam/modules.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickByte, pickBytes, pickOne, unlessRefused } from './harness/inputs.ts';
import type { Random } from './harness/random.ts';

const SELECT = concat([Uint8Array.of(0, 0xa4, 4, 0, SAM_AID.length), SAM_AID, Uint8Array.of(0)]);
const COMMANDS = [
  SELECT,
  ...[
    '80CA000100',
    '80CA000200',
    '002000010432353830',
    '8040311008999001000000000100',
    '804201000301900000',
    '804401000500B082000000',
    '8046010002900000',
    '80480100',
    '804A00010A9990010000000001010100',
    '804E000001AA00',
    '804E800001AA00',
    '00C0000000',
    '803E323108999001000000000100',
  ].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex'))),
];
const STATUS: SamStatus = {
  id: ID,
  role: 'SETTLE',
  suite: 1,
  keyVersions: [0x30, 0x31],
  expiresOn: plainDate('2031-01-01'),
  pin: 'needed',
  pinTriesLeft: 3,
  usesLeft: 1_000,
  dailySumLeft: amount(5n),
};

let store: Promise<CardStore> | undefined;

/** The same module for every run: what it counts does not change what it answers in form. */
function issued(): Promise<CardStore> {
  store ??= (async () => {
    const made = memoryStore();
    await module({ pin: new SecretPin('2580') }, { store: made });
    return made;
  })();
  return store;
}

/** The module answers whatever it is sent with a response, and the driver ends whatever it hears. */
export const securityModule: FuzzEntry = {
  name: 'security module',
  inputsPerRun: 8,
  async run(random, inputs) {
    const stored = (await (await issued()).load())!;
    const chip = new VirtualSam(memoryStore(stored));
    chip.powerUp();
    for (let input = 0; input < inputs; input++) {
      await application(random, chip);
      await driver(random);
      status(random);
      message(random);
    }
  },
};

async function application(random: Random, chip: VirtualSam): Promise<void> {
  const command = random() < 0.3 ? pickOne(random, COMMANDS) : damaged(random, COMMANDS);
  const answer = parseResponse(await chip.transmit(command));
  must(answer.data.length <= 256, 'an answer is short');
  must(
    answer.sw === 0x9000 || answer.sw >> 8 === 0x61 || answer.data.length === 0,
    'a refusal says no more',
  );
  must(answer.sw !== 0x6f00, 'nothing is a defect');
}

const CALLS: readonly ((sam: Sam) => Promise<unknown>)[] = [
  (sam) => sam.id(),
  (sam) => sam.status(),
  (sam) => sam.verifyPin(new SecretPin('1234')),
  (sam) => sam.macState(1, SERIAL, new Uint8Array(20)),
  (sam) => sam.checkState(1, SERIAL, new Uint8Array(20), new Uint8Array(16)),
  (sam) => sam.sign(encodeStatement(statement()), 1, new Uint8Array(64)),
  (sam) => sam.openChannel({ serial: SERIAL, keyVersion: 0x31, size: 'S16' }),
];

/** A driver in front of a module that answers anything. */
async function driver(random: Random): Promise<void> {
  let exchanges = 0;
  const sam = pcscSam(async () => ({
    async transmit(command) {
      exchanges++;
      if (random() < 0.6 && command[1] === 0xa4) {
        return concat([fci(), Uint8Array.of(0x90, 0)]);
      }
      const sw = pickOne(random, [
        [0x90, 0],
        [0x90, 0],
        [0x61, 4],
        [0x6c, 9],
        [pickByte(random), pickByte(random)],
      ]);
      return concat([pickBytes(random, 260), Uint8Array.from(sw)]);
    },
    close: async () => undefined,
  }));
  const call = pickOne(random, CALLS);
  try {
    await call(sam);
  } catch (error) {
    unlessRefused(['sam', 'card', 'crypto', 'time', 'money'], () => {
      throw error;
    });
  }
  must(exchanges < 2_000, 'the driver ends whatever it hears');
}

function fci(): Uint8Array {
  const inner = concat([
    Uint8Array.of(0x84, SAM_AID.length),
    SAM_AID,
    Uint8Array.of(0xa5, 6, 0x80, 1, 1, 0x81, 1, 1),
  ]);
  return concat([Uint8Array.of(0x6f, inner.length), inner]);
}

function status(random: Random): void {
  const bytes = damaged(random, [encodeSamStatus(STATUS)]);
  const parsed = unlessRefused(['sam', 'crypto', 'time'], () => parseSamStatus(bytes));
  if (parsed) must(Buffer.from(encodeSamStatus(parsed)).equals(bytes), 'a status has one form');
}

function message(random: Random): void {
  const operation = pickOne(random, Object.keys(HSM_OPERATIONS) as HsmOperation[]);
  const forms = HSM_OPERATIONS[operation].request;
  const seeds = ['{}', '{"pin":"2580"}', `{"channel":"${'0a'.repeat(16)}","command":"00b0820000"}`];
  const text = new TextDecoder('latin1').decode(
    damaged(
      random,
      seeds.map((seed) => new TextEncoder().encode(seed)),
    ),
  );
  const parsed = unlessRefused(['sam'], () => parseMessage(forms, text));
  if (parsed) must(encodeMessage(forms, parsed as never).length <= text.length, 'nothing is added');
}
