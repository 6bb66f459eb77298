/** 佳木斯 2018, from the prose of its clauses. */

import { above, dec, ZERO } from './decimal.ts';
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

/** 乡镇 200/90, 一级 300/80, 二级 400/75, 三级 700/65; 省内 1,000/60, 省外 1,500/50, 未备案 1,500/40. */
function figuresOf(visit: PaperVisit): readonly [string, string] {
  const { place, level, grade, filing, care, hasReferralForm } = visit;
  if (place === 'in-county' || place === 'in-prefecture') {
    if (level === 'township') return ['200', '90%'];
    if (grade === 'first') return ['300', '80%'];
    const isSecond = grade === undefined ? level === 'county' : grade === 'second';
    return isSecond ? ['400', '75%'] : ['700', '65%'];
  }
  const isFiled = filing !== undefined || care === 'emergency' || hasReferralForm;
  if (!isFiled) return ['1500', '40%'];
  return place === 'in-province' ? ['1000', '60%'] : ['1500', '50%'];
}

export const jiamusi: Oracle = (visit, person, year) => {
  const isLocal = visit.place === 'in-county' || visit.place === 'in-prefecture';
  const isVillage = visit.level === 'village';
  if (!visit.designated || (isVillage && !isLocal)) return REFUSED;
  const { kind, care } = visit;
  if (kind === 'outpatient' ? care !== undefined && care !== 'emergency' : care === 'chronic') {
    return REFUSED;
  }
  const { total, eligible } = sortLines(visit.lines);
  const isPoor = ['registered-poor', 'minimum-living-allowance', 'destitute'].includes(
    person.category,
  );

  if (kind === 'outpatient') {
    if (!isLocal) return answer(total, {}, ['outpatients in the city only']);
    const wanted = eligible.times(dec('50%')).toFen();
    const paid = wanted.least(roomBelow(year, 'outpatient', '100'));
    remember(year, 'outpatient', paid);
    return answer(total, { 'pooled-fund': paid }, [`outpatient ${paid.text()}`]);
  }
  if (care === 'childbirth') {
    if (visit.delivery === undefined) return answer(total, {}, ['no kind of birth given']);
    const quota = dec(visit.delivery === 'natural' ? '1100' : '1500').least(eligible);
    return answer(total, { 'pooled-fund': quota }, [`birth ${quota.text()}`]);
  }
  if (isVillage) return answer(total, {}, ['no stays in a village post']);

  const [threshold, ratio] = figuresOf(visit);
  const points = isPoor ? '5%' : '0%';
  let wanted = above(eligible, dec(threshold))
    .times(dec(ratio).plus(dec(points)))
    .toFen();
  if (care === 'accident') wanted = wanted.least(dec('3000'));
  const paid = wanted.least(roomBelow(year, 'inpatient', '80000'));
  remember(year, 'inpatient', paid);
  const derivation = [`(${eligible.text()} - ${threshold}) × ${ratio} + ${points}: ${paid.text()}`];
  if (care === 'accident') return answer(total, { 'pooled-fund': paid }, derivation);

  const own = eligible.minus(paid);
  const due = above(dec(isPoor ? '5000' : '10000'), remembered(year, 'threshold')).least(own);
  remember(year, 'threshold', due);
  const half = own.minus(due).times(dec('50%')).toFen();
  const major = isPoor ? half : half.least(roomBelow(year, 'major', '200000'));
  remember(year, 'major', major);
  derivation.push(`own ${own.text()}, threshold took ${due.text()}, major ${major.text()}`);
  return answer(total, { 'pooled-fund': paid, 'major-illness': major.most(ZERO) }, derivation);
};
