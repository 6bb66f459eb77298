/** The table of causes on the doctor's page, held against the code. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BROWSER_CAUSES } from '../../examples/cli/doctor/browser/causes.ts';
import {
  ALL_CAUSES,
  type DoctorFinding,
  exitOfCause,
  TERMINAL_CAUSES,
} from '../../examples/cli/doctor/causes.ts';
import { EXIT } from '../../examples/cli/output.ts';
import { READER_CAUSES } from '../../src/reader/index.ts';
import { ROOT } from '../support/sources.ts';

const PAGE = join(ROOT, 'docs/doctor.md');
const MARKS = { good: '✓', doubtful: '!', bad: '✗', skipped: '–' } as const;
const [BEGIN, END] = ['<!-- causes -->\n', '<!-- end -->'];

/** In the order in which the doctor looks: the computer, the road to the card, the terminal. */
function table(): string {
  const isComputer = (name: string) => /^(runtime|clock)-/.test(name);
  const terminal = Object.keys(TERMINAL_CAUSES);
  const names = [
    ...terminal.filter(isComputer),
    ...Object.keys(READER_CAUSES),
    ...terminal.filter((name) => !isComputer(name)),
    ...Object.keys(BROWSER_CAUSES),
  ];
  const rows = names.map((name) => {
    const cause = ALL_CAUSES[name as keyof typeof ALL_CAUSES];
    const exit = exitOfCause(name as DoctorFinding['cause']);
    const code = exit === EXIT.done ? '' : String(exit);
    const { means } = cause;
    const remedy = 'remedy' in cause ? `${cause.remedy.zh}<br>${cause.remedy.en}` : '';
    return `| ${MARKS[cause.verdict]} | \`${name}\` | ${code} | ${means.zh}<br>${means.en} | ${remedy} |`;
  });
  return ['| | cause | exit | means | remedy |', '|---|---|---|---|---|', ...rows, ''].join('\n');
}

test('the page lists every cause with verdict, exit code, sentences and remedy', () => {
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest = ''] = page.split(BEGIN);
  const after = rest.slice(rest.indexOf(END));
  const expected = `${before}${BEGIN}${table()}${after}`;
  if (process.env.ONECARD_WRITE_DOCS === '1') writeFileSync(PAGE, expected);
  expect(readFileSync(PAGE, 'utf8')).toBe(expected);
});

test('every exit code of the command is on its page', () => {
  const page = readFileSync(join(ROOT, 'docs/command-line.md'), 'utf8');
  for (const code of Object.values(EXIT)) expect(page).toContain(`| ${code} |`);
});
