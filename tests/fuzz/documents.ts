import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DocumentError, parseBill, parseCatalogue, parsePlan } from '../../src/settlement/index.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickNumber, pickOne, unlessRefused } from './harness/inputs.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(fileURLToPath(new URL(path, root)), 'utf8');

const bill = JSON.parse(read('examples/bills/yinjiang-inpatient.json'));
const [line] = bill.lines;
const shortBill = { ...bill, lines: [line], total: line.submitted };
const [catalogueHead] = read('catalogues/999101.yaml').split('  - code: X9990002');

interface Door {
  readonly text: string;
  readonly file: string;
  readonly parse: (text: string, file: string) => unknown;
}

/** Long documents cost many milliseconds each: one input in two hundred. */
const LONG_SHARE = 0.005;
const DOORS: readonly Door[] = [
  { text: JSON.stringify(shortBill, null, 1), file: 'fuzz.json', parse: parseBill },
  { text: JSON.stringify(shortBill), file: 'fuzz.yaml', parse: parseBill },
  { text: catalogueHead!, file: 'fuzz.yaml', parse: parseCatalogue },
];
const LONG_DOORS: readonly Door[] = [
  { text: JSON.stringify(bill), file: 'fuzz.json', parse: parseBill },
  { text: read('plans/yinjiang-2019.yaml'), file: 'fuzz.yaml', parse: parsePlan },
  { text: read('plans/jimunai-2011.yaml'), file: 'fuzz.yaml', parse: parsePlan },
];
/** What stands between the quotes, braces and indents of a document and makes readers stumble. */
const STUMBLES = [
  '&a ',
  '*a ',
  '!!binary ',
  '!x ',
  '{',
  '[',
  '- ',
  '? ',
  ': ',
  '"',
  "'",
  '|\n',
  '%YAML 1.1\n',
  '\n---\n',
  '\n...\n',
  '\t',
  '#',
  '<<: ',
  '1e999',
  '-0',
  '0x10',
  '1_000',
  '~',
  'null',
  '"__proto__": {},',
  '\\u0000',
  '\u2028',
  '\ud800',
  '9'.repeat(400),
  '['.repeat(3_000),
  '{"a":'.repeat(300),
];

/** A document is refused with places and rules, or is sound; a refused one never gives another error. */
export const documents: FuzzEntry = {
  name: 'documents',
  inputsPerRun: 1,
  run(random) {
    const door = pickOne(random, random() < LONG_SHARE ? LONG_DOORS : DOORS);
    const text = random() < 0.5 ? damagedText(random, door.text) : stumbling(random, door.text);
    unlessRefused(['document', 'bill', 'plan', 'catalogue', 'money', 'time'], () => {
      try {
        return door.parse(text, door.file);
      } catch (error) {
        must(!(error instanceof DocumentError) || error.problems.length > 0, 'a refusal says why');
        throw error;
      }
    });
  },
};

function damagedText(random: () => number, text: string): string {
  return new TextDecoder().decode(damaged(random, [new TextEncoder().encode(text)]));
}

function stumbling(random: () => number, text: string): string {
  let result = text;
  for (let count = 1 + pickNumber(random, 3); count > 0; count--) {
    const at = pickNumber(random, result.length);
    const gone = pickNumber(random, 4);
    result = result.slice(0, at) + pickOne(random, STUMBLES) + result.slice(at + gone);
  }
  return result;
}
