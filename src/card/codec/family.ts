import type { CborValue } from '../../crypto/index.ts';
import type { CardFamily } from '../../model/index.ts';
import { amountOf, inside, integerOf, listOf, malformed, type Place, toFen } from './fields.ts';
import { memberNumberOf, textOf } from './identifiers.ts';
import { encodeStatic, type StaticContent, type StaticHead, staticParser } from './staticFile.ts';

const ACCOUNT_ID_CHARACTERS_MAX = 30;
/** 12 members with the longest numbers are 408 bytes: what EF.FAMILY holds beside its other fields. */
const MEMBER_COUNT_MAX = 12;
/** GB/T 4761-2008, one-digit form: 0 self to 9 other. */
const RELATION_MAX = 9;

/**
 * EF.FAMILY:
 *
 * | key | content |
 * |---|---|
 * | 2 | account of the household, 1 to 30 characters |
 * | 3 | list of [member number, relation to the holder], no number twice |
 * | 4 | allowance that this card may draw off line, fen |
 */
export const parseFamily: (bytes: Uint8Array) => StaticContent<CardFamily> = staticParser(
  'EF.FAMILY',
  { required: [2, 3, 4] },
  (fields, root) => ({
    accountId: textOf(fields.get(2), inside(root, 2), ACCOUNT_ID_CHARACTERS_MAX),
    members: membersOf(fields.get(3), inside(root, 3)),
    allowance: amountOf(fields.get(4), inside(root, 4), 0),
  }),
);

function membersOf(value: CborValue | undefined, place: Place): CardFamily['members'] {
  const members = listOf(value, place, 0, MEMBER_COUNT_MAX).map((item, index) => {
    const here = inside(place, index);
    const [memberNumber, relation] = listOf(item, here, 2, 2);
    return {
      memberNumber: memberNumberOf(memberNumber, inside(here, 0)),
      relation: integerOf(relation, inside(here, 1), 0, RELATION_MAX),
    };
  });
  if (new Set(members.map((member) => member.memberNumber)).size < members.length) {
    throw malformed(place, 'repeated');
  }
  return members;
}

/** @throws RangeError when a field is out of its limits. */
export function encodeFamily(head: StaticHead, family: CardFamily): Uint8Array {
  return encodeStatic(
    head,
    [
      [2, family.accountId],
      [3, family.members.map(({ memberNumber, relation }) => [memberNumber, relation])],
      [4, toFen(family.allowance)],
    ],
    parseFamily,
  );
}
