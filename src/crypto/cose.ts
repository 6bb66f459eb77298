/**
 * COSE_Sign1 (RFC 9052 §4.2) in OneCard's profile, which leaves nothing to choose:
 *
 *     tag 18  [ protected  << { 1 alg: the suite's, 4 kid: 8 bytes } >>,
 *               { }  or  { CHAIN_LABEL: [ certificate, … ] },
 *               payload: bytes,
 *               signature: 64 bytes ]
 *
 * The signature covers [ "Signature1", protected, context, payload ], the context being a text such
 * as `OneCard/SOD/1` in external_aad: an object of one kind is never accepted as one of another.
 */

import { concat, equalBytes, utf8 } from '../bytes.ts';
import { OneCardError } from '../errors/index.ts';
import type { SigningKey } from '../model/index.ts';
import { decodeCbor, decodeCborFrom, encodeCbor } from './cbor/codec.ts';
import { MapFields } from './cbor/fields.ts';
import type { CborLimits } from './cbor/limits.ts';
import type { CborValue } from './cbor/value.ts';
import { nameOf, Recent } from './recent.ts';
import type { PrivateKey } from './secret.ts';
import { SIGNATURE_BYTES, type Suite } from './suite/suite.ts';
import { KEY_ID_BYTES, keyIdOf, suiteOf } from './suite/suites.ts';

/** Kind and version of the signed object. */
export type CoseContext = `OneCard/${string}/${number}`;

/**
 * Header label of the certificate chain. Private use (below -65536, RFC 9052 §11.1): the registered
 * x5chain means X.509, which these certificates are not.
 */
export const CHAIN_LABEL = -70_004;

/** Certificates in one header or chain file: EF.CHAIN has room for two of about 200 bytes. */
export const CERTIFICATES_MAX = 2;

/** Tag 18 in its one-byte head. */
const TAG_SIGN1 = 0xd2;
/** Labels of the protected header (RFC 9052 §3.1). */
const ALG = 1;
const KID = 4;
/** COSE algorithm numbers that are registered or private fit 32 bits. */
const ALG_RANGE = { min: -(2 ** 31), max: 2 ** 31 - 1 };

/** A signed object in its parts, unproven. */
export interface CoseSign1 {
  readonly algorithm: number;
  readonly keyId: Uint8Array;
  /** Exactly as received: the signature covers these bytes. */
  readonly protectedBytes: Uint8Array;
  readonly certificates: readonly Uint8Array[];
  readonly payload: Uint8Array;
  /** r ‖ s, 64 bytes. */
  readonly signature: Uint8Array;
}

export type CoseVerification =
  | { readonly outcome: 'valid'; readonly payload: Uint8Array }
  | { readonly outcome: 'invalid' };

/** What goes into a signed object beside the signature. */
export interface CoseContent {
  readonly payload: Uint8Array;
  readonly context: CoseContext;
  /** Go into the unprotected header, not covered by the signature. */
  readonly certificates?: readonly Uint8Array[];
}

/**
 * Signs `payload`.
 * @param content.keyId `keyIdOf` the signing key's public half
 * @throws TypeError when `keyId` is another key's, RangeError above CERTIFICATES_MAX
 */
export function signCose(
  suite: Suite,
  privateKey: PrivateKey,
  content: CoseContent & { readonly keyId: Uint8Array },
): Uint8Array {
  const keyId = keyIdOf(privateKey.publicKey);
  if (!equalBytes(content.keyId, keyId)) {
    throw new TypeError('"keyId" expected keyIdOf the signing key');
  }
  const draft = draftCose(suite, keyId, content);
  return draft.signed(suite.sign(privateKey, draft.message));
}

/** Signs `payload` with a key that may be in a token. @throws RangeError above CERTIFICATES_MAX. */
export async function signCoseWith(key: SigningKey, content: CoseContent): Promise<Uint8Array> {
  const draft = draftCose(suiteOf(key.suite), keyIdOf(key.publicKey), content);
  return draft.signed(await key.sign(draft.message));
}

/** The bytes to be signed, and the whole object once they are. */
function draftCose(
  suite: Suite,
  keyId: Uint8Array,
  { payload, context, certificates = [] }: CoseContent,
): { readonly message: Uint8Array; signed(signature: Uint8Array): Uint8Array } {
  if (certificates.length > CERTIFICATES_MAX) {
    throw new RangeError(`"certificates" expected ${CERTIFICATES_MAX} at most`);
  }
  const protectedBytes = encodeProtected(suite, keyId);
  const unprotected = new Map(certificates.length > 0 ? [[CHAIN_LABEL, certificates]] : []);
  return {
    message: signedBytes(protectedBytes, context, payload),
    signed(signature) {
      const sign1 = encodeCbor([protectedBytes, unprotected, payload, signature]);
      return concat([Uint8Array.of(TAG_SIGN1), sign1]);
    },
  };
}

