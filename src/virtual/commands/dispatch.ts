import {
  type CommandApdu,
  SW_CLASS_UNKNOWN,
  SW_INSTRUCTION_UNKNOWN,
  SW_LOGICAL_CHANNEL_NOT_SUPPORTED,
} from '../../card/index.ts';
import { readBinary, updateBinary } from './binary.ts';
import { changeReferenceData, resetRetryCounter, verify } from './pin.ts';
import { putKey } from './putKey.ts';
import { appendRecord, readRecord } from './records.ts';
import { select } from './select.ts';
import { commitSettlement } from './settlement.ts';
import { computeSignature, internalAuthenticate, manageSecurityEnvironment } from './signing.ts';
import { type Handler, refuse, type Situation, type Step } from './step.ts';

/** Instruction byte to command, class 00 (ISO/IEC 7816-4). */
const HANDLERS: ReadonlyMap<number, Handler> = new Map([
  [0x20, verify],
  [0x22, manageSecurityEnvironment],
  [0x24, changeReferenceData],
  [0x2a, computeSignature],
  [0x2c, resetRetryCounter],
  [0x88, internalAuthenticate],
  [0xa4, select],
  [0xb0, readBinary],
  [0xb2, readRecord],
  [0xd6, updateBinary],
  [0xe2, appendRecord],
]);

/** Class 80: GlobalPlatform's and the application's own. */
const PROPRIETARY: ReadonlyMap<number, Handler> = new Map([
  [0xd8, putKey],
  [0xea, commitSettlement],
]);

/** What the card does with `command`, out of its protection; nothing has happened when this returns. */
export function decide(command: CommandApdu, situation: Situation): Step {
  const { cla, ins } = command;
  if (cla !== 0x00 && cla !== 0x80) return refuse(refusedClass(cla));
  const handler = (cla === 0x00 ? HANDLERS : PROPRIETARY).get(ins);
  return handler ? handler(command, situation) : refuse(SW_INSTRUCTION_UNKNOWN);
}

/**
 * CLA `000x xxxx`, ISO/IEC 7816-4:2005 §5.1.1 table 2: bits 2-1 ask for a logical channel. Chaining and
 * the classes above are not known here.
 */
function refusedClass(cla: number): number {
  return cla > 0x0f ? SW_CLASS_UNKNOWN : SW_LOGICAL_CHANNEL_NOT_SUPPORTED;
}
