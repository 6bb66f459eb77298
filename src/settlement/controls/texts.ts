/** What several controls say or ask alike. */

import type { AssessedGrade, ProviderLevel } from '../../model/index.ts';
import type { Suspension } from '../register/register.ts';

export const LEVEL_NAMES: Readonly<Record<ProviderLevel, string>> = {
  village: '村级',
  township: '乡镇级',
  county: '县级',
  prefecture: '地（州、市）级',
  province: '省（自治区）级',
};

export const GRADE_NAMES: Readonly<Record<AssessedGrade, string>> = {
  first: '一级',
  second: '二级',
  third: '三级',
};

/** `2026-03-01/2026-05-31`, `2026-03-01/` (ISO 8601 intervals by their ends). */
export function periodText({ from, until }: Suspension): string {
  return `${from}/${until ?? ''}`;
}

/** Whether one of `diagnoses` is, or begins with, one of `beginnings`. */
export function hasDiagnosis(diagnoses: readonly string[], beginnings: readonly string[]): boolean {
  return diagnoses.some((code) => beginnings.some((beginning) => code.startsWith(beginning)));
}

/** One figure for all levels, or one for each. */
type ByLevel<Figure> = { readonly all: Figure } | Readonly<Record<ProviderLevel, Figure>>;

/** The figure of a level. */
export function atLevel<Figure>(figures: ByLevel<Figure>, level: ProviderLevel): Figure {
  return 'all' in figures ? figures.all : figures[level];
}
