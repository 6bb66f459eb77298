import { authenticationMessage, checkChain, type TrustStore } from '../../crypto/index.ts';
import { STATUS_LIST_AGE_HOURS_MAX } from '../../limits.ts';
import type { CardCounters, CardRecord, ProvenFacts, VerifiedRecord } from '../../model/index.ts';
import { chinaDate, type Instant } from '../../time.ts';
import { fileNumberOf, SIGNED_FILES, type SignedFileName } from '../files.ts';
import { isFromSession, rememberProven } from '../session/origin.ts';
import { currentSlot } from '../session/readDynamic.ts';
import { cardCountersCause, secureChannelCause } from './channelChecks.ts';
import { type CheckCause, type CheckResult, checkResult } from './checks.ts';
import {
  cardSerialCause,
  fileDigestCause,
  type IssuerView,
  isKeyOf,
  issuerCountyCause,
  issuerSignatureCause,
  issuerViewOf,
  objectDatesCause,
  suiteCause,
} from './issuerChecks.ts';
import { stateHistoryCause, stateMacCause } from './stateChecks.ts';
import { cardStatusCause, statusListAgeCause, statusListOf } from './statusChecks.ts';

export interface VerificationOptions {
  readonly now: Instant;
  /** The insurance year that the visit falls into. */
  readonly insuranceYear: number;
  /** Hours that the list of card statuses may be old: 1 to 72, 72 unless told. */
  readonly statusListAgeHoursMax?: number;
  /** Counters of this card as the terminal knew them before the visit; absent when it never met it. */
  readonly known?: CardCounters | undefined;
}

export type RecordVerification =
  | {
      readonly outcome: 'verified';
      readonly record: VerifiedRecord;
      readonly checks: readonly CheckResult[];
    }
  | {
      readonly outcome: 'refused';
      /** The checks that failed, in their order; never empty. */
      readonly failed: readonly CheckResult[];
      readonly checks: readonly CheckResult[];
    };

/**
 * Proves what a card said. Every check of `CHECKS` is made and reported, in that order; the record is
 * verified only when all of them passed. Nothing is read and no clock is asked: the same arguments
 * give the same answer.
 * @param record out of `CardSession.read`; any other fails `card-key`
 * @throws RangeError for options out of their limits; OneCardError `crypto.trust-store-invalid` when
 * the terminal's own roots are broken. What a card holds never throws here.
 */
export function verifyRecord(
  record: CardRecord,
  trust: TrustStore,
  options: VerificationOptions,
): RecordVerification {
  const { now, insuranceYear, known, statusListAgeHoursMax = STATUS_LIST_AGE_HOURS_MAX } = options;
  if (!(statusListAgeHoursMax >= 1 && statusListAgeHoursMax <= STATUS_LIST_AGE_HOURS_MAX)) {
    throw new RangeError(`"statusListAgeHoursMax" expected 1 to ${STATUS_LIST_AGE_HOURS_MAX}`);
  }
  const today = chinaDate(now);
  const view = issuerViewOf(record);
  const current = currentSlot(record.slots);
  const list = statusListOf(trust, view.county, view.object);
  const tookPart = record.insurance.participation.some(({ year }) => year === insuranceYear);

  const checks: readonly CheckResult[] = [
    ...checkChain(record.chain, trust, now).checks,
    checkResult('issuer-signature', issuerSignatureCause(record, view)),
    checkResult('suite', suiteCause(record, view)),
    checkResult('security-object-dates', objectDatesCause(view.object, today)),
    ...SIGNED_FILES.map((file) => fileDigestResult(record, file, view)),
    checkResult('card-serial', cardSerialCause(record, view)),
    checkResult('card-expiry', today > record.card.expiresOn ? 'dates-over' : undefined),
    checkResult('issuer-county', issuerCountyCause(record, view)),
    checkResult('card-key', cardKeyCause(record, view)),
    checkResult('secure-channel', secureChannelCause(record)),
    checkResult('state-mac', stateMacCause(record, current)),
    checkResult('state-history', stateHistoryCause(record, current)),
    checkResult('card-counters', cardCountersCause(record, current, known)),
    checkResult('participation', tookPart ? undefined : 'not-participating'),
    checkResult('status-list-age', statusListAgeCause(list, now, statusListAgeHoursMax)),
    checkResult('card-not-blocked', cardStatusCause(list, view.object)),
  ];

  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0 || !view.object || !current) return { outcome: 'refused', failed, checks };
  const { authenticationKey, settlementKey } = view.object;
  const proven = { current, authenticationKey, settlementKey, insuranceYear, verifiedAt: now };
  return { outcome: 'verified', record: provenRecord(record, proven), checks };
}

/** A file that the keys of the channel do not open is reported so, and proves nothing. */
function fileDigestResult(record: CardRecord, file: SignedFileName, view: IssuerView): CheckResult {
  const isWithheld = record.withheld?.includes(fileNumberOf(file)) ?? false;
  if (isWithheld) return { name: 'file-digest', file, outcome: 'withheld' };
  return checkResult('file-digest', fileDigestCause(record, file, view), file);
}

/** The one place where the brand is given. */
function provenRecord(record: CardRecord, proven: ProvenFacts): VerifiedRecord {
  rememberProven(record, proven);
  return Object.freeze({ ...record, proven: Object.freeze(proven) }) as VerifiedRecord;
}

/** The card answered a nonce that this program made, with the key that the county signed. */
function cardKeyCause(record: CardRecord, { object, suite }: IssuerView): CheckCause | undefined {
  if (!isFromSession(record)) return 'not-from-session';
  if (!object || !suite) return 'not-run';
  if (!isKeyOf(object.authenticationKey, suite.id)) return 'malformed-object';
  const { nonce, signature } = record.evidence;
  const message = authenticationMessage(record.card.serial, nonce);
  return suite.verify(object.authenticationKey, message, signature) ? undefined : 'wrong-signature';
}
