/**
 * An issuer's secrets in a folder: one sealed file a secret, and `store.head`, which says how the key that
 * seals them comes from the passphrase (scrypt, RFC 7914). Canonical CBOR:
 *
 *     { 1 version, 2 id of the store, 16 bytes, 3 salt, 16 bytes, 4 log2 N, 5 sealed check }
 *
 * A secret is sealed for its name and its store. What the folder cannot do is notice that a whole file
 * was put back from yesterday's copy: keep the folder as you keep a key.
 */

import { type ScryptOptions, scrypt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '../../bytes.ts';
import {
  decodeCbor,
  encodeCbor,
  exportPrivateKey,
  importPrivateKey,
  MapFields,
  signingKeyOf,
  suiteOf,
  suiteOfKey,
} from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type {
  RandomSource,
  SecretStore,
  SigningKey,
  SigningKeyStore,
  SuiteId,
} from '../../model/index.ts';
import { readWhole, writeDurably } from '../durable.ts';
import type { Passphrase } from './passphrase.ts';
import { SEALING_KEY_BYTES, SealingKey } from './sealing.ts';

const VERSION = 1;
const ID_BYTES = 16;
const SALT_BYTES = 16;
/** N = 2^17, r = 8: 128 MiB and about half a second, what OWASP's cheat sheet of 2024 asks for. */
const COST = 17;
/** A head that was tampered with must not take all memory (2^20 is 1 GiB), nor make guessing cheap. */
const COST_RANGE = { min: 14, max: 20 };
const BLOCK_SIZE = 8;
const CHECK = new TextEncoder().encode('OneCard/KEYSTORE/1');
const SEALED_BYTES_MAX = 64 * 1024;
const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;

export interface FileKeyStoreOptions {
  readonly passphrase: Passphrase;
  readonly random: RandomSource;
  /** log2 of scrypt's N, 14 to 20; 17 unless told. Of `create` alone: a store remembers its own. */
  readonly cost?: number;
}

interface Head {
  readonly id: Uint8Array;
  readonly salt: Uint8Array;
  readonly cost: number;
  readonly check: Uint8Array;
}

/** Both kinds of secrets in sealed files. Prints no key: it holds one `SealingKey`. */
export class FileKeyStore implements SecretStore, SigningKeyStore {
  readonly #folder: string;
  readonly #id: string;
  readonly #key: SealingKey;

  private constructor(folder: string, id: Uint8Array, key: SealingKey) {
    this.#folder = folder;
    this.#id = toHex(id);
    this.#key = key;
  }

  /**
   * A new, empty store. The folder is made when it is not there.
   * @throws OneCardError `issuing.store-exists`, `issuing.cannot-write`
   */
  static async create(folder: string, options: FileKeyStoreOptions): Promise<FileKeyStore> {
    const { passphrase, random, cost = COST } = options;
    if (!Number.isInteger(cost) || cost < COST_RANGE.min || cost > COST_RANGE.max) {
      throw new RangeError(`"cost" expected ${COST_RANGE.min} to ${COST_RANGE.max}`);
    }
    if (await readWhole(headOf(folder))) throw new OneCardError('issuing.store-exists');
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw new OneCardError('issuing.cannot-write', { file: 'keys' }, { cause });
    }
    const id = random.bytes(ID_BYTES);
    const salt = random.bytes(SALT_BYTES);
    const key = new SealingKey(await derived(passphrase, salt, cost), random);
    const check = key.seal(labelOf(toHex(id), ''), CHECK);
    const head = encodeCbor(
      new Map<number, number | Uint8Array>([
        [1, VERSION],
        [2, id],
        [3, salt],
        [4, cost],
        [5, check],
      ]),
    );
    await writeDurably([{ path: headOf(folder), bytes: head }]);
    return new FileKeyStore(folder, id, key);
  }

  /**
   * @throws OneCardError `issuing.passphrase-wrong`, `issuing.store-missing`, `issuing.store-damaged`
   */
  static async open(
    folder: string,
    { passphrase, random }: Omit<FileKeyStoreOptions, 'cost'>,
  ): Promise<FileKeyStore> {
    const bytes = await readWhole(headOf(folder));
    if (!bytes) throw new OneCardError('issuing.store-missing');
    const { id, salt, cost, check } = parseHead(bytes);
    const key = new SealingKey(await derived(passphrase, salt, cost), random);
    if (!key.open(labelOf(toHex(id), ''), check)) {
      throw new OneCardError('issuing.passphrase-wrong');
    }
    return new FileKeyStore(folder, id, key);
  }

  async load(name: string): Promise<Uint8Array | undefined> {
    const sealed = await readWhole(this.#path(name));
    if (!sealed) return undefined;
    const opened =
      sealed.length <= SEALED_BYTES_MAX
        ? this.#key.open(labelOf(this.#id, name), sealed)
        : undefined;
    if (!opened) throw new OneCardError('issuing.store-damaged', { name });
    return opened;
  }

  async save(name: string, bytes: Uint8Array): Promise<void> {
    const sealed = this.#key.seal(labelOf(this.#id, name), bytes);
    await writeDurably([{ path: this.#path(name), bytes: sealed }]);
  }

  async find(name: string): Promise<SigningKey | undefined> {
    const bytes = await this.load(signingName(name));
    if (!bytes) return undefined;
    const [suite, exported] = parseSigning(bytes, name);
    return signingKeyOf(importPrivateKey(suiteOf(suite), exported));
  }

  async create(name: string, suite: SuiteId): Promise<SigningKey> {
    if (await this.load(signingName(name))) throw new OneCardError('issuing.key-exists', { name });
    const { privateKey, publicKey } = suiteOf(suite).generateKeyPair();
    const bytes = encodeCbor([suiteOfKey(publicKey).id, exportPrivateKey(privateKey)]);
    await this.save(signingName(name), bytes);
    return signingKeyOf(privateKey);
  }

  #path(name: string): string {
    if (!NAME.test(name))
      throw new TypeError('"name" expected lower-case letters, digits, hyphens');
    return join(this.#folder, `${name}.sealed`);
  }
}

function headOf(folder: string): string {
  return join(folder, 'store.head');
}

function signingName(name: string): string {
  return `sign-${name}`;
}

function labelOf(id: string, name: string): string {
  return `OneCard/KEYSTORE/1 ${id} ${name}`;
}

function parseHead(bytes: Uint8Array): Head {
  const fields = new MapFields(decoded(bytes, 'store.head'), {
    code: 'issuing.store-damaged',
    document: 'store.head',
  });
  fields.integer(1, 'version', { min: VERSION, max: VERSION });
  const head = {
    id: fields.bytes(2, 'id', ID_BYTES),
    salt: fields.bytes(3, 'salt', SALT_BYTES),
    cost: fields.integer(4, 'cost', COST_RANGE),
    check: fields.bytesWithin(5, 'check', { min: 1, max: 256 }),
  };
  fields.end();
  return head;
}

function parseSigning(bytes: Uint8Array, name: string): readonly [SuiteId, Uint8Array] {
  const value = decoded(bytes, name);
  if (Array.isArray(value) && value.length === 2) {
    const [suite, key] = value as unknown[];
    if ((suite === 1 || suite === 2) && key instanceof Uint8Array) return [suite, key];
  }
  throw new OneCardError('issuing.store-damaged', { name });
}

function decoded(bytes: Uint8Array, name: string) {
  try {
    return decodeCbor(bytes);
  } catch (cause) {
    if (!(cause instanceof OneCardError)) throw cause;
    throw new OneCardError('issuing.store-damaged', { name, rule: cause.code }, { cause });
  }
}

function derived(passphrase: Passphrase, salt: Uint8Array, cost: number): Promise<Uint8Array> {
  const options: ScryptOptions = {
    N: 2 ** cost,
    r: BLOCK_SIZE,
    p: 1,
    // 128 × N × r bytes, and a little for itself.
    maxmem: 128 * 2 ** cost * BLOCK_SIZE + 1024 * 1024,
  };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.reveal(), salt, SEALING_KEY_BYTES, options, (error, key) => {
      if (error) reject(error);
      else resolve(Uint8Array.from(key));
    });
  });
}
