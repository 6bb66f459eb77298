/** 安徽某县 2010, from the prose of its clauses. */

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

const CHRONIC = ['I10', 'E11', 'I25', 'J44', 'B18'];

/** Deductible and ratio of a stay, or nothing where the plan does not pay. */
function figuresOf(visit: PaperVisit): readonly [string, string] | null {
  const isNew = visit.dischargedOn >= '2010-01-01';
  if (visit.place !== 'in-county') {
    return visit.designated ? ['500', isNew ? '55%' : '50%'] : ['600', isNew ? '50%' : '45%'];
  }
  if (visit.level === 'village') return null;
  return visit.level === 'township' ? ['100', '75%'] : ['300', '65%'];
}

export const anhui: Oracle = (visit, person, year) => {
  const isOutside = visit.place !== 'in-county';
  if (isOutside ? visit.level === 'village' : !visit.designated) return REFUSED;
  const cares = visit.kind === 'inpatient' ? ['emergency', 'childbirth'] : ['emergency', 'chronic'];
  if (visit.care !== undefined && !cares.includes(visit.care)) return REFUSED;
  const { total, eligible } = sortLines(visit.lines);

  if (visit.kind === 'inpatient' && visit.care === 'childbirth') {
    const quota = dec('300').least(eligible);
    return answer(total, { 'pooled-fund': quota }, [`delivery ${quota.text()}`]);
  }
  if (visit.kind === 'inpatient') {
    const figures = figuresOf(visit);
    if (figures === null) return answer(total, {}, ['no stays in a village post']);
    const [threshold, ratio] = figures;
    const wanted = above(eligible, dec(threshold)).times(dec(ratio)).toFen();
    const paid = wanted.least(roomBelow(year, 'inpatient', '30000'));
    remember(year, 'inpatient', paid);
    return answer(total, { 'pooled-fund': paid }, [
      `(${eligible.text()} - ${threshold}) × ${ratio} = ${wanted.text()}, paid ${paid.text()}`,
    ]);
  }

  // 门诊: a chronic disease with its certificate is compensated, the account pays the rest.
  let chronic = ZERO;
  const isCertified = person.certificates.some(
    (code) => CHRONIC.includes(code) && visit.diagnosis.startsWith(code),
  );
  if (visit.care === 'chronic' && isCertified) {
    const due = above(dec('200'), remembered(year, 'chronic threshold')).least(eligible);
    const wanted = eligible.minus(due).times(dec('50%')).toFen();
    chronic = wanted.least(roomBelow(year, 'chronic', '3000'));
    remember(year, 'chronic threshold', due);
    remember(year, 'chronic', chronic);
  }
  const account = dec(person.account).least(eligible.minus(chronic));
  return answer(total, { 'pooled-fund': chronic, 'family-account': account }, [
    `chronic ${chronic.text()}, account ${account.text()}`,
  ]);
};
