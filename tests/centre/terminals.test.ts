/** 换安全模块: another module in a registered terminal, once the county's own lists say so. */

import { expect, onTestFinished, test } from 'vitest';
import { type Centre, openCentre, readTerminalKeys } from '../../src/centre/index.ts';
import { type SamStanding, suiteOf } from '../../src/crypto/index.ts';
import type { SamId } from '../../src/model/index.ts';
import { MODULE, SAM, signed, tickingClock } from '../settlement/journal/support.ts';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import {
  CATALOGUE,
  COUNTY,
  headOf,
  MEMBER_REGISTRATION,
  PLAN,
  requestOf,
  settle,
  TERMINAL,
  TERMINAL_REGISTRATION,
  usageOf,
} from './support.ts';
import { handIn, publish, uploadOf } from './uploads.ts';

const NEW_SAM = '00000000000000A2' as SamId;
const NEW_MODULE = suiteOf(1).generateKeyPair();
const NEW_REGISTRATION = {
  terminalId: TERMINAL,
  samId: NEW_SAM,
  publicKey: NEW_MODULE.publicKey,
};
const STATEMENT = { samId: SAM, operator: '999', note: '模块损坏，已补发' };
const REPLACEMENT = { ...NEW_REGISTRATION, replaces: STATEMENT };

async function centreWith(standings: Map<SamId, SamStanding>) {
  const file = temporaryFile('centre.sqlite');
  const centre = openCentre({
    file,
    clock: tickingClock(),
    county: COUNTY,
    plans: [PLAN],
    catalogues: [CATALOGUE],
    samStanding: (samId) => standings.get(samId) ?? 'not-certified',
  });
  onTestFinished(() => centre.close());
  await centre.register(MEMBER_REGISTRATION);
  await centre.registerTerminal(TERMINAL_REGISTRATION);
  return { file, centre };
}

const GOOD: [SamId, SamStanding][] = [[SAM, 'good']];
const REPLACED: [SamId, SamStanding][] = [
  [SAM, 'blocked'],
  [NEW_SAM, 'good'],
];

async function settleWith(centre: Centre, number: number, samId: SamId) {
  const request = await requestOf(centre, number);
  const statement = { ...request.statement, samId };
  return { statement, answer: await centre.settle(statement.id, { ...request, statement }) };
}

test('another module without a statement is refused, and so is a statement that the lists contradict', async () => {
  const standings = new Map(GOOD);
  const { centre } = await centreWith(standings);
  await expect(centre.registerTerminal(NEW_REGISTRATION)).rejects.toMatchObject({
    code: 'centre.registered-otherwise',
  });
  const refused = { code: 'centre.module-not-replaced' };
  await expect(centre.registerTerminal(REPLACEMENT)).rejects.toMatchObject({
    ...refused,
    detail: { old: 'good', new: 'not-certified' },
  });
  standings.set(NEW_SAM, 'good');
  await expect(centre.registerTerminal(REPLACEMENT)).rejects.toMatchObject(refused);
  standings.set(SAM, 'blocked');
  const other = { ...REPLACEMENT, replaces: { ...STATEMENT, samId: '0000000000000001' as SamId } };
  await expect(centre.registerTerminal(other)).rejects.toMatchObject({
    code: 'centre.registered-otherwise',
  });
  await centre.registerTerminal(REPLACEMENT);
  await centre.registerTerminal(REPLACEMENT);
  await centre.registerTerminal(NEW_REGISTRATION);
});

test('the new module settles, the old one no more, and what the old one signed before is taken', async () => {
  const standings = new Map(GOOD);
  const { centre, file } = await centreWith(standings);
  const before = await settle(centre, 1);
  for (const [samId, standing] of REPLACED) standings.set(samId, standing);
  await centre.registerTerminal(REPLACEMENT);
  const { statement } = before.request;
  expect(await centre.confirm(signed(statement), headOf(2))).toEqual({ outcome: 'confirmed' });
  await expect(settleWith(centre, 2, SAM)).rejects.toMatchObject({
    code: 'centre.unknown-terminal',
  });
  const after = await settleWith(centre, 3, NEW_SAM);
  expect(after.answer).toMatchObject({ outcome: 'settled' });
  expect(await centre.confirm(signed(after.statement, NEW_MODULE), headOf(6))).toEqual({
    outcome: 'confirmed',
  });
  expect(readTerminalKeys(file, TERMINAL)).toEqual([NEW_MODULE.publicKey, MODULE.publicKey]);
});

test('what the old module settled off line is handed in after it was replaced, for a person to look at', async () => {
  const standings = new Map(GOOD);
  const { centre } = await centreWith(standings);
  await publish(centre);
  const upload = uploadOf(1, 1);
  for (const [samId, standing] of REPLACED) standings.set(samId, standing);
  await centre.registerTerminal(REPLACEMENT);
  expect(await handIn(centre, upload)).toMatchObject({
    outcome: 'settled',
    review: ['sam-not-good'],
  });
  expect((await usageOf(centre)).usage.admissions).toBe(1);
});

test('a module that was replaced never comes back', async () => {
  const standings = new Map(GOOD);
  const { centre } = await centreWith(standings);
  for (const [samId, standing] of REPLACED) standings.set(samId, standing);
  await centre.registerTerminal(REPLACEMENT);
  standings.set(SAM, 'good').set(NEW_SAM, 'blocked');
  const back = { ...TERMINAL_REGISTRATION, replaces: { ...STATEMENT, samId: NEW_SAM } };
  await expect(centre.registerTerminal(back)).rejects.toMatchObject({
    code: 'centre.module-not-replaced',
  });
});
