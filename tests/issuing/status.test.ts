import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../src/bytes.ts';
import { IssuerSession } from '../../src/card/index.ts';
import { readHolder, reissueCard, setCardStatus } from '../../src/issuing/index.ts';
import { type CardSerial, type PersonAnswer, SecretPin } from '../../src/model/index.ts';
import { parseYuan } from '../../src/money.ts';
import { fileStore, VirtualCard, virtualReader } from '../../src/virtual/index.ts';
import { caught } from '../support/caught.ts';
import { EXPIRES_ON, issued, proven, type TestIssuer, testIssuer, YEAR } from './issued.ts';
import { identityNumber, listOf } from './list.ts';

const FIRST = '9990010000000001' as CardSerial;
const USED = {
  year: YEAR,
  deductibleMet: parseYuan('300.00'),
  benefitDrawn: parseYuan('6250.00'),
  admissions: 2,
};

function centreWith(answer: PersonAnswer) {
  const asked: string[] = [];
  const person = async ({
    cardSerial,
    memberNumber,
  }: {
    cardSerial: string;
    memberNumber: string;
  }) => {
    asked.push(`${cardSerial} ${memberNumber}`);
    return answer;
  };
  return { person, asked };
}

const FOUND: PersonAnswer = { outcome: 'found', usage: USED, cardSequence: 2 };

function cardOf(at: TestIssuer, serial: CardSerial): string {
  return join(at.cards, `${serial}.card`);
}

function terms(at: TestIssuer) {
  const fixed = { centre: 'ledger', keyGeneration: 1 as const, expiresOn: EXPIRES_ON };
  return { ...fixed, destination: at.cards };
}

describe('a lost card', () => {
  test('is refused from the next list on, and its holder has a new one with the usage', async () => {
    const at = await testIssuer();
    await issued(at, 2);
    const centre = centreWith(FOUND);
    const version = at.issuer.register.list('cards', 1)!.version;
    const { serial } = await reissueCard(at.issuer, FIRST, terms(at), { ...at.ports(), centre });
    expect(serial).toBe('9990010000000003');
    expect(centre.asked).toEqual([`${FIRST} 999001-01-02-03-00001-1`]);
    expect(at.issuer.register.list('cards', 1)!.version).toBeGreaterThan(version);

    const old = await proven(cardOf(at, FIRST), at.terminalSam, at.trust());
    expect(old).toMatchObject({ outcome: 'refused', failed: [{ cause: 'blocked' }] });
    const other = await proven(
      cardOf(at, '9990010000000002' as CardSerial),
      at.terminalSam,
      at.trust(),
    );
    expect(other.outcome).toBe('verified');
    const made = await proven(cardOf(at, serial), at.terminalSam, at.trust());
    if (made.outcome !== 'verified') throw new Error('refused');
    const { holder, proven: facts } = made.record;
    expect(holder.identityNumber).toBe(identityNumber('999001', 1));
    expect(facts.current.state).toMatchObject({ sequence: 0, attempt: 1, usage: USED });
  });

  test('gets one new card, however often it is asked for', async () => {
    const at = await testIssuer();
    await issued(at, 1);
    const ports = { ...at.ports(), centre: centreWith(FOUND) };
    const stuck = { ...at.press, deliver: () => Promise.reject(new Error('stuck')) };
    await caught(reissueCard(at.issuer, FIRST, terms(at), { ...ports, press: stuck }));
    const one = await reissueCard(at.issuer, FIRST, terms(at), ports);
    const two = await reissueCard(at.issuer, FIRST, terms(at), ports);
    expect(one).toMatchObject({ outcome: 'issued', serial: '9990010000000002' });
    expect(two).toMatchObject({ outcome: 'already-issued', serial: '9990010000000002' });
    // The new one can be lost too.
    const three = await reissueCard(at.issuer, one.serial, terms(at), ports);
    expect(three.serial).toBe('9990010000000003');
  });

  test('is blocked even where the centre does not know the holder, and no card is made', async () => {
    const at = await testIssuer();
    await issued(at, 1);
    const centre = centreWith({ outcome: 'unknown-person' });
    const error = await caught(reissueCard(at.issuer, FIRST, terms(at), { ...at.ports(), centre }));
    expect(error).toMatchObject({ code: 'issuing.usage-unknown' });
    expect(at.issuer.register.issuer()!.nextCard).toBe(2);
    const old = await proven(cardOf(at, FIRST), at.terminalSam, at.trust());
    expect(old).toMatchObject({ outcome: 'refused', failed: [{ cause: 'blocked' }] });
  });

  test('carries what a list says of the holder today, and of nobody else', async () => {
    const at = await testIssuer();
    await issued(at, 2);
    const source = { file: 'today.csv', encoding: 'utf-8' as const };
    const today = utf8(listOf(1).replace('测试省', '新测试省'));
    const person = readHolder(at.issuer, FIRST, today, source);
    const ports = { ...at.ports(), centre: centreWith(FOUND) };
    const { serial } = await reissueCard(at.issuer, FIRST, { ...terms(at), person }, ports);
    const made = await proven(cardOf(at, serial), at.terminalSam, at.trust());
    if (made.outcome !== 'verified') throw new Error('refused');
    expect(made.record.holder.address).toMatch(/^新测试省/);

    const second = '9990010000000002' as CardSerial;
    const other = await caught(async () => readHolder(at.issuer, second, today, source));
    expect(other).toMatchObject({ code: 'issuing.other-person' });
    const wrong = await caught(reissueCard(at.issuer, second, { ...terms(at), person }, ports));
    expect(wrong).toMatchObject({ code: 'issuing.other-person' });
  });

  test('is no reason for a second card by another list: that would forget the usage', async () => {
    const at = await testIssuer();
    await issued(at, 1);
    await setCardStatus(at.issuer, FIRST, 'blocked');
    const error = await caught(issued(at, 2));
    expect(error).toMatchObject({ code: 'issuing.list-refused', detail: { rule: 'has-a-card' } });
  });

  test('of another issuer is unknown', async () => {
    const at = await testIssuer();
    await expect(setCardStatus(at.issuer, FIRST, 'blocked')).rejects.toMatchObject({
      code: 'issuing.card-unknown',
    });
  });
});

