/** The demo with its link cut: settled off line, waiting, sent, and nothing left to review. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { onecard } from '../support/cli.ts';
import { temporaryFolder } from '../support/world.ts';

const BILL = ['--bill', 'examples/bills/yinjiang-inpatient.json'];

test('settle with the centre away, outbox status, outbox send', async () => {
  const data = ['--data', join(await temporaryFolder(), 'world')];
  const trial = await onecard(['settle', 'trial', ...BILL, ...data, '--centre', 'away']);
  expect(trial).toMatchObject({ exit: 0 });
  expect(trial.stderr).toContain('按县签发的限额脱机结算');

  const commit = await onecard([
    'settle',
    'commit',
    ...BILL,
    ...data,
    '--centre',
    'away',
    '--json',
  ]);
  expect(commit.exit).toBe(0);
  const { id, offline } = JSON.parse(commit.stdout).data;
  expect(offline).toMatchObject({ cause: 'unreachable', limits: { version: 1 } });

  const waiting = await onecard(['outbox', 'status', ...data]);
  expect(waiting.stdout).toMatch(/1 笔脱机结算待上传，基金垫付 [\d.]+ 元/);
  const cut = await onecard(['outbox', 'status', ...data, '--json']);
  expect(JSON.parse(cut.stdout).data).toMatchObject({ count: 1, counties: [{ county: '999001' }] });

  const early = ['settle', 'reverse', id, '--reason', 'x', '--operator', '07', '--lang', 'en'];
  const notYet = await onecard([...early, ...data]);
  expect(notYet.exit).toBe(21);
  expect(notYet.stderr).toContain('not taken back, it is as it was');

  const sent = await onecard(['outbox', 'send', ...data, '--lang', 'en']);
  expect(sent).toMatchObject({ exit: 0 });
  expect(sent.stdout).toContain(`${id}: posted`);
  expect(sent.stdout).toContain('nothing waits for a centre');
  const reviews = await onecard(['review', 'list', ...data]);
  expect(reviews.stdout).toContain('没有待复核的结算');

  const again = await onecard(['settle', 'commit', ...BILL, ...data, '--json']);
  expect(JSON.parse(again.stdout).data).toMatchObject({ id, alreadySettled: true });
  const strange = ['review', 'resolve', id, '--as', 'accepted', '--operator', '07', '--note', 'x'];
  const refused = await onecard([...strange, ...data, '--json']);
  expect(JSON.parse(refused.stdout).error.code).toBe('centre.review-unknown');
});
