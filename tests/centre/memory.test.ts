/** What a centre remembers of a person between two writes, and what makes it forget. */

import { expect, test } from 'vitest';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import {
  COUNTY,
  MEMBER_REGISTRATION,
  openAt,
  PARTICIPATION,
  requestOf,
  SERIAL,
  settle,
  TERMINAL_REGISTRATION,
  usageOf,
} from './support.ts';

async function twoOfOneFile() {
  const file = temporaryFile('memory');
  const one = openAt(file);
  await one.register(MEMBER_REGISTRATION);
  await one.registerTerminal(TERMINAL_REGISTRATION);
  return [one, openAt(file)] as const;
}

test('what another process settled is seen at once', async () => {
  const [one, other] = await twoOfOneFile();
  expect(await usageOf(one)).toMatchObject({ usage: { admissions: 0 }, cardSequence: 0 });
  const late = await requestOf(one, 2);
  expect((await settle(other, 1)).answer.outcome).toBe('settled');
  expect((await usageOf(one)).usage.admissions).toBe(1);
  // Decided before: neither its usage nor its sequence is what the ledger says now.
  expect(await one.settle(late.statement.id, late)).toMatchObject({
    outcome: 'declined',
    reasons: expect.arrayContaining(['usage-moved']),
  });
});

test('what this process settled, took back and registered is seen at once', async () => {
  const [one] = await twoOfOneFile();
  await usageOf(one);
  const { id } = await settle(one, 1);
  expect((await usageOf(one)).usage.admissions).toBe(1);
  await one.reverse(id);
  expect((await usageOf(one)).usage.admissions).toBe(0);
  const asked = {
    home: COUNTY,
    cardSerial: SERIAL,
    memberNumber: MEMBER_REGISTRATION.memberNumber,
    insuranceYear: 2027,
  };
  expect((await one.person(asked)).outcome).toBe('unknown-person');
  const paid = [{ ...PARTICIPATION[1]!, year: 2027 }];
  await one.register({ ...MEMBER_REGISTRATION, participation: paid });
  expect((await one.person(asked)).outcome).toBe('found');
});

test('what was handed out cannot be changed in the memory', async () => {
  const [one] = await twoOfOneFile();
  const { usage } = await usageOf(one);
  expect(() => Object.assign(usage, { admissions: 9 })).toThrow(TypeError);
  expect(() => Object.assign(usage.counters ?? {}, { more: 9n })).toThrow(TypeError);
  expect((await usageOf(one)).usage.admissions).toBe(0);
});
