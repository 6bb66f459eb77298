/** A card in use at a desk: nothing goes on without the home county's register. */

import { describe, expect, test } from 'vitest';
import { OneCardError } from '../../src/errors/index.ts';
import type {
  CountyCode,
  IdentityAnswer,
  IdentityPort,
  IdentityRequest,
  MemberNumber,
  RegisteredPerson,
  Usage,
} from '../../src/model/index.ts';
import { ZERO } from '../../src/money.ts';
import { confirmIdentity, tryConfirmed } from '../../src/terminal/index.ts';
import { plainDate } from '../../src/time.ts';
import {
  NOW,
  readCard,
  readPsam,
  residentsHealthCard,
  socialSecurityCard,
} from '../card/profiles/cards.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

const HOME = '999001' as CountyCode;
const USAGE: Usage = { year: 2026, deductibleMet: ZERO, benefitDrawn: ZERO, admissions: 0 };
const PERSON: RegisteredPerson = {
  memberNumber: '999001-01-02-03-004-1' as MemberNumber,
  name: '测试甲',
  bornOn: plainDate('1962-05-12'),
  participation: [{ year: 2026, category: 'ordinary', paidOn: plainDate('2025-12-20') }],
  cardSerial: '9990010000000001' as RegisteredPerson['cardSerial'],
};

function register(answer: IdentityAnswer = { outcome: 'found', person: PERSON, usage: USAGE }) {
  const asked: IdentityRequest[] = [];
  const port: IdentityPort = {
    async identify(request) {
      asked.push(request);
      return answer;
    },
  };
  return { port, asked };
}

async function confirm(
  identity: Awaited<ReturnType<typeof readCard>>['identity'],
  port: IdentityPort = register().port,
) {
  return confirmIdentity({ identity, home: HOME, insuranceYear: 2026, now: NOW }, port);
}

test('the register is asked by what the card holds, and names the person', async () => {
  const { port, asked } = register();
  const card = residentsHealthCard();
  const { identity } = await readCard(card, { psam: readPsam('SM4') });
  const confirmation = await confirm(identity, port);
  expect(confirmation).toMatchObject({
    outcome: 'confirmed',
    identity: { person: PERSON, home: HOME },
  });
  expect(asked).toEqual([
    {
      home: HOME,
      source: 'residents-health',
      cardNumber: '999001196205120016',
      identityNumber: '999001196205120016',
      schemeNumber: '999001010203004001',
      insuranceYear: 2026,
    },
  ]);
});

test('a bill is decided for the person that the register named, from its ledger', async () => {
  const { identity } = await readCard(socialSecurityCard());
  const confirmation = await confirm(identity);
  if (confirmation.outcome !== 'confirmed') throw new Error(confirmation.outcome);
  const { equipment } = await testWorld(await temporaryFolder());
  const bill = await demoBill('yinjiang', 'ZY1');
  const decided = tryConfirmed(confirmation.identity, bill, equipment);
  expect(decided).toMatchObject({
    outcome: 'adjudicated',
    adjudication: { home: HOME, memberNumber: PERSON.memberNumber, usageBefore: USAGE },
  });
  const elsewhere = tryConfirmed(confirmation.identity, bill, {
    ...equipment,
    counties: new Map(),
  });
  expect(elsewhere).toEqual({ outcome: 'unknown-county', county: HOME });
});

describe('refused', () => {
  test.each([
    ['unknown-person', { outcome: 'unknown-person' }],
    ['unknown-county', { outcome: 'unknown-county' }],
    ['card-blocked', { outcome: 'card-blocked' }],
    ['name-differs', { outcome: 'found', person: { ...PERSON, name: '测试乙' }, usage: USAGE }],
    [
      'birth-date-differs',
      { outcome: 'found', person: { ...PERSON, bornOn: plainDate('1962-05-13') }, usage: USAGE },
    ],
    [
      'not-participating',
      { outcome: 'found', person: { ...PERSON, participation: [] }, usage: USAGE },
    ],
  ] as const)('%s', async (reason, answer) => {
    const { identity } = await readCard(socialSecurityCard());
    expect(await confirm(identity, register(answer).port)).toEqual({
      outcome: 'refused',
      reasons: [reason],
    });
  });

  test.each([
    ['card-check-failed', { 'expires-on': '2026-03-08' }],
    ['card-check-failed', { 'card-number': 'X00000018' }],
    ['nothing-to-ask-by', { 'identity-number': '' }],
  ] as const)('%s without asking anybody: %j', async (reason, values) => {
    const { port, asked } = register();
    const { identity } = await readCard(socialSecurityCard({ values }));
    expect(await confirm(identity, port)).toEqual({ outcome: 'refused', reasons: [reason] });
    expect(asked).toEqual([]);
  });

  test('an identity that was not read from a card', async () => {
    const { identity } = await readCard(socialSecurityCard());
    const copies = [{ ...identity }, structuredClone(identity)];
    for (const copy of copies) {
      await expect(confirm(copy)).rejects.toMatchObject({ code: 'profile.not-from-card' });
    }
    expect(() => Object.assign(identity.holder, { name: '测试乙' })).toThrow(TypeError);
  });

  test('off line there is no answer, and no person', async () => {
    const { identity } = await readCard(socialSecurityCard());
    const port: IdentityPort = {
      identify: () => Promise.reject(new OneCardError('centre.unreachable', { county: HOME })),
    };
    await expect(confirm(identity, port)).rejects.toMatchObject({ code: 'centre.unreachable' });
  });
});
