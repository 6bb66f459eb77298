/** An identity card reader that is a program, over any stream of bytes. */

import { concat } from '../../bytes.ts';
import {
  encodeIdAnswer,
  encodeIdCommand,
  ID_COMMANDS,
  type IdCommand,
} from '../../reader/serial/idCard/frame.ts';
import {
  ID_DONE,
  ID_FOUND,
  ID_NOT_FOUND,
  ID_NOT_SELECTED,
} from '../../reader/serial/idCard/status.ts';
import { encodeIdText, type IdCard } from '../../reader/serial/idCard/text.ts';
import type { BytePort } from '../../reader/serial/index.ts';

/** SW3 41: reading failed; 10: the command came with a wrong checksum. */
const READ_FAILED = 0x41;
const COMMAND_DAMAGED = 0x10;
/** All commands that are known have ten bytes. */
const COMMAND_BYTES = 10;
const MODULE_NUMBER = Uint8Array.of(0x05, 0x03, 0x01, 0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

export type IdReaderFault =
  /** Nothing is answered. */
  | 'silent'
  /** The answer's checksum is wrong. */
  | 'bad-checksum'
  /** The card is lifted before it could be read. */
  | 'lifted'
  /** The line is cut before the answer. */
  | 'unplug';

export class VirtualIdCardReader {
  readonly #port: BytePort;
  #held: Uint8Array = new Uint8Array(0);
  #card: IdCard | undefined;
  /** A card that was read is not found again before it has been lifted. */
  #isRead = false;
  #isSelected = false;
  #faults: IdReaderFault[] = [];

  constructor(port: BytePort) {
    this.#port = port;
    port.onBytes((bytes) => {
      this.#held = concat([this.#held, bytes]).slice(-COMMAND_BYTES);
      if (this.#held.length < COMMAND_BYTES) return;
      const command = commandOf(this.#held);
      this.#held = new Uint8Array(0);
      void this.#answer(command).catch(() => undefined);
    });
  }

  lay(card: IdCard): void {
    this.lift();
    this.#card = card;
  }

  lift(): void {
    this.#card = undefined;
    this.#isRead = false;
    this.#isSelected = false;
  }

  /** Has `fault` happen at the next command, or at the next reading for `lifted`. */
  inject(fault: IdReaderFault): void {
    this.#faults.push(fault);
  }

  close(): Promise<void> {
    return this.#port.close();
  }

  async #answer(command: IdCommand | undefined): Promise<void> {
    if (this.#takes('unplug')) return this.#port.close();
    if (this.#takes('silent')) return;
    const frame = encodeIdAnswer(this.#answerTo(command));
    if (this.#takes('bad-checksum')) frame[frame.length - 1]! ^= 0xff;
    await this.#port.write(frame);
  }

  #answerTo(command: IdCommand | undefined): { status: number; data: Uint8Array } {
    const answered = (status: number, data: Uint8Array = new Uint8Array(0)) => ({ status, data });
    switch (command) {
      case 'reset-module':
      case 'module-status':
        return answered(ID_DONE);
      case 'module-number':
        return answered(ID_DONE, MODULE_NUMBER);
      case 'find':
        this.#isSelected = false;
        if (!this.#card || this.#isRead) return answered(ID_NOT_FOUND);
        return answered(ID_FOUND, new Uint8Array(4));
      case 'select':
        this.#isSelected = this.#card !== undefined && !this.#isRead;
        return this.#isSelected ? answered(ID_DONE, new Uint8Array(8)) : answered(ID_NOT_SELECTED);
      case 'read':
      case 'read-with-fingerprints':
        if (this.#takes('lifted')) this.lift();
        if (!this.#card || !this.#isSelected) return answered(READ_FAILED);
        this.#isRead = true;
        return answered(ID_DONE, contentOf(this.#card, command));
      default:
        return answered(COMMAND_DAMAGED);
    }
  }

  #takes(fault: IdReaderFault): boolean {
    const index = this.#faults.indexOf(fault);
    if (index < 0) return false;
    this.#faults.splice(index, 1);
    return true;
  }
}

function commandOf(bytes: Uint8Array): IdCommand | undefined {
  const names = Object.keys(ID_COMMANDS) as IdCommand[];
  return names.find((name) => encodeIdCommand(name).every((byte, index) => byte === bytes[index]));
}

function contentOf(card: IdCard, command: 'read' | 'read-with-fingerprints'): Uint8Array {
  const text = encodeIdText(card);
  const parts = command === 'read' ? [text, card.photo] : [text, card.photo, card.fingerprints];
  const lengths = parts.map(({ length }) => Uint8Array.of(length >> 8, length & 0xff));
  return concat([...lengths, ...parts]);
}
