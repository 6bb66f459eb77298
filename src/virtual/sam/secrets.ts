/**
 * The file of a security module made of software: one canonical CBOR map. It holds keys in the clear,
 * so it is for tests and demonstrations, and its owner must keep it from others' eyes.
 *
 * ```
 * 1 version, 2          5 {key version: county's master key}    9 PIN, digits in ASCII; may be absent
 * 2 id, 8 bytes         6 {suite: county's master key}         10 what it must not forget
 * 3 role, its index     7 signing key, COSE_Key with d
 * 4 suite               8 [last day, uses, fen a day]
 * ```
 */

import { fromHex, toHex } from '../../bytes.ts';
import { MASTER_KEY_BYTES, SUITE_IDS } from '../../card/index.ts';
import {
  type CborInput,
  decodeCbor,
  encodeCbor,
  exportPrivateKey,
  exportSecretKey,
  importPrivateKey,
  MapFields,
  type PrivateKey,
  SecretKey,
  suiteOf,
} from '../../crypto/index.ts';
import { SAM_ROLES, type SamId, SecretPin, type SuiteId } from '../../model/index.ts';
import { amount } from '../../money.ts';
import { dateOfDays, daysOf } from '../../time.ts';
import { readSecretFile } from '../contentsFile.ts';
import { memoryMap, parseMemory } from './memoryFields.ts';
import type { SamMemory, SamProfile } from './policy.ts';

const DOCUMENT = 'virtual security module';
const VERSION = 2;
const ID_BYTES = 8;
const PRIVATE_KEY_BYTES_MAX = 256;
const DAYS_MAX = 84_005;
const NUMBER_MAX = Number.MAX_SAFE_INTEGER;

/** Everything about a module that never changes. */
export interface SamSecrets {
  readonly profile: SamProfile;
  /** Master keys of the channels by key version: the county's, of the versions that the role has. */
  readonly channel: ReadonlyMap<number, SecretKey>;
  /** Master keys of the state codes by suite. */
  readonly state: ReadonlyMap<SuiteId, SecretKey>;
  readonly signingKey: PrivateKey;
  readonly pin?: SecretPin;
}

export function encodeSecrets(secrets: SamSecrets, memory: SamMemory): Uint8Array {
  const { profile, channel, state, signingKey, pin } = secrets;
  const exported = (keys: ReadonlyMap<number, SecretKey>) =>
    new Map([...keys].map(([number, key]) => [number, exportSecretKey(key)] as const));
  return encodeCbor(
    new Map<number, CborInput>([
      [1, VERSION],
      [2, fromHex(profile.id)],
      [3, SAM_ROLES.indexOf(profile.role)],
      [4, profile.suite],
      [5, exported(channel)],
      [6, exported(state)],
      [7, exportPrivateKey(signingKey)],
      [8, [daysOf(profile.expiresOn), profile.usesMax, profile.dailySumMax]],
      ...(pin ? [[9, pin.reveal()] as const] : []),
      [10, memoryMap(memory)],
    ]),
  );
}

/** @throws OneCardError `virtual.card-file-damaged`. */
export function parseSecrets(bytes: Uint8Array): {
  readonly secrets: SamSecrets;
  readonly memory: SamMemory;
} {
  return readSecretFile(DOCUMENT, bytes, (fields) => {
    fields.integer(1, 'version', { min: VERSION, max: VERSION });
    const id = toHex(fields.bytes(2, 'id', ID_BYTES)).toUpperCase() as SamId;
    const role = SAM_ROLES[fields.integer(3, 'role', { min: 0, max: SAM_ROLES.length - 1 })]!;
    const suite = fields.integer(4, 'suite', { min: 1, max: 2 }) as SuiteId;
    const channel = keysOf(fields.map(5, 'channel keys'), CHANNEL_VERSIONS);
    const state = keysOf(fields.map(6, 'state keys'), SUITE_IDS);
    const keyRange = { min: 1, max: PRIVATE_KEY_BYTES_MAX };
    const keyBytes = fields.bytesWithin(7, 'signing key', keyRange);
    const pin = fields.has(9) ? pinOf(fields) : undefined;
    const profile: SamProfile = {
      id,
      role,
      suite,
      keyVersions: [...channel.keys()],
      ...limitsOf(fields),
      hasPin: pin !== undefined,
    };
    const memory = parseMemory(fields.map(10, 'memory'));
    const signingKey = importPrivateKey(suiteOf(suite), keyBytes);
    return { secrets: { profile, channel, state, signingKey, ...(pin && { pin }) }, memory };
  });
}

/** What the module remembers, out of a file that was parsed once: no key is looked at. */
export function parseStoredMemory(bytes: Uint8Array): SamMemory {
  const value = decodeCbor(bytes);
  const error = { code: 'virtual.card-file-damaged', document: DOCUMENT } as const;
  return parseMemory(new MapFields(value, error).map(10, 'memory'));
}

/** Every key version there can be: SCP03's are 30 to 3F (GPC_SPE_014 v1.1.1 §5.1). */
const CHANNEL_VERSIONS = Array.from({ length: 16 }, (_, index) => 0x30 + index);

function keysOf<Label extends number>(
  fields: MapFields,
  labels: readonly Label[],
): ReadonlyMap<Label, SecretKey> {
  const present = labels.filter((label) => fields.has(label));
  const keys = present.map((label) => {
    return [label, new SecretKey(fields.bytes(label, `key ${label}`, MASTER_KEY_BYTES))] as const;
  });
  fields.end();
  return new Map(keys);
}

function limitsOf(fields: MapFields): Pick<SamProfile, 'expiresOn' | 'usesMax' | 'dailySumMax'> {
  const limits = fields.value(8, 'limits');
  const isWhole = (value: unknown, max: number): value is number =>
    typeof value === 'number' && value >= 0 && value <= max;
  if (Array.isArray(limits) && limits.length === 3) {
    const [day, uses, fen] = limits as unknown[];
    if (isWhole(day, DAYS_MAX) && isWhole(uses, NUMBER_MAX) && isWhole(fen, NUMBER_MAX)) {
      const dailySumMax = amount(BigInt(fen));
      return { expiresOn: dateOfDays(day), usesMax: uses, dailySumMax };
    }
  }
  throw fields.refused('limits', '[last day, uses, fen a day]');
}

function pinOf(fields: MapFields): SecretPin {
  const digits = new TextDecoder('latin1').decode(
    fields.bytesWithin(9, 'PIN', { min: 1, max: 16 }),
  );
  try {
    return new SecretPin(digits);
  } catch (error) {
    if (error instanceof RangeError) throw fields.refused('PIN', '4 to 12 digits');
    throw error;
  }
}
