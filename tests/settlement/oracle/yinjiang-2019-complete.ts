/** 印江 2019 with every provision, from the prose of its clauses. */

import { above, type Decimal, dec, ZERO } from './decimal.ts';
import {
  answer,
  type Oracle,
  type PaperAnswer,
  type PaperLine,
  type PaperPerson,
  type PaperVisit,
  type PaperYear,
  REFUSED,
  remember,
  remembered,
  roomBelow,
  sortLines,
} from './paper.ts';

const MAJOR = ['C34', 'C50', 'N18.5', 'C91', 'Q21'];
const CHRONIC = ['I10', 'E11', 'J44'];

interface Figures {
  readonly threshold: string;
  readonly ratio: string;
  /** Self-paid drugs that are allowed. */
  readonly drugs: string;
}

/** 县、乡 100/70; 县外 300/55; 省级 500/55; 非定点 600/40. */
function figuresOf({ place, level, designated }: PaperVisit): Figures {
  if (!designated) return { threshold: '600', ratio: '40%', drugs: '15%' };
  if (level === 'province') return { threshold: '500', ratio: '55%', drugs: '15%' };
  const isNear = place === 'in-county' && (level === 'township' || level === 'county');
  return isNear
    ? { threshold: '100', ratio: '70%', drugs: '10%' }
    : { threshold: '300', ratio: '55%', drugs: '15%' };
}

/** 60 to 69 five points, 70 to 79 fifteen, from 80 thirty; completed years at discharge. */
function elderlyPoints({ bornOn }: PaperPerson, { dischargedOn }: PaperVisit): string {
  const years = Number(dischargedOn.slice(0, 4)) - Number(bornOn.slice(0, 4));
  const age = dischargedOn.slice(5) < bornOn.slice(5) ? years - 1 : years;
  if (age < 60) return '0%';
  if (age < 70) return '5%';
  return age < 80 ? '15%' : '30%';
}

export const yinjiangComplete: Oracle = (visit, person, year) => {
  const { place, level, designated, kind, care } = visit;
  const isPaid = place === 'in-county' ? designated : level !== 'village';
  if (!isPaid) return REFUSED;
  if (kind === 'outpatient') return outpatient(visit, person, year);
  if (care !== undefined && care !== 'emergency') return REFUSED;
  if (level === 'village') {
    return answer(sortLines(visit.lines).total, {}, ['no stays in a village post']);
  }
  return inpatient(visit, person, year);
};

function outpatient(visit: PaperVisit, person: PaperPerson, year: PaperYear): PaperAnswer {
  const { total, eligible } = sortLines(visit.lines);
  const pays = (ratio: string, name: string, cap: string) => {
    const paid = eligible
      .times(dec(ratio))
      .toFen()
      .least(roomBelow(year, name, cap));
    remember(year, name, paid);
    return answer(total, { 'pooled-fund': paid }, [`${name} ${eligible.text()} × ${ratio}`]);
  };
  const holds = (codes: readonly string[]) =>
    person.certificates.some((code) => codes.includes(code) && visit.diagnosis.startsWith(code));
  const { care, place, level } = visit;
  if (care === 'accident' || care === 'childbirth') return REFUSED;
  if (care === 'chronic' && holds(CHRONIC)) return pays('60%', 'chronic', '3000');
  if (care === 'special' && holds(MAJOR)) return pays('70%', 'serious', '20000');
  if (care === 'chronic' || care === 'special') return answer(total, {}, ['no certificate']);
  if (place === 'in-county' && level === 'village') return pays('50%', 'family', '300');
  if (place === 'in-county' && (level === 'township' || level === 'county')) {
    return pays('40%', 'family', '300');
  }
  return answer(total, {}, ['outpatients in the county only']);
}

function inpatient(visit: PaperVisit, person: PaperPerson, year: PaperYear): PaperAnswer {
  const { total, eligible } = sortLines(visit.lines);
  const { threshold, ratio, drugs } = figuresOf(visit);
  const derivation: string[] = [];

  // Self-paid drugs beyond the share are the hospital's.
  const drugLines = visit.lines.filter(({ isDrug }) => isDrug);
  const allowed = sortLines(drugLines).total.times(dec(drugs)).toFen();
  let hospital = above(sortLines(drugLines).excluded, allowed);
  derivation.push(`self-paid drugs beyond the share ${hospital.text()}`);

  let pooled = ZERO;
  let coPayment = ZERO;
  const isNear = ratio === '70%';
  if (isNear && visit.diagnosis.startsWith('K35')) {
    // 阑尾炎: 70 % of what it cost, of 3,500 at most; the hospital bears what is above.
    const beyond = above(eligible, dec('3500'));
    const within = eligible.minus(beyond);
    hospital = hospital.plus(beyond);
    pooled = within.times(dec('70%')).toFen();
    coPayment = within.minus(pooled);
    derivation.push(`appendicitis ${pooled.text()}, above the price ${beyond.text()}`);
  } else {
    const due = above(dec(threshold), remembered(year, 'threshold')).least(eligible);
    remember(year, 'threshold', due);
    const share = dec(ratio)
      .plus(dec(elderlyPoints(person, visit)))
      .least(dec('100%'));
    const counted = eligible.minus(due);
    const wanted = counted.times(share).toFen();
    pooled = wanted.least(roomBelow(year, 'regular', '50000'));
    coPayment = counted.minus(wanted);
    remember(year, 'regular', pooled);
    derivation.push(`(${eligible.text()} - ${due.text()}) × ${share.text()}: ${pooled.text()}`);
  }

  const essential = eligibleOf(visit.lines.filter(({ isEssential }) => isEssential));
  const addOn = essential.times(dec('5%')).toFen().least(coPayment);

  let major = ZERO;
  if (MAJOR.some((code) => visit.diagnosis.startsWith(code))) {
    const promised = total.times(dec('70%')).toFen();
    const borne = total.minus(hospital).minus(pooled).minus(addOn);
    const missing = above(promised, pooled.plus(addOn));
    major = missing.least(roomBelow(year, 'major', '200000')).least(borne);
    remember(year, 'major', major);
  }
  derivation.push(`essential ${addOn.text()}, major diseases ${major.text()}`);
  const paid = { 'pooled-fund': pooled, 'add-on': addOn, 'major-illness': major, hospital };
  return answer(total, paid, derivation);
}

function eligibleOf(lines: readonly PaperLine[]): Decimal {
  return sortLines(lines).eligible;
}
