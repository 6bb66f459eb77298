/**
 * Which of the cards in use it is. The answer to reset cannot tell: cards of all kinds are made from
 * the same chips. The applications can; each is selected, and what the card said is the evidence.
 */

import { fromHex } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { LegacyAlgorithm, ProfileSource } from '../../model/index.ts';
import { parseAtr } from '../atr.ts';
import { selectTolerant } from '../commands/select.ts';
import { ONECARD_AID } from '../files.ts';
import { withGetResponse } from '../layers/withGetResponse.ts';
import { withRightLe } from '../layers/withRightLe.ts';
import { SW_SUCCESS, statusWordText } from '../statusWord.ts';
import type { Tlv } from '../tlv.ts';
import type { CardTransport } from '../transport.ts';

/** `sx1.sh.社会保障` in GBK, the AID of the social-security application. */
export const SSSE_AID = fromHex('7378312E73682EC9E7BBE1B1A3D5CF');
/** File identifier of the residents' health application; public drivers select it by nothing else. */
export const DDF1_FID = 0xddf1;

export type CardKind = 'onecard' | ProfileSource | 'unknown';

/** What the card answered to the SELECT of one application. */
export interface RecognitionEvidence {
  readonly kind: Exclude<CardKind, 'unknown'>;
  /** `OneCard`, `SSSE`, `DDF1`. */
  readonly application: string;
  readonly by: 'aid' | 'fid';
  /** Status word, four hexadecimal digits. */
  readonly sw: string;
  readonly isPresent: boolean;
}

export interface Recognition {
  /** The first application that is there, in the order of the evidence. */
  readonly kind: CardKind;
  readonly evidence: readonly RecognitionEvidence[];
  /** Historical bytes of the answer to reset, where the reader shows one that is well formed. */
  readonly historicalByteCount?: number;
}

const APPLICATIONS = [
  { kind: 'onecard', application: 'OneCard', aid: ONECARD_AID },
  { kind: 'social-security', application: 'SSSE', aid: SSSE_AID },
  { kind: 'residents-health', application: 'DDF1', fid: DDF1_FID },
] as const;

/**
 * Selects each known application in turn. Reads nothing and changes nothing; whoever goes on selects
 * again.
 * @param options.atr answer to reset, as the connection has it
 * @throws what the transport throws
 */
export async function recogniseCard(
  transport: CardTransport,
  { atr }: { readonly atr?: Uint8Array } = {},
): Promise<Recognition> {
  const card = withGetResponse(withRightLe(transport));
  const evidence: RecognitionEvidence[] = [];
  for (const application of APPLICATIONS) {
    const { sw } = await selectTolerant(card, application);
    evidence.push({
      kind: application.kind,
      application: application.application,
      by: 'aid' in application ? 'aid' : 'fid',
      sw: statusWordText(sw),
      isPresent: sw === SW_SUCCESS,
    });
  }
  const kind = evidence.find(({ isPresent }) => isPresent)?.kind ?? 'unknown';
  const historicalByteCount = historicalBytesOf(atr)?.length;
  return { kind, evidence, ...(historicalByteCount !== undefined && { historicalByteCount }) };
}

/** Historical bytes, undefined where the answer to reset is hidden or malformed. */
export function historicalBytesOf(atr: Uint8Array | undefined): Uint8Array | undefined {
  if (!atr || atr.length === 0) return undefined;
  try {
    return parseAtr(atr).historicalBytes;
  } catch (error) {
    if (error instanceof OneCardError) return undefined;
    throw error;
  }
}

/** FCI, A5, BF0C, and the object itself. */
const FCI_DEPTH_MAX = 4;
const TAG_FCI = 0x6f;
const TAG_PROPRIETARY = 0xa5;
const TAG_ISSUER_DISCRETIONARY = 0xbf0c;
const TAG_ALGORITHM = 0x9f0c;
const ALGORITHMS: Readonly<Record<number, LegacyAlgorithm>> = { 1: 'DES', 2: 'SSF33', 3: 'SM4' };

/**
 * The algorithm that an application names in the answer to its SELECT: `9F0C 03 86 01 xx`, inside A5
 * or BF0C. Undefined where it names none, or in another form: generations differ, and nothing depends
 * on it that the card itself would not refuse.
 */
export function algorithmOfFci(fci: Uint8Array): LegacyAlgorithm | undefined {
  // Three levels at most: FCI, proprietary template, issuer's own.
  let level = objectsIn(fci);
  for (let depth = 0; depth < FCI_DEPTH_MAX; depth++) {
    const found = level.find(({ tag }) => tag === TAG_ALGORITHM)?.value;
    if (found) return found.length === 3 && found[0] === 0x86 ? ALGORITHMS[found[2]!] : undefined;
    level = level
      .filter(({ tag }) => [TAG_FCI, TAG_PROPRIETARY, TAG_ISSUER_DISCRETIONARY].includes(tag))
      .flatMap(({ value }) => objectsIn(value));
  }
  return undefined;
}

/**
 * Objects with one-byte lengths. Tags such as 9F0C break the rule of ISO/IEC 8825-1 that numbers below
 * 31 take one byte, as those of EMV and PBOC do, so the strict parser of this package refuses them.
 */
function objectsIn(bytes: Uint8Array): readonly Tlv[] {
  const objects: Tlv[] = [];
  // Each round takes two bytes at least, of at most 256.
  for (let offset = 0; offset + 1 < bytes.length; ) {
    const isLong = (bytes[offset]! & 0x1f) === 0x1f;
    const tag = isLong ? (bytes[offset]! << 8) | bytes[offset + 1]! : bytes[offset]!;
    const start = offset + (isLong ? 3 : 2);
    const length = bytes[start - 1];
    if (length === undefined || length > 0x7f || start + length > bytes.length) return [];
    objects.push({ tag, value: bytes.subarray(start, start + length) });
    offset = start + length;
  }
  return objects;
}

/** Where the control information is silent: a card id that begins with 11 belongs to an SSF33 card. */
export function algorithmOfCardId(cardId: Uint8Array): LegacyAlgorithm | undefined {
  return cardId[0] === 0x11 ? 'SSF33' : undefined;
}
