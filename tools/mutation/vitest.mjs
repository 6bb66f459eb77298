/** As much of vitest as the tests that judge mutants use, without its modules loaded anew for each. */

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  GLOBAL_EXPECT,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

export const expect = (value, message) => chai.expect(value, message);
Object.assign(expect, chai.expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT]);
expect.getState = () => getState(expect);
expect.setState = (state) => setState(state, expect);
Object.defineProperty(globalThis, GLOBAL_EXPECT, { value: expect, configurable: true });
setState(
  { assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null },
  expect,
);

let collected = [];
const around = [];
let file = '';

/** Loads test files. @returns each test with an id, a name, its file and what it runs */
export async function collect(files) {
  collected = [];
  for (const each of files) {
    file = each;
    await import(pathToFileURL(resolve(each)).href);
  }
  return collected;
}

export function test(name, ...rest) {
  const run = rest.find((each) => typeof each === 'function');
  const full = [...around, name].join(' ');
  const before = collected.filter(({ id }) => id.startsWith(`${file}#${full}`)).length;
  collected.push({
    id: `${file}#${full}${before || ''}`,
    name: `${full}${before || ''}`,
    file,
    run,
  });
}

export function describe(name, body) {
  around.push(name);
  body();
  around.pop();
}

/** `test.each(table)`: rows that are lists are spread, as vitest does. */
function each(of) {
  return (table) =>
    (name, ...rest) => {
      const run = rest.find((part) => typeof part === 'function');
      for (const [index, row] of table.entries()) {
        const values = Array.isArray(row) ? row : [row];
        const title = format(name.replace(/%[sdifjo]/g, '%s'), ...values.map(brief));
        of(`${title} [${index}]`, () => run(...values));
      }
    };
}

function brief(value) {
  return typeof value === 'object' || typeof value === 'function'
    ? '…'
    : String(value).slice(0, 80);
}

test.each = each(test);
describe.each = each(describe);
export const it = test;
