/**
 * Class, kind and flags of an item in 16 bits:
 *
 *     bit 0-1  class A 0, B 1, C 2
 *     bit 2-4  kind: 0 not said, else its place in ITEM_KINDS + 1
 *     bit 5    essential drug
 *     bit 6    Chinese medicine
 *     bit 7    some region or person type has its own share
 */

import { type BenefitClass, ITEM_KINDS, type ItemKind } from '../catalogue.ts';

const CLASSES = ['A', 'B', 'C'] as const;
const ESSENTIAL = 0x20;
const TCM = 0x40;
const HAS_SHARES = 0x80;
/** Bits that must be zero. */
export const TRAITS_RESERVED = 0xff00;

export interface Traits {
  readonly benefitClass: BenefitClass;
  readonly kind?: ItemKind;
  readonly isEssential: boolean;
  readonly isTcm: boolean;
}

export function packTraits(traits: Traits, hasShares: boolean): number {
  const { benefitClass, kind, isEssential, isTcm } = traits;
  return (
    CLASSES.indexOf(benefitClass) |
    ((kind === undefined ? 0 : ITEM_KINDS.indexOf(kind) + 1) << 2) |
    (isEssential ? ESSENTIAL : 0) |
    (isTcm ? TCM : 0) |
    (hasShares ? HAS_SHARES : 0)
  );
}

export function traitsOf(packed: number): Traits {
  const kind = ITEM_KINDS[((packed >> 2) & 7) - 1];
  return {
    benefitClass: CLASSES[packed & 3]!,
    ...(kind === undefined ? {} : { kind }),
    isEssential: (packed & ESSENTIAL) !== 0,
    isTcm: (packed & TCM) !== 0,
  };
}

export function hasOwnShares(packed: number): boolean {
  return (packed & HAS_SHARES) !== 0;
}

export function isTraits(packed: number): boolean {
  return (packed & TRAITS_RESERVED) === 0 && (packed & 3) < CLASSES.length;
}
