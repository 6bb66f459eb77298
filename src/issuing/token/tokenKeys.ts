/**
 * Signing keys in a PKCS#11 token: made there, marked sensitive and not extractable, and used there.
 * Suite 1 alone: PKCS#11 v3.0 has no mechanism for SM2, every maker of such tokens has one of its own.
 */

import { utf8 } from '../../bytes.ts';
import { encodeCbor, SIGNATURE_BYTES, suiteOf } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { SecretPin, SigningKey, SigningKeyStore, SuiteId } from '../../model/index.ts';
import {
  loadTokenLibrary,
  type TokenAttribute,
  type TokenLibrary,
  type TokenWord,
} from './library.ts';

/** PKCS#11 v3.0: types of attributes, classes, mechanisms and return values in use. */
const CKA = {
  class: 0x000,
  token: 0x001,
  private: 0x002,
  label: 0x003,
  sensitive: 0x103,
  sign: 0x108,
  verify: 0x10a,
  extractable: 0x162,
  ecParameters: 0x180,
  ecPoint: 0x181,
} as const;
const CKO = { publicKey: 2, privateKey: 3 } as const;
const CKM = { ecKeyPairGeneration: 0x1040, ecdsa: 0x1041 } as const;
const CKR = {
  ok: 0,
  pinIncorrect: 0xa0,
  alreadyLoggedIn: 0x100,
  alreadyInitialised: 0x191,
} as const;

/** OBJECT IDENTIFIER 1.2.840.10045.3.1.7, P-256 (SEC 2 §2.4.2). */
const P256 = Uint8Array.of(0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07);
/** OCTET STRING of 65 bytes: 04, then both coordinates (SEC 1 §2.3.3). */
const POINT_HEAD = Uint8Array.of(0x04, 0x41, 0x04);
const COORDINATE_BYTES = 32;
const POINT_BYTES_MAX = 256;
const YES = Uint8Array.of(1);
const NO = Uint8Array.of(0);
const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;

export interface TokenOptions {
  /** Path of the maker's library. */
  readonly library: string;
  /** Label of the token. */
  readonly label: string;
  readonly pin: SecretPin;
}

