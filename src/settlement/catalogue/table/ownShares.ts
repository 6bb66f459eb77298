/**
 * 1319: shares of an item by region and person type. They stand together in their table, in the order of
 * their keys, and are gathered when the item is first asked for.
 */

import type { CountyCode } from '../../../model/index.ts';
import { type Ratio, ratio } from '../../../money.ts';
import type { Circumstances } from '../catalogue.ts';
import { type CatalogueTables, SHARE_SCALE } from './tables.ts';
import { textAt, textCount } from './texts.ts';

interface DatedShare {
  readonly from: number;
  readonly until: number;
  readonly share: Ratio;
}

/** By region, then by person type. */
export type OwnShares = ReadonlyMap<string, ReadonlyMap<string, readonly DatedShare[]>>;

export function ownSharesOf({ shares, shareOf }: CatalogueTables, code: string): OwnShares {
  const own = new Map<string, Map<string, DatedShare[]>>();
  const count = textCount(shares.keys);
  const prefix = `${code} `;
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (textAt(shares.keys, middle) < prefix) low = middle + 1;
    else high = middle;
  }
  for (let row = low; row < count; row++) {
    const key = textAt(shares.keys, row);
    if (!key.startsWith(prefix)) break;
    const [region = '', type = ''] = key.slice(prefix.length).split(' ');
    const byType = own.get(region) ?? new Map<string, DatedShare[]>();
    own.set(region, byType);
    const dated = byType.get(type);
    const share = {
      from: shares.from[row]!,
      until: shares.until[row]!,
      share: ratio(BigInt(shareOf[row]!), SHARE_SCALE),
    };
    if (dated) dated.push(share);
    else byType.set(type, [share]);
  }
  return own;
}

/**
 * The share of the nearest region (county, its prefecture, its province, any), and within a region that of
 * the person type before that of any.
 */
export function ownShare(
  own: OwnShares,
  { region, personType }: Circumstances,
  day: number,
): Ratio | undefined {
  return (
    ofRegion(own.get(region), personType, day) ??
    ofRegion(own.get(prefectureOf(region)), personType, day) ??
    ofRegion(own.get(provinceOf(region)), personType, day) ??
    ofRegion(own.get('*'), personType, day)
  );
}

function ofRegion(
  byType: ReadonlyMap<string, readonly DatedShare[]> | undefined,
  personType: string,
  day: number,
): Ratio | undefined {
  return byType && (onDay(byType.get(personType), day) ?? onDay(byType.get('*'), day));
}

function onDay(shares: readonly DatedShare[] | undefined, day: number): Ratio | undefined {
  return shares?.find(({ from, until }) => from <= day && day <= until)?.share;
}

function prefectureOf(region: CountyCode): string {
  return `${region.slice(0, 4)}00`;
}

function provinceOf(region: CountyCode): string {
  return `${region.slice(0, 2)}0000`;
}
