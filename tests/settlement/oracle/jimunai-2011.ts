/** 吉木乃 2011, from the prose of its clauses: other figures from 26 April. */

import { above, dec } from './decimal.ts';
import {
  answer,
  type Oracle,
  type PaperVisit,
  REFUSED,
  remember,
  roomBelow,
  sortLines,
} from './paper.ts';

/** Deductible, ratio before and ratio from 26 April. */
const FIGURES: Readonly<Partial<Record<PaperVisit['level'], readonly [string, string, string]>>> = {
  township: ['100', '80%', '85%'],
  county: ['200', '60%', '65%'],
  prefecture: ['400', '50%', '55%'],
  province: ['600', '40%', '45%'],
};

export const jimunai: Oracle = (visit, _person, year) => {
  if (visit.kind === 'outpatient' || visit.care !== undefined || !visit.designated) return REFUSED;
  const figures = FIGURES[visit.level];
  if (!figures) return REFUSED;
  const { total, eligible } = sortLines(visit.lines);
  const isNew = visit.dischargedOn >= '2011-04-26';
  const ratio = figures[isNew ? 2 : 1];
  const wanted = above(eligible, dec(figures[0])).times(dec(ratio)).toFen();
  const paid = wanted.least(roomBelow(year, 'paid', isNew ? '50000' : '25000'));
  remember(year, 'paid', paid);
  return answer(total, { 'pooled-fund': paid }, [
    `(${eligible.text()} - ${figures[0]}) × ${ratio} = ${wanted.text()}, paid ${paid.text()}`,
  ]);
};
