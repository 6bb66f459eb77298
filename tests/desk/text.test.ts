/** Text of cards, bills and plans is text, whatever it holds. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOMES } from '../../examples/cli/world/persons.ts';
import { cardShown } from '../../src/desk/api/show.ts';
import { answer } from '../../src/desk/http/json.ts';
import type { CardRecord } from '../../src/model/index.ts';
import { ROOT } from '../support/sources.ts';
import { HIS, pair, post, testDesk } from './support.ts';

const MARKUP = '<img src=x onerror=alert(1)></script><script>alert(2)</script>';

test('markup in a bill comes back as data that no parser of HTML takes for markup', async () => {
  const at = await testDesk();
  const token = await pair(at);
  const bill = JSON.parse(await readFile(join(ROOT, HOMES.yinjiang.bill), 'utf8'));
  bill.lines[0].name = MARKUP;
  bill.provider.name = MARKUP;
  const trial = await post(at.desk, '/v1/trials', { bill }, { token, origin: HIS });
  expect(trial.json.outcome).toBe('adjudicated');
  expect(trial.json.adjudication.lines[0].name).toBe(MARKUP);
  expect(trial.text).not.toMatch(/[<>&]/);
  expect(trial.headers['content-type']).toMatch(/^application\/json/);

  // What is wrong with a bill is named by place and rule; its text is not repeated.
  bill.lines[0].itemCode = MARKUP;
  const refused = await post(at.desk, '/v1/trials', { bill }, { token, origin: HIS });
  expect([refused.status, refused.json.code]).toEqual([422, 'bill.invalid']);
  expect(refused.json.problems[0].path).toBe('lines[0].itemCode');
  expect(refused.text).not.toMatch(/[<>&]/);
});

test('markup in the name on a card, and in a plan', async () => {
  const record = {
    card: { serial: '9990010000000009', issuer: '999001', expiresOn: '2036-01-01' },
    holder: { name: MARKUP, sex: 1, bornOn: '1962-05-12', identityNumber: '999001196205120016' },
    insurance: { county: '999001', memberNumber: '999001-01-02-03-004-1', participation: [] },
  } as unknown as CardRecord;
  const shown = answer(200, { ...cardShown(record, { scopes: new Set() }), clause: MARKUP });
  const text = await shown.text();
  expect(text).not.toMatch(/[<>&]/);
  const { holder, clause } = JSON.parse(text);
  expect([holder.name, clause]).toEqual([MARKUP, MARKUP]);
});

test('a name of a pairing that would command a console is refused', async () => {
  const at = await testDesk();
  await post(at.desk, '/v1/origins', { origin: HIS }, { token: at.desk.consoleToken });
  for (const name of ['\u001b[2J', 'a\nb', '\u202etxt', '']) {
    const body = { name, scopes: ['read'] };
    const begun = await post(at.desk, '/v1/pairings', body, { origin: HIS });
    expect(begun.json.code).toBe('desk.request-invalid');
  }
  expect(at.prompts).toEqual([]);
});
