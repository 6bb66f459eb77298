/** Options of `onecard desk`, as the listening service keeps them. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT } from '../../examples/cli/output.ts';
import { post } from '../desk/support.ts';
import { settledView } from '../desk/visiting.ts';
import { startDesk } from '../examples/vendors/desk.ts';
import { onecard } from '../support/cli.ts';

test('above the amount of --second-person-from a reversal takes two', async () => {
  const desk = await startDesk(['--second-person-from', '1000.00']);
  try {
    const bill = JSON.parse(await readFile(await desk.billFile('D-1'), 'utf8'));
    const { token } = desk;
    const who = { token, 'idempotency-key': 'visit-0001' };
    const { id } = (await post(desk, '/v1/visits', { bill, consent: 'given' }, who)).json;
    const { settlement } = (await settledView(desk, id, { token }, 'quoted')).json;
    const reverse = (body: object, key: string) =>
      post(
        desk,
        `/v1/settlements/${settlement}/reversal`,
        { reason: '收费有误', ...body },
        {
          token,
          'idempotency-key': key,
        },
      );
    const alone = await reverse({ operator: '甲' }, 'reverse-0001');
    expect(alone.json).toMatchObject({
      code: 'desk.second-person-missing',
      detail: { fundsFen: '137829', fromFen: '100000' },
    });
    const both = await reverse({ operator: '甲', second: '乙' }, 'reverse-0002');
    expect(both.json.outcome).toBe('reversed');
    for (const amount of ['-1.00', '1e3', '', '1.001']) {
      const bad = ['desk', '--data', join(desk.folder, 'x'), '--second-person-from', amount];
      expect((await onecard(bad)).exit).toBe(EXIT.usage);
    }
  } finally {
    await desk.close();
  }
});
