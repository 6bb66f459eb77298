/**
 * The functions of a PKCS#11 library that a signing key needs (OASIS PKCS#11 v3.0 §5), each on a thread of
 * the libuv pool. Nothing here decides anything. CK_ULONG is 64 bits: Linux and macOS on 64-bit machines.
 */

import { OneCardError } from '../../errors/index.ts';

/** An opaque word of the library's: a number, or a bigint when it is too wide for one. */
export type TokenWord = number | bigint;

/** CK_ATTRIBUTE; a value that the library fills is a buffer that is long enough. */
export interface TokenAttribute {
  readonly type: number;
  readonly value: Uint8Array;
}

/** Every function answers with CK_RV: 0 is CKR_OK. */
export interface TokenLibrary {
  initialize(): Promise<number>;
  slots(): Promise<{ code: number; slots: readonly bigint[] }>;
  /** Label of the token in the slot, 32 characters of UTF-8, without the blanks at its end. */
  label(slot: bigint): Promise<{ code: number; label: string }>;
  openSession(slot: bigint): Promise<{ code: number; session: TokenWord }>;
  login(session: TokenWord, pin: Uint8Array): Promise<number>;
  generateKeyPair(
    session: TokenWord,
    mechanism: number,
    publicTemplate: readonly TokenAttribute[],
    privateTemplate: readonly TokenAttribute[],
  ): Promise<{ code: number }>;
  /** Objects that match, two at most: more than one is a fault that the caller names. */
  find(
    session: TokenWord,
    template: readonly TokenAttribute[],
  ): Promise<{ code: number; objects: readonly bigint[] }>;
  /** The attribute's value, at most `bytesMax` bytes. */
  attribute(
    session: TokenWord,
    object: bigint,
    type: number,
    bytesMax: number,
  ): Promise<{ code: number; value: Uint8Array }>;
  sign(
    session: TokenWord,
    mechanism: number,
    key: bigint,
    bytes: Uint8Array,
    signatureBytes: number,
  ): Promise<{ code: number; signature: Uint8Array }>;
  closeSession(session: TokenWord): Promise<number>;
}

/** Slots of one library: an HSM has a few partitions. */
const SLOTS_MAX = 64;
const WORD_BYTES = 8;
/** CK_TOKEN_INFO is 208 bytes in this layout; its first 32 are the label. */
const TOKEN_INFO_BYTES = 512;
const LABEL_BYTES = 32;
/** CKF_OS_LOCKING_OK: calls come from several threads, never two at once. */
const OS_LOCKING_OK = 2n;
/** CKF_RW_SESSION | CKF_SERIAL_SESSION. */
const SESSION_FLAGS = 6;
const CKU_USER = 1;
const FOUND_MAX = 2;

