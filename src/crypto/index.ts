/** Canonical bytes, digests, suites, keys, and the proof of settlements. */

export { decodeCbor, encodeCbor } from './cbor/codec.ts';
export { MapFields } from './cbor/fields.ts';
export { CARD_LIMITS, type CborLimits, DOCUMENT_LIMITS } from './cbor/limits.ts';
export { CBOR_RULES, type CborRule } from './cbor/rules.ts';
export type { CborInput, CborValue } from './cbor/value.ts';
export { aesCmac, aesCmacMatches, CMAC_BYTES, diversifyAn10922, diversifyKey } from './cmac.ts';
export {
  CERTIFICATES_MAX,
  CHAIN_LABEL,
  type CoseContext,
  type CoseSign1,
  type CoseVerification,
  parseCose,
  signCose,
  verifyCose,
} from './cose.ts';
export { documentHash, sha256 } from './digest.ts';
export { desMac, encryptSm4, encryptTripleDes } from './legacy/blockCipher.ts';
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
export { exportSecretKey, PrivateKey, SecretKey } from './secret.ts';
export {
  authenticationMessage,
  cardMessage,
  coreHash,
  MESSAGE_CONTEXTS,
  NONCE_BYTES,
  settlementHash,
  terminalMessage,
} from './settlement/messages.ts';
export {
  encodeCore,
  encodeStatement,
  parseStatement,
  STATEMENT_BYTES_MAX,
  STATEMENT_KEYS,
  type StatementCore,
} from './settlement/statement.ts';
export {
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
  suiteOf,
  suiteOfKey,
} from './suite/suites.ts';
export {
  CERTIFICATE_CONTEXT,
  type Certificate,
  type CertificateContent,
  type CertificateRole,
  CLAIMS,
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
  type CardStatus,
  issueStatusList,
  newestStatusList,
  parseStatusList,
  STATUS_LIST_CARDS_MAX,
  STATUS_LIST_CONTEXT,
  type StatusList,
  type StatusListVerification,
  statusAt,
  type VerifiedStatusList,
  verifyStatusList,
} from './trust/statusList.ts';