/** The signing keys of one token; one session, one call at a time. */
export class TokenKeys implements SigningKeyStore {
  readonly #library: TokenLibrary;
  readonly #session: TokenWord;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(library: TokenLibrary, session: TokenWord) {
    this.#library = library;
    this.#session = session;
  }

  /**
   * Finds the token and logs in.
   * @throws OneCardError `issuing.token-library`, `issuing.token-missing`, `issuing.token-pin-wrong`,
   * `issuing.token-failed`
   */
  static async open({ library: path, label, pin }: TokenOptions): Promise<TokenKeys> {
    const library = await loadTokenLibrary(path);
    const initialised = await library.initialize();
    if (initialised !== CKR.alreadyInitialised) assertOk(initialised, 'C_Initialize');
    const slot = await slotOf(library, label);
    const { code, session } = await library.openSession(slot);
    assertOk(code, 'C_OpenSession');
    const login = await library.login(session, pin.reveal());
    if (login !== CKR.ok && login !== CKR.alreadyLoggedIn) {
      await library.closeSession(session);
      if (login === CKR.pinIncorrect) throw new OneCardError('issuing.token-pin-wrong');
      assertOk(login, 'C_Login');
    }
    return new TokenKeys(library, session);
  }

  find(name: string): Promise<SigningKey | undefined> {
    return this.#alone(() => this.#found(name));
  }

  create(name: string, suite: SuiteId): Promise<SigningKey> {
    return this.#alone(async () => {
      if (suite !== 1) throw new OneCardError('issuing.token-suite', { suite });
      if (await this.#found(name)) throw new OneCardError('issuing.key-exists', { name });
      const label = { type: CKA.label, value: utf8(name) };
      const { code } = await this.#library.generateKeyPair(
        this.#session,
        CKM.ecKeyPairGeneration,
        [
          { type: CKA.token, value: YES },
          label,
          { type: CKA.ecParameters, value: P256 },
          { type: CKA.verify, value: YES },
        ],
        [
          { type: CKA.token, value: YES },
          { type: CKA.private, value: YES },
          label,
          { type: CKA.sensitive, value: YES },
          { type: CKA.extractable, value: NO },
          { type: CKA.sign, value: YES },
        ],
      );
      assertOk(code, 'C_GenerateKeyPair');
      const key = await this.#found(name);
      if (!key) throw new OneCardError('issuing.token-failed', { function: 'C_FindObjects' });
      return key;
    });
  }

  /** Logs out of the token; keys that were handed out sign no more. */
  async close(): Promise<void> {
    await this.#alone(() => this.#library.closeSession(this.#session));
  }

  async #found(name: string): Promise<SigningKey | undefined> {
    if (!NAME.test(name))
      throw new TypeError('"name" expected lower-case letters, digits, hyphens');
    const publicObject = await this.#object(name, CKO.publicKey);
    const key = await this.#object(name, CKO.privateKey);
    if (publicObject === undefined || key === undefined) return undefined;
    const { code, value } = await this.#library.attribute(
      this.#session,
      publicObject,
      CKA.ecPoint,
      POINT_BYTES_MAX,
    );
    assertOk(code, 'C_GetAttributeValue');
    return { suite: 1, publicKey: publicKeyOf(value), sign: (message) => this.#sign(key, message) };
  }

  /** The one object of that name and class. */
  async #object(name: string, objectClass: number): Promise<bigint | undefined> {
    const classBytes = Buffer.alloc(8);
    classBytes.writeBigUInt64LE(BigInt(objectClass));
    const template: readonly TokenAttribute[] = [
      { type: CKA.class, value: classBytes },
      { type: CKA.label, value: utf8(name) },
    ];
    const { code, objects } = await this.#library.find(this.#session, template);
    assertOk(code, 'C_FindObjects');
    if (objects.length > 1) throw new OneCardError('issuing.token-failed', { objects: 2 });
    return objects[0];
  }

  #sign(key: bigint, message: Uint8Array): Promise<Uint8Array> {
    return this.#alone(async () => {
      const digest = suiteOf(1).digest(message);
      const { code, signature } = await this.#library.sign(
        this.#session,
        CKM.ecdsa,
        key,
        digest,
        SIGNATURE_BYTES,
      );
      assertOk(code, 'C_Sign');
      if (signature.length !== SIGNATURE_BYTES) {
        throw new OneCardError('issuing.token-failed', { function: 'C_Sign' });
      }
      return signature;
    });
  }

  /** One call at a time: a session has one operation under way. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

async function slotOf(library: TokenLibrary, label: string): Promise<bigint> {
  const { code, slots } = await library.slots();
  assertOk(code, 'C_GetSlotList');
  for (const slot of slots) {
    const token = await library.label(slot);
    if (token.code === CKR.ok && token.label === label) return slot;
  }
  throw new OneCardError('issuing.token-missing', { label, tokens: slots.length });
}

/** COSE_Key bytes of a DER-wrapped point. */
function publicKeyOf(point: Uint8Array): Uint8Array {
  const suite = suiteOf(1);
  const isPoint =
    point.length === POINT_HEAD.length + 2 * COORDINATE_BYTES &&
    POINT_HEAD.every((byte, at) => point[at] === byte);
  if (!isPoint) throw new OneCardError('issuing.token-failed', { attribute: 'CKA_EC_POINT' });
  const start = POINT_HEAD.length;
  const publicKey = encodeCbor(
    new Map<number, number | Uint8Array>([
      [1, 2],
      [-1, suite.coseCurve],
      [-2, point.slice(start, start + COORDINATE_BYTES)],
      [-3, point.slice(start + COORDINATE_BYTES)],
    ]),
  );
  suite.assertPublicKey(publicKey);
  return publicKey;
}

/** @throws OneCardError `issuing.token-failed` with the function and the return value in hexadecimal */
function assertOk(code: number, name: string): void {
  if (code !== CKR.ok) {
    throw new OneCardError('issuing.token-failed', { function: name, code: code.toString(16) });
  }
}
