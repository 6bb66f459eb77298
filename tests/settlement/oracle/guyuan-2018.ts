/** 固原 2018, from the prose of its clauses: insurance, then aid, then the backstop. */

import { above, type Decimal, dec, ZERO } from './decimal.ts';
import {
  answer,
  type Oracle,
  type PaperVisit,
  REFUSED,
  remember,
  remembered,
  roomBelow,
  sortLines,
} from './paper.ts';

/** Deductible and ratio: 200/85 %, 400/75 %, 700/65 %, and 1,000/55 % for the province and elsewhere. */
function figuresOf({ place, level }: PaperVisit): readonly [string, string] {
  const isLocal = place === 'in-county' || place === 'in-prefecture';
  if (!isLocal || level === 'province') return ['1000', '55%'];
  if (level === 'township') return ['200', '85%'];
  return level === 'county' ? ['400', '75%'] : ['700', '65%'];
}

/** Filed within five days of admission; an emergency or a referral form stands for a filing. */
function isFiled({ filing, care, hasReferralForm }: PaperVisit): boolean {
  return (filing !== undefined && filing.daysAfter <= 5) || care === 'emergency' || hasReferralForm;
}

/** Major illness of the year: 50 % up to 50,000, 60 % up to 100,000, 70 % beyond; 5 points more for the poor. */
function bandedShare(from: Decimal, cost: Decimal, points: string): Decimal {
  const bands = [
    ['0', '50000', '50%'],
    ['50000', '100000', '60%'],
    ['100000', '9999999999', '70%'],
  ] as const;
  const to = from.plus(cost);
  let sum = ZERO;
  for (const [low, high, ratio] of bands) {
    const slice = above(to.least(dec(high)), from.most(dec(low)));
    sum = sum.plus(slice.times(dec(ratio).plus(dec(points))));
  }
  return sum.toFen();
}

export const guyuan: Oracle = (visit, person, year) => {
  if (visit.kind === 'outpatient' || visit.care === 'accident' || visit.care === 'childbirth') {
    return REFUSED;
  }
  if (!visit.designated || visit.level === 'village') return REFUSED;
  const { total, excluded, overCeiling, firstOwn, eligible } = sortLines(visit.lines);
  const isPoor = ['registered-poor', 'minimum-living-allowance', 'destitute'].includes(
    person.category,
  );
  const isElsewhere = visit.place === 'in-province' || visit.place === 'outside-province';

  const [threshold, ratioText] = figuresOf(visit);
  const ratio = isElsewhere && !isFiled(visit) ? dec(ratioText).minus(dec('10%')) : dec(ratioText);
  const wanted = above(eligible, dec(threshold)).times(ratio).toFen();
  const basic = wanted.least(roomBelow(year, 'basic', '120000'));
  remember(year, 'basic', basic);
  let own = eligible.minus(basic);
  const derivation = [`eligible ${eligible.text()}, basic ${basic.text()}, own ${own.text()}`];

  const start = above(dec(isPoor ? '5000' : '10000'), remembered(year, 'major threshold'));
  const within = own.least(start);
  const cost = own.minus(within);
  const major = bandedShare(remembered(year, 'major cost'), cost, isPoor ? '5%' : '0%');
  remember(year, 'major threshold', within);
  remember(year, 'major cost', cost);
  own = own.minus(major);
  derivation.push(`threshold took ${within.text()}, major illness ${major.text()}`);

  let commercial = ZERO;
  let aid = ZERO;
  if (isPoor) {
    const aidRatios: Record<string, string> = {
      destitute: '100%',
      'minimum-living-allowance': '70%',
      'registered-poor': '50%',
    };
    const promised = own.times(dec(aidRatios[person.category]!)).toFen();
    aid = promised.least(roomBelow(year, 'aid', '30000'));
    remember(year, 'aid', aid);
  } else {
    const promised = own.times(dec('30%')).toFen();
    commercial = promised.least(roomBelow(year, 'commercial', '100000'));
    remember(year, 'commercial', commercial);
  }
  own = own.minus(aid).minus(commercial);
  derivation.push(`commercial ${commercial.text()}, civil aid ${aid.text()}, own ${own.text()}`);

  let backstop = ZERO;
  if (isPoor) {
    let burden = own.plus(excluded).plus(overCeiling).plus(firstOwn);
    const missing = above(total.times(dec('90%')).toFen(), total.minus(burden)).least(burden);
    burden = burden.minus(missing);
    const tooMuch = above(remembered(year, 'burden').plus(burden), dec('5000')).least(burden);
    burden = burden.minus(tooMuch);
    remember(year, 'burden', burden);
    backstop = missing.plus(tooMuch);
    derivation.push(`to 90 % ${missing.text()}, above 5,000 ${tooMuch.text()}`);
  }
  const paid = {
    'pooled-fund': basic,
    'major-illness': major,
    'commercial-supplement': commercial,
    'civil-aid': aid,
    'government-backstop': backstop,
  };
  return answer(total, paid, derivation);
};