/** @throws OneCardError `issuing.token-library` */
export async function loadTokenLibrary(path: string): Promise<TokenLibrary> {
  const { koffi, library } = await loaded(path);
  const word = 'uint64_t';
  const attribute = koffi.struct({ type: word, value: 'void *', length: word });
  const mechanismType = koffi.struct({ mechanism: word, parameter: 'void *', length: word });
  const outWord = koffi.out(koffi.pointer(word));
  const inoutWord = koffi.inout(koffi.pointer(word));
  const attributes = koffi.pointer(attribute);
  const mechanism = koffi.pointer(mechanismType);
  type Parameter = string | typeof outWord | typeof attributes;
  const declare = (name: string, ...types: readonly Parameter[]) => {
    const foreign = library.func(name, word, [...types]);
    return (...parameters: unknown[]) =>
      new Promise<number>((resolve, reject) => {
        foreign.async(...parameters, (error: unknown, code: TokenWord) => {
          // koffi keeps no reference to buffers while a call is under way: this closure does.
          parameters.length = 0;
          if (error) reject(error as Error);
          else resolve(Number(code));
        });
      });
  };
  const bytes = 'void *';
  const c = {
    initialize: declare('C_Initialize', bytes),
    getSlotList: declare('C_GetSlotList', 'uint8_t', bytes, inoutWord),
    getTokenInfo: declare('C_GetTokenInfo', word, bytes),
    openSession: declare('C_OpenSession', word, word, bytes, bytes, outWord),
    closeSession: declare('C_CloseSession', word),
    login: declare('C_Login', word, word, bytes, word),
    generateKeyPair: declare(
      'C_GenerateKeyPair',
      word,
      mechanism,
      attributes,
      word,
      attributes,
      word,
      outWord,
      outWord,
    ),
    findInit: declare('C_FindObjectsInit', word, attributes, word),
    find: declare('C_FindObjects', word, bytes, word, outWord),
    findFinal: declare('C_FindObjectsFinal', word),
    getAttribute: declare('C_GetAttributeValue', word, word, koffi.inout(attributes), word),
    signInit: declare('C_SignInit', word, mechanism, word),
    sign: declare('C_Sign', word, bytes, word, bytes, inoutWord),
  };
  const plain = (number: number) => ({ mechanism: number, parameter: null, length: 0 });
  return {
    initialize() {
      // CK_C_INITIALIZE_ARGS: four functions, flags, reserved.
      const initial = Buffer.alloc(6 * WORD_BYTES);
      initial.writeBigUInt64LE(OS_LOCKING_OK, 4 * WORD_BYTES);
      return c.initialize(initial);
    },
    async slots() {
      const list = Buffer.alloc(SLOTS_MAX * WORD_BYTES);
      const count: [TokenWord] = [SLOTS_MAX];
      const code = await c.getSlotList(1, list, count);
      return { code, slots: words(list, code === 0 ? Number(count[0]) : 0) };
    },
    async label(slot) {
      const info = Buffer.alloc(TOKEN_INFO_BYTES);
      const code = await c.getTokenInfo(slot, info);
      return { code, label: info.subarray(0, LABEL_BYTES).toString('utf8').trimEnd() };
    },
    async openSession(slot) {
      const session: [TokenWord] = [0];
      const code = await c.openSession(slot, SESSION_FLAGS, null, null, session);
      return { code, session: session[0] };
    },
    login: (session, pin) => c.login(session, CKU_USER, pin, pin.length),
    async generateKeyPair(session, number, publicTemplate, privateTemplate) {
      const [first, second] = [publicTemplate.map(sized), privateTemplate.map(sized)];
      const code = await c.generateKeyPair(
        session,
        plain(number),
        first,
        first.length,
        second,
        second.length,
        [0],
        [0],
      );
      return { code };
    },
    async find(session, template) {
      const begun = await c.findInit(session, template.map(sized), template.length);
      if (begun !== 0) return { code: begun, objects: [] };
      const list = Buffer.alloc(FOUND_MAX * WORD_BYTES);
      const count: [TokenWord] = [0];
      const code = await c.find(session, list, FOUND_MAX, count);
      const ended = await c.findFinal(session);
      return { code: code || ended, objects: words(list, code === 0 ? Number(count[0]) : 0) };
    },
    async attribute(session, object, type, bytesMax) {
      const value = Buffer.alloc(bytesMax);
      const template = [{ type, value, length: value.length as TokenWord }];
      const code = await c.getAttribute(session, object, template, 1);
      const length = code === 0 ? Number(template[0]!.length) : 0;
      return { code, value: Uint8Array.from(value.subarray(0, length)) };
    },
    async sign(session, number, key, data, signatureBytes) {
      const begun = await c.signInit(session, plain(number), key);
      const signature = Buffer.alloc(signatureBytes);
      const length: [TokenWord] = [signatureBytes];
      const code = begun || (await c.sign(session, data, data.length, signature, length));
      const end = code === 0 ? Number(length[0]) : 0;
      return { code, signature: Uint8Array.from(signature.subarray(0, end)) };
    },
    closeSession: (session) => c.closeSession(session),
  };
}

function sized({ type, value }: TokenAttribute) {
  return { type, value, length: value.length };
}

function words(list: Buffer, count: number): readonly bigint[] {
  return Array.from({ length: count }, (_, at) => list.readBigUInt64LE(at * WORD_BYTES));
}

/** Loaded here and now alone: whoever keeps keys in files never touches native code. */
async function loaded(path: string) {
  if (process.platform === 'win32') {
    throw new OneCardError('issuing.token-library', { system: 'win32' });
  }
  try {
    const koffi = await import('koffi');
    return { koffi, library: koffi.load(path) };
  } catch (cause) {
    throw new OneCardError('issuing.token-library', { system: process.platform }, { cause });
  }
}
