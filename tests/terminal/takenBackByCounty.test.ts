/** The county takes a settlement back by itself: the desk says so as soon as it has to do with it again. */

import { expect, test } from 'vitest';
import { OneCardError } from '../../src/errors/index.ts';
import type { UploadAnswer } from '../../src/model/index.ts';
import type { Amount } from '../../src/money.ts';
import { tap } from '../support/taps.ts';
import { bill, offlineWorld } from './offline/support.ts';
import { dayBill } from './refund/bills.ts';
import { COUNTY, OPERATOR, openWard, type Ward } from './stay/ward.ts';

const RULE = '    underpayment: { refundedBy: hospital, clause: cross-year-stay }\n';
const HOSPITAL_REFUNDS = ['    institutionClasses:', `${RULE}    institutionClasses:`] as const;

/** A settlement that stands in the journal and not in the ledger. */
async function takenBack(ward: Ward) {
  const asked = dayBill('B-1', ward.today, [600, 400]);
  const settle = () => ward.tap((transport) => ward.terminal.settle(transport, asked));
  const settled = await settle();
  if (settled.outcome !== 'settled') throw new Error(settled.outcome);
  const { id, adjudication } = settled.entry;
  await ward.centre.reverse(id);
  const state = async () => ((await ward.terminal.status(id)) as { state: string }).state;
  expect(await state()).toBe('done');
  return { id, cash: adjudication.byPayer.cash!, settle, state };
}

/** The same desk, whose county fails at every question about a settlement. */
function failing({ equipment, world }: Ward, cause: Error): Promise<Ward> {
  const home = equipment.counties.get(COUNTY)!;
  const centre = new Proxy(home.centre, {
    get(target, name) {
      if (name === 'reverse' || name === 'status') return () => Promise.reject(cause);
      const value = target[name as keyof typeof target];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const counties = new Map([[COUNTY, { ...home, centre }]]);
  return openWard([], { equipment: { ...equipment, counties } }, world);
}

test('only no answer is taken for none: whatever else the county fails with is heard, and nothing is counted', async () => {
  const ward = await openWard();
  const { id } = await takenBack(ward);
  const broken = await failing(ward, new OneCardError('store.corrupt', { file: 'centre' }));
  await expect(broken.refunds.reprint(id, OPERATOR, 'zh')).rejects.toThrow(
    expect.objectContaining({ code: 'store.corrupt' }),
  );
  expect(await ward.refunds.reprint(id, OPERATOR, 'zh')).toMatchObject({ copyNumber: 1 });
});

test('the same bill again: the one that is gone is taken back in the journal before another stands', async () => {
  const ward = await openWard();
  const { id, settle, state } = await takenBack(ward);
  const again = await settle();
  if (again.outcome !== 'settled') throw new Error(again.outcome);
  expect(again.entry.id).not.toBe(id);
  expect(await state()).toBe('reversed');
  expect(ward.equipment.journal.entriesOf(id).at(-3)).toMatchObject({
    kind: 'reversing',
    reason: 'reversed-by-centre',
  });
  // Its card was told by the new one.
  expect(ward.equipment.journal.awaitingCard()).toEqual([]);
  expect(await settle()).toMatchObject({ outcome: 'already-settled', id: again.entry.id });
});

test('a copy of its receipt says that it was reversed; one while nobody answers says what is known', async () => {
  const ward = await openWard();
  const { id } = await takenBack(ward);
  const cut = await failing(ward, new OneCardError('centre.unreachable'));
  const textOf = async ({ refunds }: Ward) => {
    const printed = await refunds.reprint(id, OPERATOR, 'zh');
    return printed.outcome === 'printed' ? printed.text : '';
  };
  expect(await textOf(cut)).not.toContain('冲正');
  // Somebody asks for a reversal meanwhile, and gets no answer.
  await cut.terminal.reverse(id, { reason: '误收', operator: OPERATOR });
  const pending = await textOf(cut);
  expect(pending).toContain('正在冲正');
  expect(pending).not.toContain('已冲正');
  await ward.terminal.recover();
  expect(await textOf(ward)).toContain('已冲正');

  const other = await openWard();
  const { id: second } = await takenBack(other);
  const printed = await other.refunds.reprint(second, OPERATOR, 'zh');
  expect(printed).toMatchObject({ copyNumber: 1, text: expect.stringContaining('已冲正') });
});

test('the hospital hands nothing out of what is gone', async () => {
  const ward = await openWard([HOSPITAL_REFUNDS]);
  const { id, cash, state } = await takenBack(ward);
  const audit = { number: 'SH-1', auditedOn: ward.today, cash: (cash - 2_500n) as Amount };
  const request = { audit, reason: '少报退还', operator: OPERATOR };
  expect(await ward.refunds.underpaid(id, request)).toEqual({
    outcome: 'refund-refused',
    reason: 'not-standing',
  });
  expect(await state()).toBe('reversed');
});

test('what was made off line and is held by the centre is not paid once more on line', async () => {
  const { world, at } = await offlineWorld();
  const first = await bill('OFF-1', 1000);
  const held = await tap(world, first, at({ cut: true }));
  const later = await tap(world, await bill('OFF-2', 1000), at({ cut: true }));
  if (held.outcome !== 'settled' || later.outcome !== 'settled') throw new Error(held.outcome);
  const answer: UploadAnswer = {
    outcome: 'held',
    answeredAt: world.equipment.clock.now(),
    review: ['signature-invalid'],
  };
  const centre = (real: { upload: (...all: never[]) => Promise<UploadAnswer> }) => ({
    upload: async (...[id, request]: never[]) =>
      id === (held.entry.id as never) ? answer : real.upload(id as never, request as never),
  });
  const again = await tap(world, first, at({ centre: centre as never }));
  expect(again).toMatchObject({
    outcome: 'already-settled',
    id: held.entry.id,
    entry: { kind: 'settled' },
    isUnasked: true,
  });
});
