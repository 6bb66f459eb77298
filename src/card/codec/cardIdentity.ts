import type { CardIdentity, SuiteId } from '../../model/index.ts';
import { daysOf } from '../../time.ts';
import { PROFILE_VERSION } from '../files.ts';
import { dateOf, inside, integerOf, listOf, malformed, type Place } from './fields.ts';
import { countyCodeOf } from './identifiers.ts';
import { encodeStatic, type StaticContent, staticParser } from './staticFile.ts';

/** Key version numbers of SCP03 key sets (GPC_SPE_014 v1.1.1 §5.1). */
const KEY_VERSION_MIN = 0x30;
const KEY_VERSION_MAX = 0x3f;

/**
 * EF.CARD, free to read:
 *
 * | key | content |
 * |---|---|
 * | 2 | county of issue, six digits |
 * | 3 | suite: 1 international, 2 Chinese national |
 * | 4 | key versions of the channel: READ, SETTLE, ISSUE |
 * | 5 | last day the card may be used, days |
 * | 6 | profile version, 1 |
 */
export const parseCardIdentity: (bytes: Uint8Array) => StaticContent<CardIdentity> = staticParser(
  'EF.CARD',
  { required: [2, 3, 4, 5, 6] },
  (fields, root, { serial }) => ({
    serial,
    issuer: countyCodeOf(fields.get(2), inside(root, 2)),
    suite: integerOf(fields.get(3), inside(root, 3), 1, 2) as SuiteId,
    keyVersions: keyVersionsOf(fields.get(4), inside(root, 4)),
    expiresOn: dateOf(fields.get(5), inside(root, 5)),
    profileVersion: integerOf(fields.get(6), inside(root, 6), PROFILE_VERSION, PROFILE_VERSION),
  }),
);

function keyVersionsOf(
  value: Parameters<typeof listOf>[0],
  place: Place,
): CardIdentity['keyVersions'] {
  const [read, settle, issue] = listOf(value, place, 3, 3).map((version, index) =>
    integerOf(version, inside(place, index), KEY_VERSION_MIN, KEY_VERSION_MAX),
  ) as [number, number, number];
  if (read === settle || settle === issue || read === issue) throw malformed(place, 'repeated');
  return [read, settle, issue];
}

/** @throws RangeError when a field is out of its limits. */
export function encodeCardIdentity(salt: Uint8Array, card: CardIdentity): Uint8Array {
  return encodeStatic(
    { salt, serial: card.serial },
    [
      [2, card.issuer],
      [3, card.suite],
      [4, card.keyVersions],
      [5, daysOf(card.expiresOn)],
      [6, card.profileVersion],
    ],
    parseCardIdentity,
  );
}
