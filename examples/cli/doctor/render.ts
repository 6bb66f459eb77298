/** Findings as text for the person in front of the screen. */

import { detailText, type Language } from '../../../src/errors/index.ts';
import type { Verdict } from '../../../src/reader/index.ts';
import { pick } from '../text.ts';
import type { DoctorFinding } from './causes.ts';

const MARKS: Readonly<Record<Verdict, string>> = {
  good: '✓',
  doubtful: '!',
  bad: '✗',
  skipped: '–',
};

/** A line or two each: mark, sentence, facts, cause; the remedy below it; then a ready file. */
export function findingsText(findings: readonly DoctorFinding[], language: Language): string {
  return findings.map((finding) => findingText(finding, language)).join('\n');
}

function findingText(finding: DoctorFinding, language: Language): string {
  const { verdict, check, cause, means, remedy, facts, file } = finding;
  // What could not be looked at has one sentence for all: the check says what it was.
  const name = verdict === 'good' ? '' : verdict === 'skipped' ? ` [${check}]` : ` [${cause}]`;
  const lines = [`${MARKS[verdict]} ${pick(means, language)}${detailText(facts)}${name}`];
  if (remedy) lines.push(`  → ${pick(remedy, language)}`);
  if (file) lines.push(`    ${file.path}`, ...file.text.trimEnd().split('\n').map(indented));
  return lines.join('\n');
}

function indented(line: string): string {
  return `      ${line}`;
}
