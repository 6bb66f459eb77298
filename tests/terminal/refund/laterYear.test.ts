/** A settlement is taken back with its card in a year in which the holder takes no part any more. */

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { TREATING_COUNTY } from '../../../examples/cli/world/persons.ts';
import {
  importPrivateKey,
  issueStatusList,
  type StatusListKind,
  suiteOf,
} from '../../../src/crypto/index.ts';
import type { CountyCode } from '../../../src/model/index.ts';
import type { Quantity } from '../../../src/money.ts';
import { systemClock } from '../../../src/terminal/index.ts';
import { instant, plainDate, startOfDay, yearOf } from '../../../src/time.ts';
import { COUNTY, OPERATOR, openWard } from '../stay/ward.ts';
import { dayBill } from './bills.ts';

const ALLOWED = [
  '    institutionClasses:',
  '    voiding: { acrossYears: allowed, clause: cross-year-stay }\n    institutionClasses:',
] as const;

test('a refund with the card goes through: the card is proven for the settlement’s own year', async () => {
  let now = systemClock.now() + 60_000;
  const clock = { now: () => instant(now) };
  const ward = await openWard([ALLOWED], { clock });
  const bill = dayBill('B-1', ward.today, [600, 400]);
  const settled = await ward.tap((transport) => ward.terminal.settle(transport, bill));
  if (settled.outcome !== 'settled') throw new Error(settled.outcome);
  const { id } = settled.entry;

  // The demo's people take part up to the year after the one in which it was made.
  now = startOfDay(plainDate(`${yearOf(ward.today) + 2}-01-05`));
  const { files, equipment } = ward.world;
  const listOf = async (county: CountyCode, kind: StatusListKind) => {
    const key = Uint8Array.from(await readFile(files.countyKey(county)));
    const issuedAt = instant(now - 1_000);
    const list = { county, listNumber: 1, version: 99, issuedAt, cardCount: 4 };
    const signer = importPrivateKey(suiteOf(1), key);
    return issueStatusList(suiteOf(1), signer, { ...list, exceptions: new Map() }, kind);
  };
  const trust = {
    ...equipment.trust,
    statusLists: [await listOf(COUNTY, 'cards')],
    samStatusLists: [await listOf(TREATING_COUNTY, 'sams')],
  };
  const later = await openWard([ALLOWED], { clock, equipment: { trust } }, ward.world);
  const returned = [{ lineId: '1', quantity: 1_000_000n as Quantity }];
  const request = { returned, reason: '退药', operator: OPERATOR };
  const result = await later.tap((transport) => later.refunds.refund(id, request, transport));
  if (result.outcome !== 'refunded') throw new Error(JSON.stringify(result));
  const left = ward.equipment.journal.settled(result.settlement!)!;
  expect(left.adjudication.usageAfter.year).toBe(yearOf(ward.today));
});
