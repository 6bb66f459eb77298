import { inspect } from 'node:util';
import { concat, fromHex, toHex } from '../bytes.ts';
import { ONECARD_AID } from '../card/index.ts';
import {
  type CborValue,
  cmac,
  cmacMatches,
  diversify,
  encodeCbor,
  exportPrivateKey,
  exportSecretKey,
  importPrivateKey,
  type PrivateKey,
  SecretKey,
  suiteOf,
  terminalMessage,
} from '../crypto/index.ts';
import type { CardSerial, RandomSource, Sam, SamId, SuiteId } from '../model/index.ts';
import { readSecretFile } from './contentsFile.ts';

const VERSION = 1;
const ID_BYTES = 8;
/** AES-128, as AN10922 §2.2 diversifies it. */
const MASTER_KEY_BYTES = 16;
const PRIVATE_KEY_BYTES_MAX = 256;
/** Purpose of the key that proves a state, in the diversification input. */
const STATE_ROLE = 'STATE';

interface SamSecrets {
  readonly id: SamId;
  readonly suite: SuiteId;
  /** The county's: every terminal that checks the county's cards has the same. */
  readonly stateMasterKey: SecretKey;
  readonly signingKey: PrivateKey;
}

/**
 * A security module made of software, for tests and demonstrations: its keys are in this process's
 * memory, where a real module's never are. It keeps the county's master key for card states, and a
 * signing key of its own. Prints as `[secret]`.
 *
 * Its file (`exportSecrets`) is one canonical CBOR map: 1 version, 2 id, 3 suite, 4 master key, 5 COSE_Key with d.
 */
export class SoftSam implements Sam {
  readonly #secrets: SamSecrets;

  private constructor(secrets: SamSecrets) {
    this.#secrets = secrets;
  }

  /** A fresh master key for the states of one county's cards. */
  static generateMasterKey(random: RandomSource): SecretKey {
    return new SecretKey(random.bytes(MASTER_KEY_BYTES));
  }

  /**
   * A module with a fresh signing key.
   * @param options.id 16 upper-case hexadecimal digits
   * @throws TypeError for another id, OneCardError `crypto.suite-not-available`.
   */
  static issue(options: {
    readonly id: SamId;
    readonly stateMasterKey: SecretKey;
    readonly suite?: SuiteId;
  }): SoftSam {
    const { id, stateMasterKey, suite = 1 } = options;
    if (!/^[0-9A-F]{16}$/.test(id)) throw new TypeError('"id" expected 16 hexadecimal digits');
    const signingKey = suiteOf(suite).generateKeyPair().privateKey;
    return new SoftSam({ id, suite, stateMasterKey, signingKey });
  }

  /** The module of `exportSecrets`. @throws OneCardError `virtual.card-file-damaged`. */
  static importSecrets(bytes: Uint8Array): SoftSam {
    const secrets = readSecretFile('virtual security module', bytes, (fields) => {
      fields.integer(1, 'version', { min: VERSION, max: VERSION });
      const id = toHex(fields.bytes(2, 'id', ID_BYTES)).toUpperCase() as SamId;
      const suite = fields.integer(3, 'suite', { min: 1, max: 2 }) as SuiteId;
      const stateMasterKey = new SecretKey(fields.bytes(4, 'master key', MASTER_KEY_BYTES));
      const range = { min: 1, max: PRIVATE_KEY_BYTES_MAX };
      const keyBytes = fields.bytesWithin(5, 'signing key', range);
      return { id, suite, stateMasterKey, signingKey: importPrivateKey(suiteOf(suite), keyBytes) };
    });
    return new SoftSam(secrets);
  }

  /** Everything it knows, keys in the clear, for a file that its owner keeps from others. Never log it. */
  exportSecrets(): Uint8Array {
    const { id, suite, stateMasterKey, signingKey } = this.#secrets;
    return encodeCbor(
      new Map<number, CborValue>([
        [1, VERSION],
        [2, fromHex(id)],
        [3, suite],
        [4, exportSecretKey(stateMasterKey)],
        [5, exportPrivateKey(signingKey)],
      ]),
    );
  }

  async id(): Promise<SamId> {
    return this.#secrets.id;
  }

  async publicKey(): Promise<Uint8Array> {
    return this.#secrets.signingKey.publicKey.slice();
  }

  async macState(serial: CardSerial, body: Uint8Array): Promise<Uint8Array> {
    return cmac(1, this.#stateKey(serial), stateMessage(serial, body));
  }

  async checkState(serial: CardSerial, body: Uint8Array, mac: Uint8Array): Promise<boolean> {
    return cmacMatches(1, this.#stateKey(serial), stateMessage(serial, body), mac);
  }

  async sign(hash: Uint8Array, atc: number, cardSignature: Uint8Array): Promise<Uint8Array> {
    const { suite, signingKey } = this.#secrets;
    return suiteOf(suite).sign(signingKey, terminalMessage(hash, atc, cardSignature));
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

  #stateKey(serial: CardSerial): SecretKey {
    const purpose = { serial, aid: ONECARD_AID, role: STATE_ROLE };
    return diversify(1, this.#secrets.stateMasterKey, purpose);
  }
}

/** serial(8) ‖ body: a state that was cut out of one card proves nothing on another. */
function stateMessage(serial: CardSerial, body: Uint8Array): Uint8Array {
  return concat([fromHex(serial), body]);
}
