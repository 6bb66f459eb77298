/** What pcscd says: whatever it is and however it is cut, whole answers come out or the stream is refused. */

import { concat, equalBytes } from '../../src/bytes.ts';
import {
  attributeOf,
  CONNECTED,
  codeAfter,
  controlled,
  transmitted,
  VERSION,
} from '../../src/reader/pcsc/socket/answers.ts';
import { AnswerAssembly } from '../../src/reader/pcsc/socket/assembly.ts';
import {
  type AnswerShape,
  encodeMessage,
  HEADER_BYTES,
} from '../../src/reader/pcsc/socket/message.ts';
import {
  type DaemonReader,
  READER_STATES,
  readerStatesNow,
} from '../../src/reader/pcsc/socket/readerStates.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickBytes, pickNumber, pickOne } from './harness/inputs.ts';

const HANDLE = 7;
const RESPONSE_BYTES_MAX = 65_538;
const ROOM_BYTES = 300;

interface Answer {
  readonly shape: AnswerShape<unknown>;
  readonly bytes: Uint8Array;
}

function structure(...fields: readonly (number | Uint8Array)[]): Uint8Array {
  return encodeMessage(0, fields).subarray(HEADER_BYTES);
}

/** Sixteen readers, some of them there. */
function states(random: () => number): Uint8Array {
  const one = (): Uint8Array => {
    const name = new Uint8Array(128);
    if (random() < 0.3) name.set(new TextEncoder().encode('Reader 00 00'));
    const atrBytes = pickNumber(random, 35);
    const [atr, sharing] = [new Uint8Array(36), pickNumber(random, 4) - 1];
    return structure(
      name,
      pickNumber(random, 2 ** 17),
      pickNumber(random, 128),
      sharing,
      atr,
      atrBytes,
      2,
    );
  };
  return concat(Array.from({ length: 16 }, one));
}

function answer(random: () => number): Answer {
  const code = random() < 0.8 ? 0 : 0x80100000 + pickNumber(random, 0x70);
  const data = code === 0 ? pickBytes(random, ROOM_BYTES) : new Uint8Array(0);
  switch (pickNumber(random, 7)) {
    case 0:
      return { shape: VERSION, bytes: structure(4, pickNumber(random, 6), code) };
    case 1:
      return { shape: codeAfter(3, HANDLE), bytes: structure(HANDLE, 1, code) };
    case 2: {
      const fields = structure(HANDLE, 2, 16, 5, 3, 16, data.length, code);
      return {
        shape: transmitted(HANDLE, RESPONSE_BYTES_MAX, () => {}),
        bytes: concat([fields, data]),
      };
    }
    case 3: {
      const fields = structure(HANDLE, 1, 0, ROOM_BYTES, data.length, code);
      return { shape: controlled(HANDLE, ROOM_BYTES), bytes: concat([fields, data]) };
    }
    case 4: {
      const value = new Uint8Array(264);
      return {
        shape: attributeOf(HANDLE),
        bytes: structure(HANDLE, 1, value, pickNumber(random, 265), code),
      };
    }
    case 5:
      return { shape: CONNECTED, bytes: structure(1, new Uint8Array(128), 2, 3, HANDLE, 2, code) };
    default:
      return { shape: READER_STATES, bytes: states(random) };
  }
}

/** The answers that `stream` holds for `shapes`, cut in pieces; undefined when it was refused. */
function assembled(
  random: () => number,
  shapes: readonly AnswerShape<unknown>[],
  stream: Uint8Array,
): readonly unknown[] | undefined {
  const assembly = new AnswerAssembly();
  const answers: unknown[] = [];
  for (const shape of shapes) assembly.expect(shape, (one) => answers.push(one));
  const chunk = new Uint8Array(4_096);
  const words = new DataView(chunk.buffer);
  // Ends: each round takes at least one byte.
  for (let offset = 0; offset < stream.length; ) {
    const bytesMax = random() < 0.2 ? 40 : chunk.length;
    const piece = stream.subarray(offset, offset + 1 + pickNumber(random, bytesMax));
    chunk.set(piece);
    if (!assembly.push(chunk, words, piece.length)) return undefined;
    offset += piece.length;
  }
  const whole = answers.length;
  must(!answers.includes(undefined), 'no answer is nothing');
  assembly.abandon();
  must(answers.length === shapes.length, 'who waits is told');
  return answers.slice(0, whole);
}

export const pcscd: FuzzEntry = {
  name: 'pcscd answers',
  inputsPerRun: 1,
  run(random) {
    const said = Array.from({ length: 1 + pickNumber(random, 4) }, () => answer(random));
    const shapes = said.map(({ shape }) => shape);
    const stream = concat(said.map(({ bytes }) => bytes));
    const answers = assembled(random, shapes, stream);
    must(answers?.length === said.length, 'as many answers as were given');
    const whole = assembled(random, shapes, damaged(random, [stream])) ?? [];
    must(whole.length <= said.length, 'no more answers than were asked for');
    const last = said.at(-1)!;
    const alone = assembled(random, [last.shape], last.bytes);
    must(sameText(alone![0], answers.at(-1)), 'the same answer however it is cut');
    for (const one of [...answers, ...whole])
      if (Array.isArray(one)) tells(random, one as DaemonReader[]);
  },
};

/** Whatever the daemon says of its readers, each wanted one has a state. */
function tells(random: () => number, readers: readonly DaemonReader[]): void {
  must(
    readers.every(({ atr }) => atr.length <= 33),
    'an answer to reset has 33 bytes at most',
  );
  const names = [...readers.map(({ name }) => name), 'Nowhere'];
  const wanted = [
    { readerName: pickOne(random, names), currentState: pickNumber(random, 2 ** 32) },
  ];
  const now = readerStatesNow(wanted, readers);
  const { eventState } = now.states[0]!;
  must(eventState >= 0 && eventState < 2 ** 32, 'a state is 32 bits');
  const again = readerStatesNow([{ ...wanted[0]!, currentState: eventState }], readers);
  must(!again.hasChanged, 'what was told is known');
}

function sameText(a: unknown, b: unknown): boolean {
  const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  return equalBytes(bytesOf(a), bytesOf(b));
}
