/** Why a posted settlement came out as it did, asked while its terminal holds the journal. */

import { expect, test } from 'vitest';
import { explainSettlement } from '../../examples/cli/commands/explain.ts';
import { worldFiles } from '../../examples/cli/world/files.ts';
import type { SettlementId } from '../../src/model/index.ts';
import { Desk } from '../terminal/saga/desk.ts';

test('what stands without its card is explained beside the running desk, and is the newest until it is taken back', async () => {
  const desk = await Desk.open();
  const data = desk.world.files.journal.slice(0, -'/terminal.journal'.length);
  expect(worldFiles(data).journal).toBe(desk.world.files.journal);
  const explained = (settlement?: SettlementId) =>
    explainSettlement({ data, settlement, language: 'zh' } as Parameters<
      typeof explainSettlement
    >[0]);

  expect(() => explained()).toThrow('no settlement');
  await desk.tap('ZY1');
  const signed = desk.newest().id!;
  const id = await desk.cutAt('answered', 'ZY2');
  expect(explained()).toMatchObject({ data: { id: signed } });
  expect(() => explained(id)).toThrow('no settlement');
  await desk.centre.postWithoutCard(id);
  await desk.journal.append({ kind: 'without-card', id, reason: 'deadline', review: true });
  expect(explained()).toMatchObject({ data: { id } });
  expect(explained(id).text).toContain(id);

  const why = { reason: '误收', operator: 'OP-1' };
  await desk.terminal().reverse(id, why);
  expect(explained()).toMatchObject({ data: { id: signed } });
  expect(explained(id)).toMatchObject({ outcome: 'explained' });
  const unknown = '018f0000-0000-7000-8000-000000000001' as SettlementId;
  expect(() => explained(unknown)).toThrow('no settlement');
  expect(() => explained('1' as SettlementId)).toThrow('not a settlement id');
});
