import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../support/sources.ts';
import { compareWithOracle } from './compare.ts';
import { Decimal, dec } from './decimal.ts';
import { ORACLES } from './plans.ts';

/** `npm run soak:oracle` compares 100,000 a plan, a run of mutation testing fewer. */
const BILLS = Number(process.env.ONECARD_ORACLE_BILLS ?? '400');
const seed = Number(process.env.ONECARD_ORACLE_SEED ?? '20180701');

test.each(ORACLES)(`%s: the engine and the oracle agree (seed ${seed})`, (name, oracle, years) => {
  const compared = compareWithOracle(name, oracle, { years, bills: BILLS, seed });
  expect(compared.bills).toBe(BILLS);
  expect(compared.bills - compared.refused).toBeGreaterThan(BILLS / 10);
});

test('every plan of the library has its oracle', () => {
  const plans = readdirSync(join(ROOT, 'plans')).filter((file) => !file.endsWith('.cases.yaml'));
  expect(ORACLES.map(([name]) => `${name}.yaml`)).toEqual(plans.sort());
});

test('an oracle that is a fen off is told with both derivations', () => {
  const [name, oracle, years] = ORACLES[0]!;
  const wrong: typeof oracle = (...paper) => {
    const answer = oracle(...paper);
    return answer.payers ? { ...answer, payers: { ...answer.payers, cash: '0.07' } } : answer;
  };
  const run = () => compareWithOracle(name, wrong, { years, bills: 50, seed });
  expect(run).toThrow(/anhui-county-2010, seed \d+, bill \d+[\s\S]*engine [\s\S]*oracle .*0\.07/);
});

test.each([
  ['0.005', '0.01'],
  ['0.0049', '0.00'],
  ['1.235', '1.24'],
  ['7', '7.00'],
  ['9999999.995', '10000000.00'],
])('%s to whole fen is %s', (text, fen) => {
  expect(dec(text).toFen().text()).toBe(fen);
});

test('a decimal is exact', () => {
  expect(dec('0.1').plus(dec('0.2')).text()).toBe('0.3');
  expect(dec('734.56').times(dec('55%')).text()).toBe('404.0080');
  expect(dec('1').minus(dec('1.01')).text()).toBe('-0.01');
  expect(() => Decimal.of('1e5')).toThrow(RangeError);
});
