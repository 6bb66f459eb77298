/**
 * File control information of the application, the answer to SELECT by AID:
 *
 * ```
 * 6F LL
 *    84 09 <AID>
 *    A5 LL
 *       80 01 <profile version>
 *       81 LL <suites, one byte each>
 *       82 01 01                          only where the card knows COMMIT SETTLEMENT
 * ```
 *
 * ISO/IEC 7816-4:2005 §5.3.3: 6F FCI template, 84 DF name, A5 proprietary information in BER-TLV.
 */

import { concat } from '../bytes.ts';
import type { SuiteId } from '../model/index.ts';
import { encodeTlv, malformedTlv, parseTlv } from './tlv.ts';

const TAG_FCI = 0x6f;
const TAG_DF_NAME = 0x84;
const TAG_PROPRIETARY = 0xa5;
const TAG_PROFILE_VERSION = 0x80;
const TAG_SUITES = 0x81;
const TAG_COMMIT = 0x82;
const COMMIT_ATOMIC = 0x01;
const WHAT = 'FCI';
/** DF names are 5 to 16 bytes (ISO/IEC 7816-4:2005 §8.2.1.2). */
const AID_BYTES_MIN = 5;
const AID_BYTES_MAX = 16;

/** What an application says of itself. Free to read and unproven: EF.CARD repeats it under signature. */
export interface ApplicationControl {
  readonly aid: Uint8Array;
  readonly profileVersion: number;
  /** Numbers of the suites that the application can work in. */
  readonly suites: readonly number[];
  /** How a settlement is written: file by file into two slots, or by one command of the card's own. */
  readonly commit: 'two-slot' | 'atomic';
}

export function encodeFci(
  aid: Uint8Array,
  profileVersion: number,
  suites: readonly SuiteId[],
  commit: ApplicationControl['commit'] = 'two-slot',
): Uint8Array {
  const proprietary = concat([
    encodeTlv(TAG_PROFILE_VERSION, Uint8Array.of(profileVersion)),
    encodeTlv(TAG_SUITES, Uint8Array.from(suites)),
    ...(commit === 'atomic' ? [encodeTlv(TAG_COMMIT, Uint8Array.of(COMMIT_ATOMIC))] : []),
  ]);
  return encodeTlv(
    TAG_FCI,
    concat([encodeTlv(TAG_DF_NAME, aid), encodeTlv(TAG_PROPRIETARY, proprietary)]),
  );
}

/** @throws OneCardError `card.malformed-file` with file `FCI`. */
export function parseFci(bytes: Uint8Array): ApplicationControl {
  const [template] = expectTags(bytes, [TAG_FCI]);
  const [aid, proprietary] = expectTags(template!, [TAG_DF_NAME, TAG_PROPRIETARY]);
  const [version, suites, commit] = proprietaryObjects(proprietary!);
  if (aid!.length < AID_BYTES_MIN || aid!.length > AID_BYTES_MAX) {
    throw malformedTlv(WHAT, 0, 'aid-length');
  }
  if (version!.length !== 1) throw malformedTlv(WHAT, 0, 'profile-version-length');
  if (suites!.length === 0) throw malformedTlv(WHAT, 0, 'suites-missing');
  if (commit && (commit.length !== 1 || commit[0] !== COMMIT_ATOMIC)) {
    throw malformedTlv(WHAT, 0, 'commit-form');
  }
  return {
    aid: aid!,
    profileVersion: version![0]!,
    suites: [...suites!],
    commit: commit ? 'atomic' : 'two-slot',
  };
}

/** Profile version and suites, and the way of committing where the card names one. */
function proprietaryObjects(bytes: Uint8Array): readonly Uint8Array[] {
  const hasCommit = parseTlv(bytes, WHAT).some(({ tag }) => tag === TAG_COMMIT);
  return expectTags(bytes, [TAG_PROFILE_VERSION, TAG_SUITES, ...(hasCommit ? [TAG_COMMIT] : [])]);
}

/** The values of exactly these objects in this order. */
function expectTags(bytes: Uint8Array, tags: readonly number[]): readonly Uint8Array[] {
  const objects = parseTlv(bytes, WHAT);
  const isExpected =
    objects.length === tags.length && objects.every(({ tag }, index) => tag === tags[index]);
  if (!isExpected) throw malformedTlv(WHAT, 0, 'unexpected-objects');
  return objects.map(({ value }) => value);
}
