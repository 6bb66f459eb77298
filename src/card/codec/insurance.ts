import type { CborValue } from '../../crypto/index.ts';
import { type CardInsurance, MEMBER_CATEGORIES, type Participation } from '../../model/index.ts';
import { daysOf } from '../../time.ts';
import { dateOf, inside, integerOf, listOf, malformed, type Place } from './fields.ts';
import { countyCodeOf, memberNumberOf } from './identifiers.ts';
import { encodeStatic, type StaticContent, type StaticHead, staticParser } from './staticFile.ts';

/** 40 years of at most 10 bytes leave room in 512 for the rest of EF.INS. */
const PARTICIPATION_COUNT_MAX = 40;
const YEAR_MIN = 1900;
const YEAR_MAX = 2199;

/**
 * EF.INS:
 *
 * | key | content |
 * |---|---|
 * | 2 | home county, six digits |
 * | 3 | member number |
 * | 4 | list of [year, index of the category in MEMBER_CATEGORIES, day of payment], ascending by year |
 */
export const parseInsurance: (bytes: Uint8Array) => StaticContent<CardInsurance> = staticParser(
  'EF.INS',
  { required: [2, 3, 4] },
  (fields, root) => ({
    county: countyCodeOf(fields.get(2), inside(root, 2)),
    memberNumber: memberNumberOf(fields.get(3), inside(root, 3)),
    participation: participationOf(fields.get(4), inside(root, 4)),
  }),
);

function participationOf(value: CborValue | undefined, place: Place): readonly Participation[] {
  const years: Participation[] = [];
  for (const [index, item] of listOf(value, place, 0, PARTICIPATION_COUNT_MAX).entries()) {
    const here = inside(place, index);
    const [year, category, paidOn] = listOf(item, here, 3, 3);
    years.push({
      year: integerOf(year, inside(here, 0), YEAR_MIN, YEAR_MAX),
      category:
        MEMBER_CATEGORIES[integerOf(category, inside(here, 1), 0, MEMBER_CATEGORIES.length - 1)]!,
      paidOn: dateOf(paidOn, inside(here, 2)),
    });
    if (index > 0 && years[index]!.year <= years[index - 1]!.year) {
      throw malformed(here, 'not-ascending');
    }
  }
  return years;
}

/** @throws RangeError when a field is out of its limits. */
export function encodeInsurance(head: StaticHead, insurance: CardInsurance): Uint8Array {
  return encodeStatic(
    head,
    [
      [2, insurance.county],
      [3, insurance.memberNumber],
      [
        4,
        insurance.participation.map(({ year, category, paidOn }) => [
          year,
          MEMBER_CATEGORIES.indexOf(category),
          daysOf(paidOn),
        ]),
      ],
    ],
    parseInsurance,
  );
}
