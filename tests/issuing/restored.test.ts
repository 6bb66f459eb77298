import { join } from 'node:path';
import { expect, test } from 'vitest';
import { utf8 } from '../../src/bytes.ts';
import { issueBatch, readIssueList, reissueCard } from '../../src/issuing/index.ts';
import type { CardSerial } from '../../src/model/index.ts';
import { ZERO } from '../../src/money.ts';
import { registeredCentre } from '../centre/support.ts';
import { MEMBER, MEMBER_REGISTRATION, SERIAL, settle } from '../centre/visits.ts';
import { COUNTY, EXPIRES_ON, proven, terms, testIssuer, YEAR } from './issued.ts';
import { HEADER, memberNumber, row } from './list.ts';

test('a lost card’s usage comes back from the ledger that settled with it', async () => {
  const at = await testIssuer();
  const text = `${HEADER}\n${row(1).replaceAll(memberNumber(COUNTY, 1), MEMBER)}\n`;
  const list = readIssueList(at.issuer, utf8(text), { file: 'one.csv', encoding: 'utf-8' });
  await issueBatch(at.issuer, list.rows, terms(at, list.sourceHash), at.ports());
  expect(at.issuer.register.serials(1)).toEqual([SERIAL]);

  const centre = await registeredCentre();
  for (const number of [1, 2]) {
    expect((await settle(centre, number)).answer.outcome).toBe('settled');
  }
  const person = (cardSerial: CardSerial) =>
    centre.person({ home: COUNTY, cardSerial, memberNumber: MEMBER, insuranceYear: YEAR });
  const before = await person(SERIAL);
  if (before.outcome !== 'found') throw new Error(before.outcome);
  expect(before.usage.admissions).toBe(2);
  expect(before.usage.benefitDrawn).toBeGreaterThan(ZERO);

  const { serial } = await reissueCard(
    at.issuer,
    SERIAL,
    { destination: at.cards, centre: 'ledger', keyGeneration: 1, expiresOn: EXPIRES_ON },
    {
      ...at.ports(),
      centre,
      async announce(cards) {
        for (const { serial, settlementKey } of cards) {
          const changes = { participation: [], cards: [{ serial, settlementKey }] };
          await centre.register({ ...MEMBER_REGISTRATION, ...changes });
        }
      },
    },
  );
  const made = await proven(join(at.cards, `${serial}.card`), at.terminalSam, at.trust());
  if (made.outcome !== 'verified') throw new Error('refused');
  // Counters that a plan of its own keeps are the ledger's alone: a card has no room for them.
  const { counters: _, ...usage } = before.usage;
  expect(made.record.proven.current.state).toMatchObject({ sequence: 0, usage });
  // Card and ledger agree on where the new card begins.
  expect(await person(serial)).toEqual({ ...before, cardSequence: 0 });
  centre.close();
});
