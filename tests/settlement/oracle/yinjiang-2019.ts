/** 印江 2019, from the prose of its clauses. */

import { above, dec } from './decimal.ts';
import {
  answer,
  type Oracle,
  REFUSED,
  remember,
  remembered,
  roomBelow,
  sortLines,
} from './paper.ts';

export const yinjiang: Oracle = (visit, _person, year) => {
  if (visit.kind === 'outpatient' || visit.care !== undefined) return REFUSED;
  if (!visit.designated || visit.level === 'village') return REFUSED;
  const { total, eligible } = sortLines(visit.lines);
  const isNear =
    visit.place === 'in-county' && (visit.level === 'township' || visit.level === 'county');
  const [threshold, ratio] = isNear ? ['100', '70%'] : ['300', '55%'];
  const due = above(dec(threshold), remembered(year, 'threshold')).least(eligible);
  remember(year, 'threshold', due);
  const wanted = eligible.minus(due).times(dec(ratio)).toFen();
  const paid = wanted.least(roomBelow(year, 'paid', '50000'));
  remember(year, 'paid', paid);
  return answer(total, { 'pooled-fund': paid }, [
    `(${eligible.text()} - ${due.text()}) × ${ratio} = ${wanted.text()}, paid ${paid.text()}`,
  ]);
};
