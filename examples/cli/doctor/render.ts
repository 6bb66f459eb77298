/** Findings as text for the person in front of the screen. */

import { detailText, type Language } from '../../../src/errors/index.ts';
import type { Verdict } from '../../../src/reader/index.ts';
import { pick } from '../text.ts';
import type { DoctorFinding } from './causes.ts';
import { CHECK_LABELS } from './labels.ts';

const MARKS: Readonly<Record<Verdict, string>> = {
  good: '✓',
  doubtful: '!',
  bad: '✗',
  skipped: '–',
};

/** A line or two each: mark, what was looked at, one sentence; the remedy below it; then ready files. */
export function findingsText(findings: readonly DoctorFinding[], language: Language): string {
  return findings.map((finding) => findingText(finding, language)).join('\n');
}

function findingText(finding: DoctorFinding, language: Language): string {
  const { verdict, check, cause, means, remedy, facts, file } = finding;
  const colon = language === 'zh' ? '：' : ': ';
  const label = CHECK_LABELS[check];
  const shown = label ? pick(label, language) : check;
  const name = verdict === 'good' ? shown : `${shown} [${cause}]`;
  const lines = [`${MARKS[verdict]} ${name}${colon}${pick(means, language)}${detailText(facts)}`];
  if (remedy) lines.push(`  → ${pick(remedy, language)}`);
  if (file) lines.push(`    ${file.path}`, ...file.text.trimEnd().split('\n').map(indented));
  return lines.join('\n');
}

function indented(line: string): string {
  return `      ${line}`;
}
