/** The form of a profile document. Loads zod: import it where a document comes in, not before. */

import * as z from 'zod';
import { fromHex } from '../../../bytes.ts';
import { REPORT_BYTES_MAX } from '../limits.ts';
import { STATUS_MEANINGS } from './profile.ts';

/** Bytes of a constant or a code: vendors use 1 or 2, pseudo APDUs 5. */
const CONSTANT_BYTES_MAX = 16;
/** Fields, slots, devices and statuses of a profile: readers have up to 5 slots and a dozen statuses. */
const ENTRIES_MAX = 64;
/** Longest message: an extended APDU of 4 KiB and its frame is beyond what any of these readers takes. */
const MESSAGE_BYTES_MAX = 8_192;
/** An answer ends before the queue in front of the reader gives up (30 s). */
const ANSWER_MS_MAX = 28_000;
const TEXT_CHARACTERS_MAX = 500;

/** Exactly `bytes` bytes, or up to 16, in hexadecimal digits. */
function hex(bytes?: number): z.ZodType<Uint8Array, string> {
  const count = bytes === undefined ? `1,${CONSTANT_BYTES_MAX}` : `${bytes}`;
  return z
    .string()
    .regex(new RegExp(`^(?:[0-9A-Fa-f]{2}){${count}}$`), 'expected bytes in hexadecimal digits')
    .transform((text) => fromHex(text));
}

const byte = hex(1).transform((bytes) => bytes[0]!);
const id = hex(2).transform((bytes) => bytes[0]! * 0x100 + bytes[1]!);
const text = z.string().min(1).max(TEXT_CHARACTERS_MAX);
const constant = z.strictObject({ field: z.literal('constant'), value: hex() });
const partBytes = z.int().min(1).max(CONSTANT_BYTES_MAX).default(1);

const fragmentField = z.discriminatedUnion('field', [
  constant,
  z.strictObject({ field: z.literal('flag'), last: byte, more: byte }),
  z.strictObject({ field: z.literal('count'), more: byte.optional() }),
  z.strictObject({ field: z.literal('sequence'), next: byte }),
]);

function partField<Name extends 'command' | 'slot' | 'status'>(name: Name) {
  return z.strictObject({ field: z.literal(name), bytes: partBytes });
}

const messageField = z.discriminatedUnion('field', [
  constant,
  z.strictObject({
    field: z.literal('length'),
    bytes: z.union([z.literal(1), z.literal(2)]),
    order: z.enum(['big', 'little']).default('big'),
    counts: z.array(z.enum(['command', 'slot', 'status', 'body', 'checksum'])).min(1),
  }),
  partField('command'),
  partField('slot'),
  partField('status'),
  z.strictObject({ field: z.literal('body') }),
  z.strictObject({
    field: z.literal('checksum'),
    kind: z.literal('xor'),
    from: z.int().min(0).max(CONSTANT_BYTES_MAX),
  }),
]);

const fields = z.array(messageField).min(1).max(ENTRIES_MAX);
const statuses = z
  .record(z.string().regex(/^(?:[0-9A-Fa-f]{2})+$/), z.enum(STATUS_MEANINGS))
  .transform((entries) => new Map(Object.entries(entries).map(([k, v]) => [k.toLowerCase(), v])))
  .default(new Map());

const command = z.strictObject({
  code: hex(),
  prefix: hex().default(new Uint8Array(0)),
  reply: fields.optional(),
  statuses,
});
const commands = z
  .strictObject({
    powerOn: command.optional(),
    powerOff: command.optional(),
    apdu: command.optional(),
    status: command.optional(),
  })
  .transform(
    (entries) => new Map(Object.entries(entries).filter(([, value]) => value !== undefined)),
  );

function reportForm<Back extends 'output' | 'input'>(back: Back) {
  return z.strictObject({
    via: z.enum(['feature', back]),
    reportId: byte.default(0),
    bytes: z.int().min(2).max(REPORT_BYTES_MAX),
  });
}

export const profileSchema = z.strictObject({
  $schema: z.string().optional(),
  /** Version of this form. */
  profile: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected small letters, digits and hyphens'),
  name: text,
  /** Where the description comes from, and what in it is assumed. */
  source: z.array(text).max(ENTRIES_MAX).optional(),
  devices: z
    .array(z.strictObject({ vendorId: id, productId: id, usagePage: id.optional() }))
    .min(1)
    .max(ENTRIES_MAX),
  send: reportForm('output'),
  receive: reportForm('input'),
  fill: byte.default(0),
  fragment: z.array(fragmentField).min(1).max(ENTRIES_MAX),
  acknowledge: byte.optional(),
  pending: byte.optional(),
  messageBytesMax: z.int().min(8).max(MESSAGE_BYTES_MAX),
  answerMs: z.int().min(100).max(ANSWER_MS_MAX),
  request: fields,
  reply: fields,
  commands,
  statuses,
  slots: z
    .array(
      z.strictObject({
        purpose: z.enum(['holder', 'sam']),
        name: text,
        code: hex().default(new Uint8Array(0)),
        atr: z.enum(['reply', 'hidden']).default('reply'),
        commands: commands.default(new Map()),
      }),
    )
    .min(1)
    .max(ENTRIES_MAX),
});

export type ProfileDocument = z.output<typeof profileSchema>;

/** The published form: what `schemas/hid-profile.schema.json` holds. */
export function profileJsonSchema(): object {
  return z.toJSONSchema(profileSchema, { io: 'input', reused: 'ref' });
}
