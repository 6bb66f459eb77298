import { fragmentsMax, payloadBytes } from './fragment.ts';
import {
  commandOf,
  type HidProfile,
  type MessageField,
  PROFILE_COMMANDS,
  type ProfileSlot,
} from './profile.ts';

/** Where a profile contradicts itself, and how. */
export interface Contradiction {
  readonly field: string;
  readonly rule: string;
}

/**
 * What the form of the document cannot say: fields that need each other. The first contradiction in
 * the order of the document, undefined for a sound profile.
 */
export function checkProfile(profile: HidProfile): Contradiction | undefined {
  return (
    checkReports(profile) ??
    checkFragment(profile) ??
    checkMessage(profile, 'request', profile.request, ['command', 'body']) ??
    checkMessage(profile, 'reply', profile.reply, ['body']) ??
    checkSlots(profile)
  );
}

function checkReports({ send, receive, ...profile }: HidProfile): Contradiction | undefined {
  if (profile.pending !== undefined && receive.via !== 'feature') {
    return { field: 'pending', rule: 'only feature reports are asked for, input reports come' };
  }
  if (profile.acknowledge !== undefined && receive.via !== 'input') {
    return { field: 'acknowledge', rule: 'needs input reports' };
  }
  const isOneReport =
    send.via === 'feature' && receive.via === 'feature' && send.reportId === receive.reportId;
  return isOneReport && send.bytes !== receive.bytes
    ? { field: 'receive.bytes', rule: 'one feature report has one size' }
    : undefined;
}

function checkFragment(profile: HidProfile): Contradiction | undefined {
  const ends = profile.fragment.filter(
    (field) =>
      field.field === 'flag' ||
      field.field === 'sequence' ||
      (field.field === 'count' && field.more !== undefined),
  );
  if (ends.length !== 1) {
    return {
      field: 'fragment',
      rule: 'exactly one of flag, sequence, count with "more" tells the end',
    };
  }
  for (const [index, field] of profile.fragment.entries()) {
    if (field.field === 'flag' && field.last === field.more) {
      return { field: `fragment.${index}.more`, rule: 'differs from "last"' };
    }
    if (field.field === 'sequence' && fragmentsMax(profile) < 2) {
      return { field: `fragment.${index}.next`, rule: 'leaves no numbers' };
    }
    const isAmbiguous =
      field.field === 'count' && field.more !== undefined && field.more < profile.receive.bytes;
    if (isAmbiguous) return { field: `fragment.${index}.more`, rule: 'is a count too' };
  }
  for (const side of ['send', 'receive'] as const) {
    const { bytes } = profile[side];
    if (payloadBytes(profile, bytes) < 1)
      return { field: `${side}.bytes`, rule: 'no room for payload' };
    const counts = profile.fragment.some(({ field }) => field === 'count');
    if (counts && bytes > 0x100)
      return { field: `${side}.bytes`, rule: 'more than one byte counts' };
  }
  return undefined;
}

function checkMessage(
  profile: HidProfile,
  name: string,
  fields: readonly MessageField[],
  wanted: readonly MessageField['field'][],
): Contradiction | undefined {
  const kinds: readonly string[] = fields
    .map(({ field }) => field)
    .filter((field) => field !== 'constant');
  if (new Set(kinds).size < kinds.length) return { field: name, rule: 'a field stands twice' };
  const missing = wanted.find((kind) => !kinds.includes(kind));
  if (missing) return { field: name, rule: `the field "${missing}" is missing` };
  const checksum = fields.findIndex(({ field }) => field === 'checksum');
  if (checksum >= 0 && checksum !== fields.length - 1) {
    return { field: `${name}.${checksum}`, rule: 'the checksum stands last' };
  }
  const length = fields.findIndex(({ field }) => field === 'length');
  const body = fields.findIndex(({ field }) => field === 'body');
  const isCounted = profile.fragment.some(({ field }) => field === 'count');
  if (length < 0) {
    return isCounted ? undefined : { field: name, rule: 'nothing tells where the message ends' };
  }
  const { counts } = fields[length] as Extract<MessageField, { readonly field: 'length' }>;
  if (!counts.includes('body'))
    return { field: `${name}.${length}.counts`, rule: 'counts no body' };
  const stranger = counts.find((part) => !kinds.includes(part));
  if (stranger) return { field: `${name}.${length}.counts`, rule: `there is no "${stranger}"` };
  return length > body ? { field: `${name}.${length}`, rule: 'stands before the body' } : undefined;
}

function checkSlots(profile: HidProfile): Contradiction | undefined {
  if (profile.slots[0]!.purpose !== 'holder') {
    return { field: 'slots.0.purpose', rule: "the holder's card comes first" };
  }
  for (const slot of profile.slots) {
    const found = checkSlot(profile, slot);
    if (found) return found;
  }
  return undefined;
}

function checkSlot(profile: HidProfile, slot: ProfileSlot): Contradiction | undefined {
  const sizeOf = (part: 'command' | 'slot' | 'status', fields: readonly MessageField[]): number => {
    const field = fields.find((candidate) => candidate.field === part);
    return field && 'bytes' in field ? field.bytes : 0;
  };
  const at = `slots.${slot.index}`;
  const slotBytes = sizeOf('slot', profile.request);
  if (slot.code.length !== slotBytes) {
    return { field: `${at}.code`, rule: `the request has ${slotBytes} bytes for it` };
  }
  for (const name of PROFILE_COMMANDS) {
    const command = commandOf(profile, slot, name);
    if (!command) {
      if (name === 'powerOn' || name === 'apdu') return { field: at, rule: `no command "${name}"` };
      continue;
    }
    const where = slot.commands.has(name) ? `${at}.commands.${name}` : `commands.${name}`;
    const commandBytes = sizeOf('command', profile.request);
    if (command.code.length !== commandBytes) {
      return { field: `${where}.code`, rule: `the request has ${commandBytes} bytes for it` };
    }
    const reply = command.reply ?? profile.reply;
    const found = checkMessage(profile, `${where}.reply`, reply, ['body']);
    if (found) return found;
    const statusDigits = 2 * sizeOf('status', reply);
    const statuses = [...command.statuses.keys(), ...profile.statuses.keys()];
    if (statuses.some((digits) => digits.length !== statusDigits)) {
      return { field: `${where}.statuses`, rule: `a status has ${statusDigits} digits here` };
    }
    if (
      statusDigits > 0 &&
      ![...command.statuses, ...profile.statuses].some(([, m]) => m === 'ok')
    ) {
      return { field: `${where}.statuses`, rule: 'no status means "ok"' };
    }
  }
  return undefined;
}
