/** One request or reply, as a profile's fields describe it. Pure, and the same for both ends. */

import { concat } from '../../../bytes.ts';
import { OneCardError } from '../../../errors/index.ts';
import type { CountedPart, MessageField } from './profile.ts';

/** The parts of a message that are not fixed by its description. */
export interface MessageParts {
  readonly command?: Uint8Array;
  readonly slot?: Uint8Array;
  readonly status?: Uint8Array;
  readonly body: Uint8Array;
}

const CHECKSUM_BYTES = 1;

/** Bytes of a message. @throws RangeError when a part does not fit its field: the caller's bug. */
export function encodeMessage(fields: readonly MessageField[], parts: MessageParts): Uint8Array {
  const size = (part: CountedPart): number =>
    part === 'checksum' ? CHECKSUM_BYTES : (parts[part]?.length ?? 0);
  const written: Uint8Array[] = [];
  for (const field of fields) {
    switch (field.field) {
      case 'constant':
        written.push(field.value);
        break;
      case 'length':
        written.push(
          encodeLength(
            field,
            field.counts.reduce((sum, part) => sum + size(part), 0),
          ),
        );
        break;
      case 'body':
        written.push(parts.body);
        break;
      case 'checksum':
        written.push(Uint8Array.of(xor(concat(written).subarray(field.from))));
        break;
      default: {
        const part = parts[field.field];
        if (part?.length !== field.bytes) {
          throw new RangeError(`"${field.field}" expected ${field.bytes} bytes`);
        }
        written.push(part);
      }
    }
  }
  return concat(written);
}

/**
 * Longest body that fits a message of at most `messageBytesMax` bytes and the message's own length
 * field; below 0 where not even an empty one does.
 */
export function bodyBytesMax(fields: readonly MessageField[], messageBytesMax: number): number {
  const room = messageBytesMax - fields.reduce((sum, field) => sum + fixedBytes(field), 0);
  const length = fields.find((field) => field.field === 'length');
  if (!length) return room;
  return Math.min(room, 0x100 ** length.bytes - 1 - otherBytes(fields, length));
}

type LengthField = Extract<MessageField, { readonly field: 'length' }>;

function encodeLength({ bytes, order }: LengthField, value: number): Uint8Array {
  if (value >= 0x100 ** bytes) throw new RangeError(`"body" expected to fit ${bytes} length bytes`);
  if (bytes === 1) return Uint8Array.of(value);
  const big = [value >> 8, value & 0xff];
  return Uint8Array.from(order === 'big' ? big : big.reverse());
}

/** XOR of all `bytes`; 0 for none. */
export function xor(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}

/**
 * A message out of its bytes, the inverse of `encodeMessage`.
 * @param bytes the message, and after it at most `fillBytesMax` bytes that are not looked at
 * @throws OneCardError `reader.hid-frame` with `framing` and `rule`.
 */
export function parseMessage(
  fields: readonly MessageField[],
  bytes: Uint8Array,
  { framing, fillBytesMax }: { readonly framing: string; readonly fillBytesMax: number },
): MessageParts {
  const broken = (rule: string): OneCardError =>
    new OneCardError('reader.hid-frame', { framing, rule, messageBytes: bytes.length });
  const parts: { [part in CountedPart]?: Uint8Array } = {};
  let offset = 0;
  let bodyBytes: number | undefined;
  const take = (count: number): Uint8Array => {
    if (count < 0 || offset + count > bytes.length) throw broken('message-too-short');
    offset += count;
    return bytes.slice(offset - count, offset);
  };
  for (const field of fields) {
    switch (field.field) {
      case 'constant':
        if (take(field.value.length).some((byte, index) => byte !== field.value[index])) {
          throw broken('message-constant');
        }
        break;
      case 'length':
        bodyBytes = decodeLength(field, take(field.bytes)) - otherBytes(fields, field);
        if (bodyBytes < 0) throw broken('length-too-small');
        break;
      case 'body':
        parts.body = take(bodyBytes ?? bytes.length - offset - bytesAfterBody(fields));
        break;
      case 'checksum': {
        const sum = xor(bytes.subarray(field.from, offset));
        if (take(CHECKSUM_BYTES)[0] !== sum) throw broken('checksum');
        break;
      }
      default:
        parts[field.field] = take(field.bytes);
    }
  }
  if (bytes.length - offset > fillBytesMax) throw broken('message-too-long');
  const { checksum: _, body = new Uint8Array(0), ...others } = parts;
  return { ...others, body };
}

function decodeLength({ order }: LengthField, field: Uint8Array): number {
  const big = order === 'big' ? field : field.slice().reverse();
  return big.reduce((value, byte) => value * 0x100 + byte, 0);
}

/** Bytes that a length field counts beside the body. */
function otherBytes(fields: readonly MessageField[], { counts }: LengthField): number {
  return fields
    .filter(
      (field) => field.field !== 'body' && (counts as readonly string[]).includes(field.field),
    )
    .reduce((sum, field) => sum + fixedBytes(field), 0);
}

/** Bytes that stand after the body, where its end is known by the message's end. */
function bytesAfterBody(fields: readonly MessageField[]): number {
  const body = fields.findIndex(({ field }) => field === 'body');
  return fields.slice(body + 1).reduce((sum, field) => sum + fixedBytes(field), 0);
}

function fixedBytes(field: MessageField): number {
  switch (field.field) {
    case 'body':
      return 0;
    case 'constant':
      return field.value.length;
    case 'checksum':
      return CHECKSUM_BYTES;
    default:
      return field.bytes;
  }
}
