import { equalBytes, fromHex } from '../../src/bytes.ts';
import {
  encodeCommand,
  encodeResponse,
  NE_MAX,
  parseCommand,
  parseResponse,
} from '../../src/card/index.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickBytes, unlessRefused } from './harness/inputs.ts';

const COMMANDS = [
  '00A40000',
  '00B0820010',
  '00D6840004AABBCCDD',
  '00A4040009F04F4E45434152440100',
  '00B08200000200',
  `00D6000000010411${'22'.repeat(259)}`,
  `00880081000020${'33'.repeat(32)}0000`,
].map(fromHex);
const RESPONSES = ['9000', '6282', '6110', `${'44'.repeat(256)}9000`].map(fromHex);

/** A command or response that is accepted has exactly one form: encoding it gives the same bytes. */
export const apdu: FuzzEntry = {
  name: 'APDU',
  inputsPerRun: 1,
  run(random) {
    const isOfChance = random() < 0.2;
    const commandBytes = isOfChance ? pickBytes(random, 70_000) : damaged(random, COMMANDS);
    const command = unlessRefused(['card'], () => parseCommand(commandBytes));
    if (command) {
      must(command.ne >= 0 && command.ne <= NE_MAX, 'Ne is 0 to 65536');
      must(equalBytes(encodeCommand(command), commandBytes), 'a command has one form');
    }
    const responseBytes = isOfChance ? pickBytes(random, 300) : damaged(random, RESPONSES);
    const response = unlessRefused(['card'], () => parseResponse(responseBytes));
    if (response) {
      must(equalBytes(encodeResponse(response), responseBytes), 'a response has one form');
    }
  },
};
