/** What a command of the virtual card decides, before anything is stored. */

import type { CommandApdu, ElementaryFile, ResponseApdu, StatusWord } from '../../card/index.ts';
import { SW_SUCCESS, SW_WRONG_LENGTH, SW1_WRONG_LE } from '../../card/index.ts';
import type { SamRole } from '../../model/index.ts';
import type { CardChange, CardContents } from '../contents.ts';

/** What a card forgets at a reset. */
export interface Selection {
  readonly directory: 'MF' | 'application';
  /** The current EF. */
  readonly file?: ElementaryFile;
  /** Whether MANAGE SECURITY ENVIRONMENT has chosen key 0x82 for the next signature. */
  readonly isSettlementKeySet: boolean;
  /** Whether the holder's PIN was right since the application was selected. */
  readonly isPinVerified: boolean;
  /** Content of the log record that waits for COMMIT SETTLEMENT. */
  readonly staged?: Uint8Array;
}

export const AFTER_RESET: Selection = {
  directory: 'MF',
  isSettlementKeySet: false,
  isPinVerified: false,
};

/** What a command is judged by. */
export interface Situation {
  readonly selection: Selection;
  readonly contents: CardContents;
  /** Whose keys opened the channel that the command came through; absent when it came in the clear. */
  readonly role: SamRole | undefined;
  /** Key version of that channel. */
  readonly keyVersion: number | undefined;
}

export type Handler = (command: CommandApdu, situation: Situation) => Step;

export interface Step {
  /** Takes over with the answer; absent when nothing changes. */
  readonly selection?: Selection;
  /** Stored before the answer is made. */
  readonly change?: CardChange;
  /** What follows once `change` is stored; its answer is the command's. */
  readonly next?: (contents: CardContents) => Step;
  /** @param contents the card after `change` */
  readonly answer: (contents: CardContents) => ResponseApdu;
}

const NOTHING = new Uint8Array(0);

/** A step that only answers a status word. */
export function refuse(sw: StatusWord): Step {
  return { answer: () => ({ data: NOTHING, sw }) };
}

/** A step without data in its answer. */
export function done(parts: Omit<Step, 'answer'>): Step {
  return { ...parts, answer: () => ({ data: NOTHING, sw: SW_SUCCESS }) };
}

/**
 * The answer to a command that returns an object of fixed length as a whole (ISO/IEC 7816-4:2005 §5.1):
 * without Le 6700, with an Le that is too small 6Cxx.
 */
export function whole(data: Uint8Array, ne: number): ResponseApdu {
  if (ne === 0) return { data: NOTHING, sw: SW_WRONG_LENGTH };
  if (ne < data.length) return { data: NOTHING, sw: wrongLe(data.length) };
  return { data, sw: SW_SUCCESS };
}

/** 6Cxx, xx the right length; 00 stands for 256. */
export function wrongLe(length: number): StatusWord {
  return (SW1_WRONG_LE << 8) | (length & 0xff);
}