describe('blocking', () => {
  test('raises the version of the list each time, and is taken back by unblocking', async () => {
    const at = await testIssuer();
    await issued(at, 1);
    const state = async () => (await proven(cardOf(at, FIRST), at.terminalSam, at.trust())).outcome;
    const block = await setCardStatus(at.issuer, FIRST, 'blocked');
    expect(await state()).toBe('refused');
    const good = await setCardStatus(at.issuer, FIRST, 'good');
    expect(await state()).toBe('verified');
    if (block.outcome === 'replaced' || good.outcome === 'replaced') throw new Error('replaced');
    expect(good.listVersion).toBe(block.listVersion + 1);
    expect(await setCardStatus(at.issuer, FIRST, 'good')).toMatchObject({ outcome: 'unchanged' });
  });

  test('cannot be taken back once a card was made anew', async () => {
    const at = await testIssuer();
    await issued(at, 1);
    const centre = centreWith(FOUND);
    await reissueCard(at.issuer, FIRST, terms(at), { ...at.ports(), centre });
    expect(await setCardStatus(at.issuer, FIRST, 'good')).toEqual({ outcome: 'replaced' });
    const old = await proven(cardOf(at, FIRST), at.terminalSam, at.trust());
    expect(old.outcome).toBe('refused');
  });
});

test('the holder’s PIN is set and unblocked under the ISSUE keys of either generation', async () => {
  for (const keyGeneration of [1, 2] as const) {
    const at = await testIssuer();
    await issued(at, 1, {}, keyGeneration);
    const card = await VirtualCard.open(fileStore(cardOf(at, FIRST)));
    const transport = await virtualReader(card).connect();
    const session = await IssuerSession.open(transport, { sam: at.sam });
    await session.resetPin(new SecretPin('246810'));
    expect(session.generation).toBe(keyGeneration);
    await transport.close();
    const read = await proven(cardOf(at, FIRST), at.terminalSam, at.trust());
    const keyVersions = keyGeneration === 1 ? [0x30, 0x31, 0x32] : [0x33, 0x34, 0x35];
    expect(read).toMatchObject({ outcome: 'verified', record: { card: { keyVersions } } });
  }
});
