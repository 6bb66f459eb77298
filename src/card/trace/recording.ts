/**
 * Recordings of a test card's exchanges, as text. One exchange is a line `>` with the command and a
 * line with what came back: `<` and the response, or `!` and the error code. Bytes are upper-case
 * hexadecimal digits; lines end with LF.
 *
 * ```
 * # ONECARD RECORDING 1
 * # CARD: virtual card
 * # ATR: 3B8080010101
 * # PROTOCOL: T=1
 * > 00A4040009F04F4E454341524401
 * < 6F0B8409F04F4E4543415244019000
 * > 00B0810000
 * ! reader.card-removed
 * ```
 */

import { fromHex, toHex } from '../../bytes.ts';
import { ERRORS, type ErrorCode, OneCardError } from '../../errors/index.ts';
import { NC_MAX, NE_MAX } from '../apdu.ts';
import { ATR_BYTES_MAX } from '../atr.ts';

/** Transmission protocol between reader and card, where the reader tells. */
export type CardProtocol = 'T=0' | 'T=1' | 'unknown';

export interface Exchange {
  readonly command: Uint8Array;
  readonly answer:
    | { readonly outcome: 'answered'; readonly response: Uint8Array }
    | { readonly outcome: 'failed'; readonly code: ErrorCode };
}

export interface Recording {
  /** Which test card it was; from the consent that the recording was made with. */
  readonly card: string;
  /** Answer to reset; empty where the reader hides it. */
  readonly atr: Uint8Array;
  readonly protocol: CardProtocol;
  readonly exchanges: readonly Exchange[];
}

/** A visit is below 100 exchanges and a personalisation below 1,000; more is a loop. */
export const EXCHANGES_MAX = 10_000;
/** Case 4E: header, 3 length bytes, 65,535 data bytes, 2 bytes of Le. */
const COMMAND_BYTES_MAX = 4 + 3 + NC_MAX + 2;
const RESPONSE_BYTES_MAX = NE_MAX + 2;
/** A few hundred of the longest exchanges; text beyond is refused before it is looked at. */
export const RECORDING_CHARACTERS_MAX = 32 * 1024 * 1024;

const TITLE = '# ONECARD RECORDING 1';
const HEADERS = [
  ['# CARD: ', /^(?:virtual card|test card [\x21-\x7e](?:[\x20-\x7e]{0,78}[\x21-\x7e])?)$/],
  ['# ATR: ', /^(?:[0-9A-F]{2})*$/],
  ['# PROTOCOL: ', /^(?:T=0|T=1|unknown)$/],
] as const;
const HEX_TEXT = /^(?:[0-9A-F]{2})*$/;

/** The text of a recording; the inverse of `parseRecording`. */
export function renderRecording(recording: Recording): string {
  const { card, atr, protocol, exchanges } = recording;
  const lines = [TITLE, `# CARD: ${card}`, `# ATR: ${hexText(atr)}`, `# PROTOCOL: ${protocol}`];
  for (const { command, answer } of exchanges) {
    lines.push(`> ${hexText(command)}`);
    lines.push(
      answer.outcome === 'answered' ? `< ${hexText(answer.response)}` : `! ${answer.code}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/**
 * A recording out of its text.
 * @throws OneCardError `trace.malformed-recording` with `line` (from 1) and `rule`.
 */
export function parseRecording(text: string): Recording {
  if (text.length > RECORDING_CHARACTERS_MAX) throw malformed(1, 'too-long');
  if (!text.endsWith('\n')) throw malformed(1, 'last-line-open');
  const lines = text.slice(0, -1).split('\n');
  const head = HEADERS.length + 1;
  if (lines[0] !== TITLE) throw malformed(1, 'title');
  const [card, atr, protocol] = HEADERS.map(([name, form], index) => {
    const line = lines[index + 1];
    const value = line?.startsWith(name) ? line.slice(name.length) : undefined;
    if (value === undefined || !form.test(value)) throw malformed(index + 2, 'header');
    return value;
  }) as [string, string, CardProtocol];
  if (atr.length > 2 * ATR_BYTES_MAX) throw malformed(3, 'atr-too-long');
  if ((lines.length - head) % 2 !== 0) throw malformed(lines.length, 'answer-missing');
  if ((lines.length - head) / 2 > EXCHANGES_MAX)
    throw malformed(lines.length, 'too-many-exchanges');

  const exchanges: Exchange[] = [];
  for (let index = head; index < lines.length; index += 2) {
    const command = parseBytes(lines[index]!, '> ', COMMAND_BYTES_MAX, index + 1);
    exchanges.push({ command, answer: parseAnswer(lines[index + 1]!, index + 2) });
  }
  return { card, atr: fromHex(atr), protocol, exchanges };
}

function parseAnswer(line: string, lineNumber: number): Exchange['answer'] {
  if (!line.startsWith('! ')) {
    const response = parseBytes(line, '< ', RESPONSE_BYTES_MAX, lineNumber);
    return { outcome: 'answered', response };
  }
  const code = line.slice(2);
  if (!Object.hasOwn(ERRORS, code)) throw malformed(lineNumber, 'error-code');
  return { outcome: 'failed', code: code as ErrorCode };
}

function parseBytes(line: string, mark: string, bytesMax: number, lineNumber: number): Uint8Array {
  if (!line.startsWith(mark)) throw malformed(lineNumber, 'mark');
  const digits = line.slice(mark.length);
  if (digits.length > 2 * bytesMax) throw malformed(lineNumber, 'too-many-bytes');
  if (!HEX_TEXT.test(digits)) throw malformed(lineNumber, 'digits');
  return fromHex(digits);
}

function hexText(bytes: Uint8Array): string {
  return toHex(bytes).toUpperCase();
}

function malformed(line: number, rule: string): OneCardError {
  return new OneCardError('trace.malformed-recording', { line, rule });
}
