/**
 * A vendor's HID framing as data. Three layers, each described by fields in their order:
 *
 * ```
 * report     id | fragment header | part of the message | fill
 * fragment   header fields say which part it is and whether more follow
 * message    header fields | body | checksum                        one request, one reply
 * ```
 *
 * The document is JSON; schemas/hid-profile.schema.json says the same for editors.
 */

/** How reports travel: by the control pipe (feature) or by interrupt (output there, input back). */
export interface ReportForm {
  readonly via: 'feature' | 'output' | 'input';
  /** 0 where the device does not number its reports. */
  readonly reportId: number;
  /** Bytes of a report without its id. */
  readonly bytes: number;
}

/** Fields before the payload of every fragment, in their order. Exactly one kind tells the last one. */
export type FragmentField =
  | { readonly field: 'constant'; readonly value: Uint8Array }
  /** One byte that says whether more fragments follow. */
  | { readonly field: 'flag'; readonly last: number; readonly more: number }
  /** One byte that counts the used bytes after it; `more` instead of a count says: full, and more follow. */
  | { readonly field: 'count'; readonly more?: number | undefined }
  /** One byte: how many fragments follow the first; then `next` plus 1, 2, 3 … in those that follow. */
  | { readonly field: 'sequence'; readonly next: number };

/** What a length field may count. */
export type CountedPart = 'command' | 'slot' | 'status' | 'body' | 'checksum';

/** Fields of a message in their order. */
export type MessageField =
  | { readonly field: 'constant'; readonly value: Uint8Array }
  | {
      readonly field: 'length';
      readonly bytes: 1 | 2;
      readonly order: 'big' | 'little';
      readonly counts: readonly CountedPart[];
    }
  | { readonly field: 'command'; readonly bytes: number }
  | { readonly field: 'slot'; readonly bytes: number }
  | { readonly field: 'status'; readonly bytes: number }
  | { readonly field: 'body' }
  /** XOR of every byte of the message from offset `from` up to this field. */
  | { readonly field: 'checksum'; readonly kind: 'xor'; readonly from: number };

/** What a reader's status means to the driver. */
export const STATUS_MEANINGS = [
  'ok',
  'card-absent',
  'card-unpowered',
  'card-mute',
  'busy',
] as const;
export type StatusMeaning = (typeof STATUS_MEANINGS)[number];

export const PROFILE_COMMANDS = ['powerOn', 'powerOff', 'apdu', 'status'] as const;
export type ProfileCommandName = (typeof PROFILE_COMMANDS)[number];

export interface ProfileCommand {
  readonly code: Uint8Array;
  /** Bytes of the body before the APDU, or all of it. */
  readonly prefix: Uint8Array;
  /** This command's own reply, where it differs. */
  readonly reply?: readonly MessageField[] | undefined;
  /** By the status in lower-case hexadecimal digits; before the profile's own. */
  readonly statuses: ReadonlyMap<string, StatusMeaning>;
}

export interface ProfileSlot {
  readonly index: number;
  readonly purpose: 'holder' | 'sam';
  readonly name: string;
  readonly code: Uint8Array;
  /** Where the reply to powering up is the answer to reset, or something else. */
  readonly atr: 'reply' | 'hidden';
  /** Commands that this slot has codes of its own for. */
  readonly commands: ReadonlyMap<ProfileCommandName, ProfileCommand>;
}

/** A kind of device that speaks the profile. */
export interface ProfileDevice {
  readonly vendorId: number;
  readonly productId: number;
  /** Where one device shows several collections, such as a keyboard beside the reader. */
  readonly usagePage?: number | undefined;
}

export interface HidProfile {
  /** Short name, such as `feature-32-xor`. */
  readonly id: string;
  /** Name of the reader where the device has none. */
  readonly name: string;
  readonly devices: readonly ProfileDevice[];
  readonly send: ReportForm;
  readonly receive: ReportForm;
  /** Byte that fills a report up. */
  readonly fill: number;
  readonly fragment: readonly FragmentField[];
  /** First byte of a report by which the receiver of a fragment asks for the next one. */
  readonly acknowledge?: number | undefined;
  /** First byte of a received report that says: no answer yet, ask again. */
  readonly pending?: number | undefined;
  /** Longest message, either way. */
  readonly messageBytesMax: number;
  /** Milliseconds that the reader may take for one answer. */
  readonly answerMs: number;
  readonly request: readonly MessageField[];
  readonly reply: readonly MessageField[];
  readonly commands: ReadonlyMap<ProfileCommandName, ProfileCommand>;
  readonly statuses: ReadonlyMap<string, StatusMeaning>;
  readonly slots: readonly ProfileSlot[];
}

/** The command as this slot wants it; undefined when the reader has none. */
export function commandOf(
  profile: HidProfile,
  slot: ProfileSlot,
  name: ProfileCommandName,
): ProfileCommand | undefined {
  return slot.commands.get(name) ?? profile.commands.get(name);
}