/**
 * Takes a signed object apart.
 * @param limits above CARD_LIMITS, for signed lists
 * @throws OneCardError `crypto.cose-malformed` outside the profile, `crypto.cbor-…`
 */
export function parseCose(bytes: Uint8Array, limits: Partial<CborLimits> = {}): CoseSign1 {
  if (bytes[0] !== TAG_SIGN1) throw coseError('tag', 'tag 18 in one byte');
  const parts = decodeCborFrom(bytes, 1, limits);
  if (!Array.isArray(parts) || parts.length !== 4) throw coseError('(whole)', 'array of 4');
  const [protectedBytes, unprotected, payload, signature] = parts as CborValue[];
  if (!(protectedBytes instanceof Uint8Array)) throw coseError('protected', 'bytes');
  if (!(payload instanceof Uint8Array)) throw coseError('payload', 'bytes, attached');
  if (!(signature instanceof Uint8Array) || signature.length !== SIGNATURE_BYTES) {
    throw coseError('signature', `${SIGNATURE_BYTES} bytes`);
  }
  const header = new MapFields(decodeCbor(protectedBytes), {
    code: 'crypto.cose-malformed',
    document: 'COSE_Sign1 protected header',
  });
  const algorithm = header.integer(ALG, 'alg', ALG_RANGE);
  const keyId = header.bytes(KID, 'kid', KEY_ID_BYTES);
  header.end();
  const certificates = certificatesOf(unprotected);
  return { algorithm, keyId, protectedBytes, certificates, payload, signature };
}

/**
 * Valid when the header names the suite's algorithm and this very key, and the key signed these
 * bytes for this context.
 * @throws OneCardError as `parseCose`, and `crypto.key-malformed` for the key
 */
export function verifyCose(
  bytes: Uint8Array,
  publicKey: Uint8Array,
  suite: Suite,
  context: CoseContext,
  limits: Partial<CborLimits> = {},
): CoseVerification {
  const name = `${context} ${suite.id} ${nameOf(publicKey)} ${nameOf(bytes)}`;
  const known = verified.get(name);
  if (known) return { outcome: 'valid', payload: known.slice() };
  const sign1 = parseCose(bytes, limits);
  const isNamed =
    sign1.algorithm === suite.coseAlgorithm && equalBytes(sign1.keyId, keyIdOf(publicKey));
  const message = signedBytes(sign1.protectedBytes, context, sign1.payload);
  if (!isNamed || !suite.verify(publicKey, message, sign1.signature)) return { outcome: 'invalid' };
  if (sign1.payload.length <= VERIFIED_BYTES_MAX) verified.set(name, sign1.payload.slice());
  return { outcome: 'valid', payload: sign1.payload };
}

/** Payloads by key, context and bytes: the certificates and lists of the moment, which every visit asks about. */
const VERIFIED_MAX = 512;
/** A larger one is rare, and not worth the memory. */
const VERIFIED_BYTES_MAX = 4096;
const verified = new Recent<Uint8Array>(VERIFIED_MAX);

/**
 * The first bytes of every object that names this key: they pick the few worth verifying out of a
 * store of thousands.
 */
export function beginningOf(publicKey: Uint8Array, suite: Suite): Uint8Array {
  const protectedBytes = encodeProtected(suite, keyIdOf(publicKey));
  return concat([Uint8Array.of(TAG_SIGN1, ARRAY_OF_4), encodeCbor(protectedBytes)]);
}

const ARRAY_OF_4 = 0x84;

function encodeProtected(suite: Suite, keyId: Uint8Array): Uint8Array {
  return encodeCbor(
    new Map<number, CborValue>([
      [ALG, suite.coseAlgorithm],
      [KID, keyId],
    ]),
  );
}

/** Sig_structure, RFC 9052 §4.4. */
function signedBytes(
  protectedBytes: Uint8Array,
  context: CoseContext,
  payload: Uint8Array,
): Uint8Array {
  return encodeCbor(['Signature1', protectedBytes, utf8(context), payload]);
}

function certificatesOf(unprotected: CborValue | undefined): readonly Uint8Array[] {
  const fields = new MapFields(unprotected, {
    code: 'crypto.cose-malformed',
    document: 'COSE_Sign1 unprotected header',
  });
  if (!fields.has(CHAIN_LABEL)) {
    fields.end();
    return [];
  }
  const chain = fields.value(CHAIN_LABEL, 'chain');
  fields.end();
  const isChain =
    Array.isArray(chain) &&
    chain.length >= 1 &&
    chain.length <= CERTIFICATES_MAX &&
    chain.every((each) => each instanceof Uint8Array);
  if (!isChain) throw fields.refused('chain', `1 to ${CERTIFICATES_MAX} byte strings`);
  return chain as readonly Uint8Array[];
}

function coseError(field: string, expected: string): OneCardError {
  return new OneCardError('crypto.cose-malformed', { document: 'COSE_Sign1', field, expected });
}
