/** A command as a value: what it is called, its bytes, the status words it knows, how to read its answer. */

import { OneCardError } from '../../errors/index.ts';
import { type CommandApdu, encodeCommand, parseResponse, type ResponseApdu } from '../apdu.ts';
import { type StatusWord, statusWordText } from '../statusWord.ts';
import type { CardTransport } from '../transport.ts';

export interface CardCommand<Answer> {
  /** Name in ISO/IEC 7816-4 or 7816-8, such as `READ BINARY`. */
  readonly name: string;
  readonly apdu: CommandApdu;
  /** Status words that `parse` understands; any other is an error. */
  readonly expected: readonly StatusWord[];
  /** Reads an answer whose status word is one of `expected`. No I/O. */
  parse(response: ResponseApdu): Answer;
}

/** CLA of every command so far: basic channel, no secure messaging. */
export const CLA_BASIC = 0x00;

/**
 * Sends `command` and reads its answer.
 * @throws OneCardError `card.unexpected-status` with `command` and `sw`.
 */
export async function sendCommand<Answer>(
  transport: CardTransport,
  command: CardCommand<Answer>,
): Promise<Answer> {
  const response = await exchangeApdu(transport, command.apdu);
  if (!command.expected.includes(response.sw)) {
    const sw = statusWordText(response.sw);
    throw new OneCardError('card.unexpected-status', { command: command.name, sw });
  }
  return command.parse(response);
}

/** One command and its answer, whatever its status word: for callers to whom every word says something. */
export async function exchangeApdu(
  transport: CardTransport,
  command: CommandApdu,
): Promise<ResponseApdu> {
  return parseResponse(await transport.transmit(encodeCommand(command)));
}

/**
 * The answer's data, which must be `byteCount` long.
 * @throws OneCardError `card.unexpected-answer` with `command`, `bytes`, `expected`.
 */
export function exactly(data: Uint8Array, byteCount: number, command: string): Uint8Array {
  if (data.length !== byteCount) {
    throw new OneCardError('card.unexpected-answer', {
      command,
      bytes: data.length,
      expected: byteCount,
    });
  }
  return data;
}
