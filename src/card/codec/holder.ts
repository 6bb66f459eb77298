import type { CborValue } from '../../crypto/index.ts';
import type { CardHolder } from '../../model/index.ts';
import { daysOf } from '../../time.ts';
import {
  bytesOf,
  dateOf,
  type Fields,
  inside,
  integerOf,
  malformed,
  type Place,
} from './fields.ts';
import { identityNumberOf, textOf } from './identifiers.ts';
import { encodeStatic, type StaticContent, type StaticHead, staticParser } from './staticFile.ts';

/** psn_name of the national interface: 50 characters. */
const NAME_CHARACTERS_MAX = 50;
/** 80 Chinese characters fit EF.HOLDER beside the longest Chinese name and a photo hash. */
const ADDRESS_CHARACTERS_MAX = 80;
const PHOTO_HASH_BYTES = 32;
/** GB/T 2261.1-2003: unknown, male, female, unspecified. */
const SEXES: readonly number[] = [0, 1, 2, 9];

/**
 * EF.HOLDER:
 *
 * | key | content |
 * |---|---|
 * | 2 | name, 1 to 50 characters |
 * | 3 | sex, 0 1 2 9 |
 * | 4 | day of birth, days |
 * | 5 | identity number, 18 characters |
 * | 6 | address, 1 to 80 characters |
 * | 7 | digest of the photo, 32 bytes, may be absent |
 */
export const parseHolder: (bytes: Uint8Array) => StaticContent<CardHolder> = staticParser(
  'EF.HOLDER',
  { required: [2, 3, 4, 5, 6], optional: [7] },
  (fields, root) => ({
    name: textOf(fields.get(2), inside(root, 2), NAME_CHARACTERS_MAX),
    sex: sexOf(fields, inside(root, 3)),
    bornOn: dateOf(fields.get(4), inside(root, 4)),
    identityNumber: identityNumberOf(fields.get(5), inside(root, 5)),
    address: textOf(fields.get(6), inside(root, 6), ADDRESS_CHARACTERS_MAX),
    ...(fields.has(7) && {
      photoHash: bytesOf(fields.get(7), inside(root, 7), PHOTO_HASH_BYTES),
    }),
  }),
);

function sexOf(fields: Fields, place: Place): CardHolder['sex'] {
  const sex = integerOf(fields.get(3), place, 0, 9);
  if (!SEXES.includes(sex)) throw malformed(place, 'out-of-range');
  return sex as CardHolder['sex'];
}

/** @throws RangeError when a field is out of its limits. */
export function encodeHolder(head: StaticHead, holder: CardHolder): Uint8Array {
  const photo: [number, CborValue][] = holder.photoHash ? [[7, holder.photoHash]] : [];
  return encodeStatic(
    head,
    [
      [2, holder.name],
      [3, holder.sex],
      [4, daysOf(holder.bornOn)],
      [5, holder.identityNumber],
      [6, holder.address],
      ...photo,
    ],
    parseHolder,
  );
}
