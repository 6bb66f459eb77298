/** How far a terminal's journal came, in whatever request the centre heard of it. */

import { expect, test } from 'vitest';
import { readKnownHead } from '../../src/centre/index.ts';
import type { TerminalId } from '../../src/model/index.ts';
import { settlementId } from '../settlement/journal/support.ts';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import { headOf, openAt, registeredCentre, requestOf, settle, TERMINAL } from './support.ts';
import { publishedCentre, uploadOf } from './uploads.ts';

const file = () => temporaryFile('centre.sqlite');

test('the head of every request counts, confirmed or not, and is durable', async () => {
  const path = file();
  const centre = await registeredCentre(path);
  expect(await centre.knownHead(TERMINAL)).toBeUndefined();
  await settle(centre, 1);
  expect(await centre.knownHead(TERMINAL)).toEqual(headOf(1));
  expect(await centre.acknowledgedHead(TERMINAL)).toBeUndefined();
  await centre.reverse(settlementId(1), { terminalId: TERMINAL, head: headOf(4) });
  expect(await centre.knownHead(TERMINAL)).toEqual(headOf(4));
  centre.close();
  expect(await openAt(path).knownHead(TERMINAL)).toEqual(headOf(4));
  expect(readKnownHead(path, TERMINAL)).toEqual(headOf(4));
});

test('a request that is declined, or comes again, counts too', async () => {
  const centre = await registeredCentre();
  const { request } = await settle(centre, 1);
  const again = { ...request, journalHead: headOf(3) };
  expect(await centre.settle(request.statement.id, again)).toMatchObject({ outcome: 'settled' });
  expect(await centre.knownHead(TERMINAL)).toEqual(headOf(3));
  const other = await requestOf(centre, 2);
  const statement = { ...other.statement, sequence: 9 };
  const gap = { ...other, statement, journalHead: headOf(5) };
  expect(await centre.settle(statement.id, gap)).toMatchObject({ outcome: 'declined' });
  expect(await centre.knownHead(TERMINAL)).toEqual(headOf(5));
});

test('what was settled off line counts when it is handed in', async () => {
  const centre = await publishedCentre();
  const upload = uploadOf(1, 1);
  await centre.upload(upload.statement.id, { ...upload, journalHead: headOf(7) });
  expect(await centre.knownHead(TERMINAL)).toEqual(headOf(7));
});

test('a head never goes back, and the first of a sequence counts', async () => {
  const centre = await registeredCentre();
  const from = (sequence: number, mark = 0) => ({
    terminalId: TERMINAL,
    head: headOf(sequence, mark),
  });
  await centre.reverse(settlementId(9), from(8));
  await centre.reverse(settlementId(8), from(2));
  await centre.reverse(settlementId(7), from(8, 1));
  expect(await centre.knownHead(TERMINAL)).toEqual(headOf(8));
});

test('nothing is kept of a terminal that nobody registered', async () => {
  const centre = await registeredCentre();
  const stranger = 'T-999-98' as TerminalId;
  await centre.reverse(settlementId(9), { terminalId: stranger, head: headOf(8) });
  expect(await centre.knownHead(stranger)).toBeUndefined();
});
