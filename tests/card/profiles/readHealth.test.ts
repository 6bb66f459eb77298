import { describe, expect, test } from 'vitest';
import { utf8 } from '../../../src/bytes.ts';
import {
  ADDRESSING_STYLES,
  ProfileSession,
  RH_ADDRESSES,
  RH_BACKGROUND,
  RH_CONTACTS,
  RH_STAYS,
  RH_VISITS,
} from '../../../src/card/index.ts';
import { scriptedCard } from '../../support/scriptedCard.ts';
import {
  ANSWER_STYLES,
  checksByName,
  countedRandom,
  HOLDER,
  readCard,
  readPsam,
  residentsHealthCard,
  transportOf,
} from './cards.ts';

function countedPhoto(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index % 251);
}

describe('a residents’ health card', () => {
  test.each(
    ADDRESSING_STYLES.flatMap((addressing) =>
      ANSWER_STYLES.map((style) => ({ addressing, style })),
    ),
  )('$addressing, $style', async (variant) => {
    const card = residentsHealthCard(variant);
    const { identity, checks } = await readCard(card, { psam: readPsam('SM4') });
    expect(identity).toMatchObject({
      holder: { ...HOLDER, sex: 1 },
      source: 'residents-health',
      card: { number: HOLDER.identityNumber, area: '999001', expiresOn: '2036-01-04' },
      schemeNumber: '999001010203004001',
    });
    expect(checksByName(checks)).toMatchObject({
      'card-number': 'passed',
      'terminal-accepted': 'passed',
      'issuer-signature': 'not-proven: needs-module',
    });
  });

  test('without a module only the issuer’s file is read', async () => {
    const { identity, checks } = await readCard(residentsHealthCard());
    expect(identity.holder).toEqual({});
    expect(identity.schemeNumber).toBeUndefined();
    expect(checksByName(checks)).toMatchObject({
      'card-number': 'not-proven: not-readable',
      'identity-number': 'not-proven: not-readable',
      'terminal-accepted': 'not-proven: no-module',
    });
  });

  test('a card number that is not the holder’s is told', async () => {
    const values = { 'card-number': '999002198509230025' };
    const { checks } = await readCard(residentsHealthCard({ values }), { psam: readPsam('SM4') });
    expect(checksByName(checks)['card-number']).toBe('failed: numbers-differ');
  });

  test.each([0, 1, 128, 3_070])('a photograph of %d bytes, behind the key', async (length) => {
    const photo = countedPhoto(length);
    for (const style of ['direct', 'get-response'] as const) {
      const card = residentsHealthCard({ photo, style });
      card.powerUp();
      const options = { random: countedRandom(), atr: card.atr, psam: readPsam('SM4') };
      const session = await ProfileSession.open('residents-health', transportOf(card), options);
      await expect(session.readPhoto()).rejects.toMatchObject({ detail: { sw: '6982' } });
      await session.authenticate('RK-DDF1', 'DDF1', {
        algorithm: 'SM4',
        areaFactor: utf8('99000000'),
        reference: 0x04,
        suffix: Uint8Array.of(1),
      });
      expect(await session.readPhoto()).toEqual(photo);
    }
  });

  test.each([
    ['longer than the file may be', '0BFF'],
    ['of one byte', '0B'],
  ])('a photograph whose length is %s is refused', async (_, head) => {
    const answers = ['9000', '9000', `${head}9000`];
    const session = await ProfileSession.open('residents-health', scriptedCard(answers, '9000'), {
      random: countedRandom(),
    });
    await expect(session.readPhoto()).rejects.toMatchObject({ code: 'profile.malformed-record' });
  });

  test('addresses, contacts and background behind the key of DF01', async () => {
    const card = residentsHealthCard();
    card.powerUp();
    const options = { random: countedRandom(), atr: card.atr, psam: readPsam('SM4') };
    const session = await ProfileSession.open('residents-health', transportOf(card), options);
    const request = { algorithm: 'SM4', areaFactor: utf8('99000000'), reference: 0x84 } as const;
    const suffix = Uint8Array.of(1);
    await session.authenticate('RK-DDF1/DF01', 'DDF1/DF01', { ...request, suffix });
    const read = async (file: typeof RH_CONTACTS) => [
      ...(await session.read(file)).values.values(),
    ];
    expect(await read(RH_ADDRESSES)).toEqual(['01', '示范乡第二村第三组']);
    expect(await read(RH_CONTACTS)).toEqual(['测试乙', '1', '13900000001']);
    expect(await read(RH_BACKGROUND)).toEqual(['70', '20', '5']);
  });

  test('which stays and visits are in force', async () => {
    const card = residentsHealthCard();
    card.powerUp();
    const random = countedRandom();
    const session = await ProfileSession.open('residents-health', transportOf(card), { random });
    expect(await session.readIndex(RH_STAYS)).toEqual([true, false, false]);
    expect(await session.readIndex(RH_VISITS)).toEqual([true, false, false, false, false]);
  });
});
