import { SecretKey } from '../../crypto/index.ts';
import type { RandomSource, SuiteId } from '../../model/index.ts';

/** Both suites' ciphers take keys of 128 bits. */
export const MASTER_KEY_BYTES = 16;
export const SUITES: readonly SuiteId[] = [1, 2];

/** The master keys of one county: every card key is derived from them. */
export interface CountyKeys {
  /** By key version of the channel. */
  readonly channel: ReadonlyMap<number, SecretKey>;
  /** Of the state codes, by suite. */
  readonly state: ReadonlyMap<SuiteId, SecretKey>;
}

/** Fresh master keys for the key versions of `keyVersions` and the state codes of both suites. */
export function generateCountyKeys(
  random: RandomSource,
  keyVersions: readonly number[] = [],
): CountyKeys {
  const fresh = () => new SecretKey(random.bytes(MASTER_KEY_BYTES));
  return {
    channel: new Map(keyVersions.map((version) => [version, fresh()] as const)),
    state: new Map(SUITES.map((suite) => [suite, fresh()] as const)),
  };
}
