export {
  CARD_COUNT_MAX,
  CARD_DAYS_MAX,
  DOCUMENT_HOURS_MAX,
  encodeOfflineLimits,
  OFFLINE_CATALOGUES_MAX,
  OUTBOX_COUNT_MAX,
  parseOfflineLimits,
} from './limits.ts';
export {
  isSignedDecision,
  OPERATOR_CHARACTERS_MAX,
  REVIEW_CONTEXT,
  signReviewDecision,
} from './review.ts';
export {
  OFFLINE_CONTEXT,
  type OfflineLimitsCause,
  type OfflineLimitsVerification,
  signOfflineLimits,
  verifyOfflineLimits,
} from './signature.ts';
