/** A stay on the command line, its refund, and the end of its day. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chinaDate, instant } from '../../src/time.ts';
import { onecard } from '../support/cli.ts';
import { temporaryFolder } from '../support/world.ts';

/** Some twelve commands, each a process of its own. */
const TIMEOUT_MS = 180_000;

test(
  'admitted, charged, settled, refunded, closed',
  async () => {
    const data = ['--data', join(await temporaryFolder(), 'world')];
    const run = (...words: readonly string[]) => onecard([...words, ...data]);
    const json = async (...words: readonly string[]) =>
      JSON.parse((await run(...words, '--json')).stdout) as {
        data: { id: string; receipt: string; sequence: number };
      };

    const admitted = await json('stay', 'admit', '--file', 'examples/stays/admission.json');
    const { id } = admitted.data;
    for (const day of [1, 2]) {
      const charged = await run('stay', 'charge', id, '--file', `examples/stays/day-${day}.json`);
      expect(charged.exit, charged.stderr).toBe(0);
    }
    const list = await run('stay', 'list', id, '--day', '2026-03-02', '--phone', '12345');
    expect(list.stdout).toMatch(/一日清单[\s\S]*535\.00[\s\S]*免签字[\s\S]*12345/);

    const early = await run('stay', 'discharge', id, '--bill-number', 'B-1', '--on', '2026-03-02');
    expect(early).toMatchObject({ exit: 20 });
    expect(early.stderr).toContain('charged-after');
    const settled = await json(
      'stay',
      'discharge',
      id,
      '--bill-number',
      'B-1',
      '--on',
      '2026-03-03',
    );
    expect(settled.data.receipt).toContain('B-1');
    const settlement = /结算编号 +(\S+)/.exec(settled.data.receipt)![1]!;

    const refund = ['settle', 'refund', settlement, '--line', '2=10', '--reason', '退药'];
    expect((await run(...refund)).stdout).toContain('退费完成');
    expect((await run(...refund)).stderr).toContain('此前已办理');
    expect((await run('settle', 'reprint', settlement)).stdout).toMatch(/补打 1[\s\S]*已冲正/);

    const other = await run('day', 'close', '--his', 'examples/stays/his-day.csv');
    expect(other).toMatchObject({ exit: 20 });
    expect((await run('day', 'report')).stdout).toContain('各方一致');
    const his = join(data[1]!, 'his.csv');
    const date = chinaDate(instant(Date.now()));
    const row = `${date},H99910100001,B-9,结算,1.00`;
    await writeFile(his, `日期,机构编码,账单号,类别,总费用\n${row}\n`);
    const refused = await run('day', 'close', '--his', his, '--accept', '院方漏记');
    expect(refused).toMatchObject({ exit: 20 });
    expect(refused.stderr).toContain('comparison-changed');
    const name = /核对编号 (\S+)/.exec(refused.stdout + refused.stderr)![1]!;
    const signed = ['--accept', '院方漏记', '--comparison', name];
    // Another file is another comparison.
    await writeFile(
      his,
      `日期,机构编码,账单号,类别,总费用\n${row}\n${row.replace('B-9', 'B-8')}\n`,
    );
    const changed = await run('day', 'close', '--his', his, ...signed);
    expect(changed.stderr).toContain('comparison-changed');
    await writeFile(his, `日期,机构编码,账单号,类别,总费用\n${row}\n`);
    const closed = await json('day', 'close', '--operator', '07', '--his', his, ...signed);
    expect((await json('day', 'close', '--operator', '08')).data.sequence).toBe(
      closed.data.sequence,
    );
    expect((await run('stay', 'cancel', id, '--part', 'interim', '--reason', '-')).exit).toBe(20);
  },
  TIMEOUT_MS,
);
