/** 白云 fifth cycle, from the prose of its clauses. */

import { dec } from './decimal.ts';
import {
  answer,
  type Oracle,
  type PaperVisit,
  REFUSED,
  remember,
  roomBelow,
  sortLines,
} from './paper.ts';

/** 区 20 %, 乡 30 %, 村 40 %; nothing elsewhere. */
function outpatientRatio({ place, level }: PaperVisit): string | null {
  if (place !== 'in-county') return null;
  const ratios: Partial<Record<PaperVisit['level'], string>> = {
    village: '40%',
    township: '30%',
    county: '20%',
  };
  return ratios[level] ?? null;
}

/** 乡 40 %, 区及以上 30 %, wherever that is. */
function inpatientRatio({ place, level }: PaperVisit): string | null {
  if (place === 'in-county' && level === 'village') return null;
  return place === 'in-county' && level === 'township' ? '40%' : '30%';
}

export const baiyun: Oracle = (visit, _person, year) => {
  if (!visit.designated) return REFUSED;
  if (visit.place !== 'in-county' && visit.level === 'village') return REFUSED;
  if (visit.care !== undefined && visit.care !== 'emergency') return REFUSED;
  const { total, eligible } = sortLines(visit.lines);
  const isStay = visit.kind === 'inpatient';
  const ratio = isStay ? inpatientRatio(visit) : outpatientRatio(visit);
  if (ratio === null) return answer(total, {}, ['not in the table']);
  const wanted = eligible.times(dec(ratio)).toFen();
  const paid = wanted.least(roomBelow(year, visit.kind, isStay ? '2500' : '200'));
  remember(year, visit.kind, paid);
  return answer(total, { 'pooled-fund': paid }, [
    `${eligible.text()} × ${ratio} = ${wanted.text()}, paid ${paid.text()}`,
  ]);
};
