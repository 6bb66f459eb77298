import {
  type ChannelKeys,
  channelKeys,
  KEY_VERSIONS,
  roleOfKeyVersion,
  SecretKey,
} from '../crypto/index.ts';
import {
  type CardSerial,
  type RandomSource,
  SAM_ROLES,
  type SamRole,
  type SuiteId,
} from '../model/index.ts';
import { ONECARD_AID } from './files.ts';

/** Both suites' ciphers take keys of 128 bits. */
export const MASTER_KEY_BYTES = 16;
export const SUITE_IDS: readonly SuiteId[] = [1, 2];

/** The master keys of one county: every card key is derived from them. */
export interface CountyKeys {
  /** By key version of the channel. */
  readonly channel: ReadonlyMap<number, SecretKey>;
  /** Of the state codes, by suite. */
  readonly state: ReadonlyMap<SuiteId, SecretKey>;
}

/** Fresh master keys of all roles and both generations, for both suites unless told. */
export function generateCountyKeys(
  random: RandomSource,
  suites: readonly SuiteId[] = SUITE_IDS,
): CountyKeys {
  const fresh = () => new SecretKey(random.bytes(MASTER_KEY_BYTES));
  const versions = suites.flatMap((suite) =>
    SAM_ROLES.flatMap((role) => [...KEY_VERSIONS[suite][role]]),
  );
  return {
    channel: new Map(versions.map((version) => [version, fresh()] as const)),
    state: new Map(suites.map((suite) => [suite, fresh()] as const)),
  };
}

/** What a module of `role` is given: a SETTLE module can also open a channel for reading alone. */
export function keysForRole(keys: CountyKeys, role: SamRole): CountyKeys {
  const roles = SAM_ROLES.slice(0, SAM_ROLES.indexOf(role) + 1);
  const isFor = (keyVersion: number) =>
    roles.some((each) => each === roleOfKeyVersion(keyVersion)?.role);
  return { ...keys, channel: new Map([...keys.channel].filter(([version]) => isFor(version))) };
}

/**
 * The key sets that a card of `suite` leaves the issuer with: one generation of each role, the first
 * unless told.
 */
export function firstChannelKeys(
  keys: CountyKeys,
  suite: SuiteId,
  serial: CardSerial,
  generation: 1 | 2 = 1,
): readonly ChannelKeys[] {
  return SAM_ROLES.map((role) => {
    const keyVersion = KEY_VERSIONS[suite][role][generation - 1]!;
    const master = keys.channel.get(keyVersion);
    if (!master) throw new RangeError(`"keys" expected a master key of version ${keyVersion}`);
    return channelKeys({ suite, master, keyVersion, serial, aid: ONECARD_AID });
  });
}
