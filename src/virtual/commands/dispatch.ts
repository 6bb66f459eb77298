import {
  type CommandApdu,
  SW_CLASS_UNKNOWN,
  SW_INSTRUCTION_UNKNOWN,
  SW_LOGICAL_CHANNEL_NOT_SUPPORTED,
  SW_SECURE_MESSAGING_NOT_SUPPORTED,
} from '../../card/index.ts';
import type { CardContents } from '../contents.ts';
import { readBinary, updateBinary } from './binary.ts';
import { appendRecord, readRecord } from './records.ts';
import { select } from './select.ts';
import { computeSignature, internalAuthenticate, manageSecurityEnvironment } from './signing.ts';
import { refuse, type Selection, type Step } from './step.ts';

type Handler = (command: CommandApdu, selection: Selection, contents: CardContents) => Step;

/** Instruction byte to command. */
const HANDLERS: ReadonlyMap<number, Handler> = new Map([
  [0x22, manageSecurityEnvironment],
  [0x2a, computeSignature],
  [0x88, internalAuthenticate],
  [0xa4, select],
  [0xb0, readBinary],
  [0xb2, readRecord],
  [0xd6, updateBinary],
  [0xe2, appendRecord],
]);

/** What the card does with `command`; nothing has happened yet when this returns. */
export function decide(command: CommandApdu, selection: Selection, contents: CardContents): Step {
  const { cla, ins } = command;
  if (cla !== 0) return refuse(refusedClass(cla));
  const handler = HANDLERS.get(ins);
  return handler ? handler(command, selection, contents) : refuse(SW_INSTRUCTION_UNKNOWN);
}

/**
 * CLA `000x xxxx`, ISO/IEC 7816-4:2005 §5.1.1 table 2: bits 4-3 ask for secure messaging, bits 2-1 for a
 * logical channel. Chaining and the classes above are not known here.
 */
function refusedClass(cla: number): number {
  if (cla > 0x0f) return SW_CLASS_UNKNOWN;
  return (cla & 0x0c) !== 0 ? SW_SECURE_MESSAGING_NOT_SUPPORTED : SW_LOGICAL_CHANNEL_NOT_SUPPORTED;
}
