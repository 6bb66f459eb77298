/** `onecard settle refund-end`: a refund that was taken back and not settled anew. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWorld } from '../../examples/cli/world/open.ts';
import type { SettlementId } from '../../src/model/index.ts';
import type { Quantity } from '../../src/money.ts';
import { openRefundDesk } from '../../src/terminal/index.ts';
import { onecard } from '../support/cli.ts';
import { temporaryFolder } from '../support/world.ts';

test('ends it once: all cash goes back; where none is open it says so', async () => {
  const folder = join(await temporaryFolder(), 'world');
  const run = (...words: readonly string[]) => onecard([...words, '--data', folder]);
  const bill = 'examples/bills/yinjiang-inpatient.json';
  const settled = await run('settle', 'commit', '--bill', bill);
  const id = /结算编号 +(\S+)/.exec(settled.stdout)![1]! as SettlementId;
  const end = ['settle', 'refund-end', id, '--reason', '剩余部分自费'];
  const early = await run(...end);
  expect(early).toMatchObject({ exit: 20 });
  expect(early.stdout + early.stderr).toContain('没有未完成的退费');

  // Laid down without the card: taken back, and nothing in its place yet.
  const world = await openWorld(folder);
  const { lineId } = world.equipment.journal.settled(id)!.bill.lines[0]!;
  const returned = [{ lineId, quantity: 10_000n as Quantity }];
  const request = { returned, reason: '退药', operator: '01' };
  expect(await openRefundDesk(world).refund(id, request)).toMatchObject({
    outcome: 'replacement-open',
  });
  world.close();

  const ended = await run(...end);
  expect(ended).toMatchObject({ exit: 0 });
  expect(ended.stdout).toContain('¥2090.71');
  expect(await run(...end)).toMatchObject({ exit: 20 });
}, 120_000);
