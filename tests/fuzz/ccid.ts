import { equalBytes, fromHex } from '../../src/bytes.ts';
import {
  encodeCcidCommand,
  encodeCcidResponse,
  parseCcidCommand,
  parseCcidResponse,
} from '../../src/reader/ccid/message.ts';
import { parseNotification } from '../../src/reader/ccid/notification.ts';
import { encodeParameters, parseParameters } from '../../src/reader/ccid/parameters.ts';
import {
  encodeFrame,
  FrameDecoder,
  SERIAL_MESSAGE_BYTES_MAX,
} from '../../src/reader/serial/frame.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickBytes, pickNumber, unlessRefused } from './harness/inputs.ts';
import type { Random } from './harness/random.ts';

const MESSAGES = [
  '62000000000006010000',
  '800F0000000006000000' + '3BD596028071FE65014F734549445E',
  '6107000000000901000096110265' + '00FE00',
  '82070000000009000001961102650' + '0FE00',
  '6F05000000000A00000000C101FE3E',
  '8000000000000A41FB00',
  '8000000000000A800300',
  '81000000000002010000',
  '6B010000000000000000' + '02',
].map(fromHex);

/** Messages have one form; frames are found whole, in order, or reported broken, and little is held. */
export const ccid: FuzzEntry = {
  name: 'CCID',
  run(random, inputs) {
    for (let input = 0; input < inputs; input++) {
      const bytes = random() < 0.2 ? pickBytes(random, 400) : damaged(random, MESSAGES);
      const response = unlessRefused(['reader'], () => parseCcidResponse(bytes));
      if (response)
        must(equalBytes(encodeCcidResponse(response), withoutReserved(bytes)), 'response');
      const command = unlessRefused(['reader'], () => parseCcidCommand(bytes));
      if (command) must(equalBytes(encodeCcidCommand(command), bytes), 'one form of a command');
      must(!command || !response, 'a message goes one way');
      unlessRefused(['reader'], () => parseNotification(bytes));
      parameters(random);
      frames(random);
    }
  },
};

/** Bits 3 to 6 of bStatus are reserved and not kept. */
function withoutReserved(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy[7] = copy[7]! & 0xc3;
  return copy;
}

function parameters(random: Random): void {
  const protocol = pickNumber(random, 3);
  const data = pickBytes(random, 9);
  const parsed = unlessRefused(['reader'], () => parseParameters(protocol, data));
  if (!parsed) return;
  const again = parseParameters(parsed.protocol, encodeParameters(parsed));
  must(JSON.stringify(again) === JSON.stringify(parsed), 'parameters are understood again');
}

function frames(random: Random): void {
  const valid = MESSAGES.map((message) => encodeFrame(message));
  const line = damaged(random, valid);
  const decoder = new FrameDecoder();
  for (let offset = 0; offset < line.length; ) {
    const size = 1 + pickNumber(random, 30);
    for (const event of decoder.push(line.subarray(offset, offset + size))) {
      if (event.type !== 'message') continue;
      must(event.message.length <= SERIAL_MESSAGE_BYTES_MAX, 'a message of the family');
    }
    offset += size;
  }
}
