/** A person as a card holds them, and as the issuer's register keeps them. */

import {
  encodeChronic,
  encodeFamily,
  encodeHolder,
  encodeInsurance,
  FILES,
  frame,
  parseChronic,
  parseFamily,
  parseHolder,
  parseInsurance,
} from '../card/index.ts';
import { decodeCbor, encodeCbor } from '../crypto/index.ts';
import { OneCardError } from '../errors/index.ts';
import type {
  CardFamily,
  CardHolder,
  CardInsurance,
  CardSerial,
  ChronicCertificate,
} from '../model/index.ts';

/** What the county knows of a person and writes on a card. */
export interface Person {
  readonly holder: CardHolder;
  readonly insurance: CardInsurance;
  readonly family: CardFamily;
  readonly chronic: readonly ChronicCertificate[];
}

/** In the register a person has neither salt nor serial: the card's files get theirs when it is made. */
const HEAD = { salt: new Uint8Array(16), serial: '0000000000000000' as CardSerial };

/**
 * The four files of a person, in the codecs of the card: what is kept is what a card can hold.
 * @throws RangeError, with a OneCardError `card.malformed-file` as cause, for a field out of its limits
 */
export function personFiles({ holder, insurance, family, chronic }: Person): readonly Uint8Array[] {
  const files = [
    ['EF.HOLDER', encodeHolder(HEAD, holder)],
    ['EF.INS', encodeInsurance(HEAD, insurance)],
    ['EF.FAMILY', encodeFamily(HEAD, family)],
    ['EF.CHRONIC', encodeChronic(HEAD, chronic)],
  ] as const;
  for (const [name, content] of files) frame(content, FILES[name].sizeBytes);
  return files.map(([, content]) => content);
}

export function encodePerson(person: Person): Uint8Array {
  return encodeCbor(personFiles(person));
}

/** @throws OneCardError `issuing.store-damaged` */
export function parsePerson(bytes: Uint8Array): Person {
  const files = decodeCbor(bytes);
  if (!Array.isArray(files) || files.length !== 4) {
    throw new OneCardError('issuing.store-damaged', { name: 'person' });
  }
  const [holder, insurance, family, chronic] = files as Uint8Array[];
  return {
    holder: parseHolder(holder!).value,
    insurance: parseInsurance(insurance!).value,
    family: parseFamily(family!).value,
    chronic: parseChronic(chronic!).value,
  };
}
