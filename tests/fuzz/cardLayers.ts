import { concat, equalBytes, fromHex } from '../../src/bytes.ts';
import {
  type CardTransport,
  encodeCommand,
  NE_MAX,
  parseCommand,
  RESPONSE_ROUNDS_MAX,
  withCommandChaining,
  withGetResponse,
  withLogicalChannel,
  withRightLe,
} from '../../src/card/index.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { must, pickBytes, pickNumber, pickOne } from './harness/inputs.ts';

const STATUS_WORDS = [
  '9000',
  '6100',
  '6101',
  '61FF',
  '6C00',
  '6C10',
  '6282',
  '63C2',
  '6A82',
  '6884',
].map(fromHex);
/** Two commands a round, and the links of a chain before them. */
const COMMANDS_MAX = 2 * (RESPONSE_ROUNDS_MAX + 1) + 257;

/** A card that answers as it likes, and counts what it is asked. */
function hostileCard(random: () => number, sent: Uint8Array[]): CardTransport {
  const isStubborn = random() < 0.05;
  const stubborn = pickOne(random, STATUS_WORDS);
  return {
    async transmit(command) {
      sent.push(command.slice());
      must(sent.length <= COMMANDS_MAX, 'no endless asking');
      if (isStubborn) return stubborn.slice();
      if (random() < 0.03) return pickBytes(random, 3);
      return concat([
        pickBytes(random, random() < 0.01 ? NE_MAX : 20),
        pickOne(random, STATUS_WORDS),
      ]);
    },
    async close() {},
  };
}

/** Whatever a card answers, the layers end, and no byte of data is ever changed on its way. */
export const cardLayers: FuzzEntry = {
  name: 'card layers',
  inputsPerRun: 1,
  async run(random) {
    const command = {
      cla: pickOne(random, [0x00, 0x01, 0x0c, 0x10, 0x80]),
      ins: pickOne(random, [0xa4, 0xb0, 0xd6, 0x20]),
      p1: pickNumber(random, 256),
      p2: pickNumber(random, 256),
      data: pickBytes(random, random() < 0.1 ? 2_000 : 300),
      ne: pickOne(random, [0, 0, 1, 16, 256, NE_MAX]),
    };
    const sent: Uint8Array[] = [];
    const card = hostileCard(random, sent);
    const onChannel = withLogicalChannel(pickNumber(random, 4));
    const layered = withCommandChaining(onChannel(withGetResponse(withRightLe(card))));
    try {
      const response = await layered.transmit(encodeCommand(command));
      must(response.length <= 2 * NE_MAX + 4, 'an answer has a bound');
    } catch (error) {
      const { code } = error as { code?: string };
      must(
        code === 'card.chain-too-long' || code === 'card.chaining-interrupted',
        `a named failure and not ${String(error)}`,
      );
    }
    const data = command.data;
    for (const bytes of sent) {
      const { ins, data: part } = parseCommand(bytes);
      must(ins === 0xc0 || ins === command.ins, 'the command or GET RESPONSE');
      must(part.length === 0 || isWithin(part, data), 'data as it was given');
    }
  },
};

/** Whether `part` is the data, or a link of it: they begin at multiples of 255. */
function isWithin(part: Uint8Array, data: Uint8Array): boolean {
  if (equalBytes(part, data)) return true;
  for (let offset = 0; offset < data.length; offset += 255) {
    if (equalBytes(part, data.subarray(offset, offset + 255))) return true;
  }
  return false;
}
