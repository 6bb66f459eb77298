/** 渭南, from the prose of its clauses. */

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

/** 一级 200/90, 二级 500/80, 三级 1,000/65. */
function figuresOf({ level }: PaperVisit): readonly [string, string] {
  if (level === 'township') return ['200', '90%'];
  return level === 'county' ? ['500', '80%'] : ['1000', '65%'];
}

/** Referred, emergency or temporary 10 points less, unfiled 20, residents nothing; the city is not elsewhere. */
function pointsLess({ place, filing, care, hasReferralForm }: PaperVisit): string {
  if (place === 'in-county' || place === 'in-prefecture') return '0%';
  const isInTime = filing !== undefined && filing.daysAfter <= 3;
  if (isInTime) return filing.kind === 'resident' ? '0%' : '10%';
  return care === 'emergency' || hasReferralForm ? '10%' : '20%';
}

/** Where on the year's own costs a fen lies decides its ratio: to 30,000 60 %, to 100,000 70 %, above 80 %. */
function majorShare(from: Decimal, to: Decimal): Decimal {
  const slice = (low: string, high: string) => above(to.least(dec(high)), from.most(dec(low)));
  return slice('0', '30000')
    .times(dec('60%'))
    .plus(slice('30000', '100000').times(dec('70%')))
    .plus(slice('100000', '9999999999').times(dec('80%')))
    .toFen();
}

export const weinan: Oracle = (visit, _person, year) => {
  const isLocal = visit.place === 'in-county' || visit.place === 'in-prefecture';
  const isVillage = visit.level === 'village';
  if (!visit.designated || (isVillage && !isLocal)) return REFUSED;
  if (visit.care !== undefined && visit.care !== 'emergency') return REFUSED;
  const { total, eligible } = sortLines(visit.lines);

  if (visit.kind === 'outpatient') {
    const ratio = isVillage ? '70%' : visit.level === 'township' ? '60%' : null;
    if (ratio === null) return answer(total, {}, ['outpatients of villages and townships only']);
    const wanted = eligible.times(dec(ratio)).toFen();
    const paid = wanted.least(roomBelow(year, 'outpatient', '150'));
    remember(year, 'outpatient', paid);
    return answer(total, { 'pooled-fund': paid }, [`outpatient ${paid.text()}`]);
  }
  if (isVillage) return answer(total, {}, ['no stays in a village post']);

  const [threshold, ratio] = figuresOf(visit);
  const less = pointsLess(visit);
  const wanted = above(eligible, dec(threshold))
    .times(dec(ratio).minus(dec(less)))
    .toFen();
  const paid = wanted.least(roomBelow(year, 'inpatient', '130000'));
  remember(year, 'inpatient', paid);

  // The year's own costs so far, and where this visit takes them to; the first 10,000 earn nothing.
  const own = eligible.minus(paid);
  const before = remembered(year, 'own');
  const after = before.plus(own);
  remember(year, 'own', own);
  const start = dec('10000');
  const share = majorShare(before.most(start), after.most(start));
  const major = share.least(roomBelow(year, 'major', '300000')).most(ZERO);
  remember(year, 'major', major);
  return answer(total, { 'pooled-fund': paid, 'major-illness': major }, [
    `(${eligible.text()} - ${threshold}) × (${ratio} - ${less}): ${paid.text()}`,
    `own ${own.text()} after ${before.text()}, major ${major.text()}`,
  ]);
};
