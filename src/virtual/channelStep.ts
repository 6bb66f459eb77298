/** INITIALIZE UPDATE and EXTERNAL AUTHENTICATE as steps: what is counted is stored before it is answered. */

import {
  ONECARD_AID,
  parseResponse,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_PIN_BLOCKED,
  SW_REFERENCE_NOT_FOUND,
} from '../card/index.ts';
import {
  CardChannel,
  CHANNEL_SEQUENCE_MAX,
  COMMAND_BYTES_MAX,
  roleOfKeyVersion,
} from '../crypto/index.ts';
import type { SamRole } from '../model/index.ts';
import { done, refuse, type Step } from './commands/step.ts';
import { type CardContents, FAILURES_MAX } from './contents.ts';

const P1_OFFSET = 2;
const LC_OFFSET = 4;
/** Bytes of a host challenge that asks for S16. */
const S16_CHALLENGE_BYTES = 16;

/** A channel at the card, from INITIALIZE UPDATE on. */
export interface OpenChannel {
  readonly channel: CardChannel;
  readonly role: SamRole;
  readonly keyVersion: number;
  /** Plain bytes of one answer: what goes back through a module's own short command too. */
  readonly answerBytesMax: number;
}

const INS_OFFSET = 1;

/** `80 50`. */
export function isInitializeUpdate(command: Uint8Array): boolean {
  return command[0] === 0x80 && command[INS_OFFSET] === 0x50;
}

/** `84 82`. */
export function isExternalAuthenticate(command: Uint8Array): boolean {
  return command[0] === 0x84 && command[INS_OFFSET] === 0x82;
}

/** Class 04 to 07 and 84 to 87: secure messaging (GPC_SPE_034 §11.1.4). */
export function isProtectedClass(command: Uint8Array): boolean {
  return (command[0]! & 0x7c) === 0x04;
}

/** @param opened told of the channel once the card has answered */
export function initializeUpdate(
  command: Uint8Array,
  contents: CardContents,
  opened: (channel: OpenChannel) => void,
): Step {
  const keyVersion = command[P1_OFFSET] ?? 0;
  const owner = roleOfKeyVersion(keyVersion);
  if (!owner || !contents.channel.has(keyVersion)) return refuse(SW_REFERENCE_NOT_FOUND);
  if (contents.failedAuthentications >= FAILURES_MAX && owner.role !== 'ISSUE') {
    return refuse(SW_PIN_BLOCKED);
  }
  const sequence = contents.channelSequence + 1;
  if (sequence > CHANNEL_SEQUENCE_MAX) return refuse(SW_CONDITIONS_NOT_SATISFIED);
  return {
    change: { kind: 'channel-sequence', sequence },
    answer(after) {
      const keysOf = (version: number) => after.channel.get(version);
      const made = CardChannel.initialize({ command, keysOf, sequence, aid: ONECARD_AID });
      if (made.outcome === 'refused') return { data: new Uint8Array(0), sw: made.statusWord };
      const size = command[LC_OFFSET] === S16_CHALLENGE_BYTES ? 'S16' : 'S8';
      const answerBytesMax = COMMAND_BYTES_MAX[size];
      opened({ channel: made.channel, role: owner.role, keyVersion, answerBytesMax });
      return parseResponse(made.answer);
    },
  };
}

/** A failure is counted before the host's proof is looked at, and forgotten when it was right. */
export function externalAuthenticate(
  command: Uint8Array,
  contents: CardContents,
  open: OpenChannel | undefined,
): Step {
  if (!open) return refuse(SW_CONDITIONS_NOT_SATISFIED);
  const count = Math.min(contents.failedAuthentications + 1, FAILURES_MAX);
  return done({
    change: { kind: 'failed-authentications', count },
    next: () => {
      const verdict = open.channel.authenticate(command);
      if (verdict.outcome === 'refused') return refuse(verdict.statusWord);
      return done({ change: { kind: 'failed-authentications', count: 0 } });
    },
  });
}
