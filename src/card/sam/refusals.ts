/**
 * What a security module refuses, by the code that its driver throws and the status word that its
 * application answers with. One table for both ends, so that a refusal keeps its name on the way.
 * 95xx is free of meaning elsewhere (ISO/IEC 7816-4:2005 §5.1.3: 9xxx other than 9000 is proprietary).
 */

import type { ErrorCode } from '../../errors/index.ts';
import type { StatusWord } from '../statusWord.ts';

export const SAM_REFUSALS = {
  'sam.pin-needed': 0x6982,
  'sam.pin-blocked': 0x6983,
  'sam.key-version-unknown': 0x6a88,
  'sam.role-not-allowed': 0x9501,
  'sam.expired': 0x9502,
  'sam.limit-reached': 0x9503,
  'sam.uses-exhausted': 0x9504,
  'sam.statement-refused': 0x9505,
  'sam.channel-lost': 0x9506,
  'sam.terminated': 0x9507,
  'sam.memory-failed': 0x6581,
  'card.malformed-file': 0x9510,
  'card.malformed-frame': 0x9517,
  'crypto.settlement-malformed': 0x9511,
  'crypto.cbor-malformed': 0x9512,
  'crypto.cbor-not-canonical': 0x9513,
  'crypto.cbor-not-allowed': 0x9514,
  'crypto.cbor-too-large': 0x9515,
  'crypto.suite-not-available': 0x9516,
  'crypto.channel-refused': 0x9520,
  'crypto.channel-downgraded': 0x9521,
  'crypto.channel-card-unproven': 0x9522,
  'crypto.channel-response-forged': 0x9523,
  'crypto.channel-closed': 0x9524,
} as const satisfies Partial<Record<ErrorCode, StatusWord>>;

export type SamRefusal = keyof typeof SAM_REFUSALS;

const BY_STATUS: ReadonlyMap<StatusWord, SamRefusal> = new Map(
  (Object.keys(SAM_REFUSALS) as SamRefusal[]).map((code) => [SAM_REFUSALS[code], code]),
);

export function isSamRefusal(code: string): code is SamRefusal {
  return Object.hasOwn(SAM_REFUSALS, code);
}

/** The refusal that a status word stands for, if it stands for one. */
export function refusalOf(sw: StatusWord): SamRefusal | undefined {
  return BY_STATUS.get(sw);
}
