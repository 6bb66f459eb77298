/** Canonical bytes, digests, suites, keys, and the proof of settlements. */

export { decodeCbor, encodeCbor } from './cbor/codec.ts';
export { MapFields } from './cbor/fields.ts';
export { CARD_LIMITS, type CborLimits, DOCUMENT_LIMITS } from './cbor/limits.ts';
export { CBOR_RULES, type CborRule } from './cbor/rules.ts';
export { type CborInput, type CborValue, compareKeys } from './cbor/value.ts';
export {
  type Extent,
  putArray,
  putBoolean,
  putBytes,
  putCount,
  putEncoded,
  putEnd,
  putInteger,
  putMap,
  putMapUncounted,
  putMeasured,
  putText,
  putWritten,
  usingBytes,
  type Written,
  writeBy,
  written,
} from './cbor/write.ts';
export {
  CardChannel,
  CHANNEL_STATUS_WORDS,
  type Initialization,
  type Refused,
} from './channel/card.ts';
export { CHANNEL_SEQUENCE_MAX, type ChannelSize, cardChallengeOf } from './channel/derivation.ts';
export { HostChannel, SECURITY_LEVEL } from './channel/host.ts';
export {
  CHANNEL_PROFILES,
  ChannelKeys,
  channelKeys,
  KEY_VERSIONS,
  type KeyRole,
  keyCheckValue,
  roleOfKeyVersion,
} from './channel/keys.ts';
export { COMMAND_BYTES_MAX, RESPONSE_BYTES_MAX } from './channel/protection.ts';
export { encodePutKey, parsePutKey, putKeyReceipt } from './channel/putKey.ts';
export { CMAC_BYTES, cmac, cmacMatches } from './cipher/cmac.ts';
export { diversify, diversifyAn10922, type KeyPurpose } from './cipher/diversify.ts';
export { type DerivationInput, deriveBytes } from './cipher/keyDerivation.ts';
export {
  CERTIFICATES_MAX,
  CHAIN_LABEL,
  type CoseContent,
  type CoseContext,
  type CoseSign1,
  type CoseVerification,
  parseCose,
  signCose,
  signCoseWith,
  verifyCose,
} from './cose.ts';
export { documentHash, hashBy, sha256 } from './digest/digest.ts';
export { decodeBase45, encodeBase45 } from './identity/base45.ts';
export {
  IDENTITY_CHARACTERS_MAX,
  IDENTITY_CONTEXT,
  IDENTITY_DAYS_MAX,
  IDENTITY_PREFIX,
  type IdentityFields,
  issueIdentityCode,
  parseIdentityCode,
  type VerifiedIdentity,
} from './identity/identityCode.ts';
export {
  IDENTITY_CAUSES,
  type IdentityCause,
  type IdentityVerification,
  verifyIdentityCode,
} from './identity/verify.ts';
export { desMac, encryptSm4, encryptTripleDes, retailMac } from './legacy/blockCipher.ts';
export {
  diversifyLegacyKey,
  externalCryptogram,
  FACTOR_BYTES,
  LEGACY_CHALLENGE_BYTES,
  type PublishedLegacyAlgorithm,
} from './legacy/cardKeys.ts';
export {
  PURCHASE,
  type PurchaseFields,
  type PurchaseSession,
  purchaseMacs,
  purchaseTac,
} from './legacy/purse.ts';
export type { SignatureCheck } from './pool/messages.ts';
export { type PoolWorker, SignaturePool } from './pool/signaturePool.ts';
export { exportSecretKey, PrivateKey, SecretKey } from './secret.ts';
export { paySame } from './settlement/amounts.ts';
export {
  authenticationMessage,
  cardMessage,
  checkpointMessage,
  coreHash,
  MESSAGE_CONTEXTS,
  NONCE_BYTES,
  settlementHash,
  terminalMessage,
} from './settlement/messages.ts';
export {
  copyStatement,
  encodeCore,
  encodeStatement,
  parseStatement,
  putStatement,
  STATEMENT_BYTES_MAX,
  STATEMENT_KEYS,
  type StatementCore,
  sameStatement,
} from './settlement/statement.ts';
export {
  isProvenSettlement,
  SETTLEMENT_CHECKS,
  type SettlementCheck,
  type SettlementVerification,
  verifySettlement,
} from './settlement/verify.ts';
export { type KeyPair, SIGNATURE_BYTES, type Suite } from './suite/suite.ts';
export {
  exportPrivateKey,
  importPrivateKey,
  KEY_ID_BYTES,
  keyIdOf,
  signingKeyOf,
  suiteOf,
  suiteOfKey,
} from './suite/suites.ts';
export {
  CERTIFICATE_CONTEXT,
  type Certificate,
  type CertificateContent,
  type CertificateRole,
  CLAIMS,
  certificatePayload,
  issueCertificate,
  parseCertificate,
} from './trust/certificate.ts';
export {
  CHAIN_CAUSES,
  type ChainCause,
  type ChainCheck,
  type ChainVerification,
  checkChain,
  type TrustStore,
} from './trust/chain.ts';
export {
  checkSam,
  SAM_CAUSES,
  type SamCause,
  type SamVerification,
} from './trust/sam.ts';
export {
  checkSamProof,
  type SamProofVerification,
  type SamStanding,
  samStandingOf,
} from './trust/samProof.ts';
export {
  type CardStatus,
  issueStatusList,
  newestStatusList,
  parseStatusList,
  STATUS_LIST_CARDS_MAX,
  STATUS_LIST_CONTEXTS,
  type StatusList,
  type StatusListContent,
  type StatusListKind,
  type StatusListVerification,
  statusAt,
  statusListPayload,
  type VerifiedStatusList,
  verifyStatusList,
} from './trust/statusList.ts';
export type { StatusPlace } from './trust/statusPlace.ts';
export {
  issueTrustList,
  TRUST_LIST_CAUSES,
  TRUST_LIST_CONTEXT,
  type TrustList,
  type TrustListCause,
  type TrustListFields,
  type TrustListMark,
  type TrustListVerification,
  verifyTrustList,
} from './trust/trustList.ts';
