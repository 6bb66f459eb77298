/** Static keys of the secure channel: three a key version, one set of versions a role. */

import { inspect } from 'node:util';
import type { SuiteId } from '../../model/index.ts';
import { BLOCK_BYTES, cipherOf, encryptBlock } from '../cipher/blockCipher.ts';
import { diversify, type KeyPurpose } from '../cipher/diversify.ts';
import { type WholeRange, within } from '../forms.ts';
import { type SecretKey, secretBytes } from '../secret.ts';

/** What the channel of each suite is called; `OC-SC/SM4` is a private profile and claims no conformance. */
export const CHANNEL_PROFILES: Readonly<Record<SuiteId, 'SCP03' | 'OC-SC/SM4'>> = {
  1: 'SCP03',
  2: 'OC-SC/SM4',
};

/** What a channel's keys are good for. SETTLE includes the rights of READ; ISSUE never leaves the county. */
export type KeyRole = 'READ' | 'SETTLE' | 'ISSUE';

/** Key version numbers by suite and role, current generation first, the next one behind it. */
export const KEY_VERSIONS = {
  1: { READ: [0x30, 0x33], SETTLE: [0x31, 0x34], ISSUE: [0x32, 0x35] },
  2: { READ: [0x38, 0x3b], SETTLE: [0x39, 0x3c], ISSUE: [0x3a, 0x3d] },
} as const satisfies Record<SuiteId, Record<KeyRole, readonly [number, number]>>;

/** The standard's key versions for SCP03, 30 to 3F (GPC_SPE_014 v1.1.1 §5.1), half of them for each suite. */
const KEY_VERSION_RANGES: Readonly<Record<SuiteId, WholeRange>> = {
  1: { min: 0x30, max: 0x37 },
  2: { min: 0x38, max: 0x3f },
};

/** The suite and role of a key version, or nothing for a version that no card here has. */
export function roleOfKeyVersion(
  keyVersion: number,
): { readonly suite: SuiteId; readonly role: KeyRole; readonly generation: 1 | 2 } | undefined {
  for (const suite of [1, 2] as const) {
    for (const role of ['READ', 'SETTLE', 'ISSUE'] as const) {
      const index = (KEY_VERSIONS[suite][role] as readonly number[]).indexOf(keyVersion);
      if (index >= 0) return { suite, role, generation: index === 0 ? 1 : 2 };
    }
  }
  return undefined;
}

/** The three static keys of one key version on one card. Prints as `[secret]`. */
export class ChannelKeys {
  readonly suite: SuiteId;
  readonly keyVersion: number;
  /** Key-ENC: session encryption keys and the card's challenge come out of it. */
  readonly enc: SecretKey;
  /** Key-MAC: both session MAC keys come out of it. */
  readonly mac: SecretKey;
  /** Key-DEK: encrypts new keys in PUT KEY, itself and not a session key. */
  readonly dek: SecretKey;

  /** @throws RangeError for a key version outside 30 to 37 (suite 1), 38 to 3F (suite 2), or keys of another length than 16 bytes in suite 2 */
  constructor(keys: {
    readonly suite: SuiteId;
    readonly keyVersion: number;
    readonly enc: SecretKey;
    readonly mac: SecretKey;
    readonly dek: SecretKey;
  }) {
    within(keys.keyVersion, 'keyVersion', KEY_VERSION_RANGES[keys.suite]);
    const lengths = [keys.enc, keys.mac, keys.dek].map((key) => secretBytes(key).length);
    if (lengths.some((length) => length !== lengths[0] || (keys.suite === 2 && length !== 16))) {
      throw new RangeError('"enc", "mac", "dek" expected keys of one length that the suite has');
    }
    this.suite = keys.suite;
    this.keyVersion = keys.keyVersion;
    this.enc = keys.enc;
    this.mac = keys.mac;
    this.dek = keys.dek;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

/**
 * A card's keys of one version out of the county's master key of that version, by `diversify` with
 * the roles ENC, MAC and DEK.
 */
export function channelKeys(options: {
  readonly suite: SuiteId;
  readonly master: SecretKey;
  readonly keyVersion: number;
  readonly serial: KeyPurpose['serial'];
  /** The application's AID. */
  readonly aid: Uint8Array;
}): ChannelKeys {
  const { suite, master, keyVersion, serial, aid } = options;
  const keyFor = (role: string) => diversify(suite, master, { serial, aid, role });
  return new ChannelKeys({
    suite,
    keyVersion,
    enc: keyFor('ENC'),
    mac: keyFor('MAC'),
    dek: keyFor('DEK'),
  });
}

/** Bytes of a key check value. */
export const KEY_CHECK_BYTES = 3;

/**
 * First 3 bytes of a block of 01 under the key (GPC_SPE_014 v1.1.1 §7.2.2): tells whether two parties
 * hold the same key, and nothing that helps to find it.
 */
export function keyCheckValue(suite: SuiteId, key: SecretKey): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES).fill(1);
  return encryptBlock(cipherOf(suite), key, block).slice(0, KEY_CHECK_BYTES);
}
