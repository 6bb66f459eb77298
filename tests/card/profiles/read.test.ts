import { describe, expect, test } from 'vitest';
import { utf8 } from '../../../src/bytes.ts';
import {
  ADDRESSING_STYLES,
  DF01_HOUSEHOLD,
  DF04_BASIC,
  DF04_DETAILS,
  LegacyPin,
  PROFILE_CHECKS,
  ProfileSession,
  psamOrHsm,
  RH_STAYS,
  RH_VISITS,
  readProfile,
} from '../../../src/card/index.ts';
import { SecretKey } from '../../../src/crypto/index.ts';
import type { AnswerStyle } from '../../../src/virtual/index.ts';
import { scriptedCard } from '../../support/scriptedCard.ts';
import {
  checksByName,
  countedRandom,
  HOLDER,
  NOW,
  readCard,
  readPsam,
  residentsHealthCard,
  socialSecurityCard,
  transportOf,
} from './cards.ts';

const STYLES: readonly AnswerStyle[] = ['direct', 'get-response', 'wrong-le', 'no-le-on-select'];
const PUBLIC = { holder: { ...HOLDER, sex: 1 } };

describe('a social-security card', () => {
  const variants = ([1, 2, 3] as const).flatMap((generation) =>
    ADDRESSING_STYLES.flatMap((addressing) =>
      STYLES.map((style) => ({ generation, addressing, style })),
    ),
  );
  test.each(variants)('version $generation, $addressing, $style', async (variant) => {
    const card = socialSecurityCard(variant);
    const { identity, checks } = await readCard(card, { psam: readPsam('DES') });
    expect(identity).toMatchObject({
      ...PUBLIC,
      source: 'social-security',
      card: {
        number: 'X00000019',
        area: '999001',
        specification: `${variant.generation}.00`,
        issuedOn: '2016-01-04',
        expiresOn: '2036-01-04',
        algorithm: 'DES',
      },
    });
    expect(checks.map(({ name }) => name)).toEqual(Object.keys(PROFILE_CHECKS));
    expect(checksByName(checks)).toEqual({
      records: 'passed',
      'card-number': 'passed',
      'identity-number': 'passed',
      'birth-date': 'passed',
      'card-expiry': 'passed',
      'terminal-accepted': variant.generation === 3 ? 'passed' : 'not-proven: not-asked',
      'issuer-signature': 'not-proven: card-has-none',
      'card-key': 'not-proven: needs-module',
      participation: 'not-proven: needs-centre',
      'card-not-blocked': 'not-proven: needs-centre',
    });
  });

  test.each(['DES', 'SSF33', 'SM4'] as const)('opened by a module with %s', async (algorithm) => {
    const card = socialSecurityCard({ generation: 3, algorithm });
    const { identity } = await readCard(card, { psam: readPsam(algorithm) });
    expect(identity.card.algorithm).toBe(algorithm);
    expect(identity.holder.name).toBe('测试甲');
  });

  test('without a module everything but the name is read, and it says what is missing', async () => {
    const { identity, checks } = await readCard(socialSecurityCard({ generation: 3 }));
    expect(identity.holder).toEqual({
      sex: 1,
      bornOn: '1962-05-12',
      identityNumber: HOLDER.identityNumber,
    });
    expect(checksByName(checks)['terminal-accepted']).toBe('not-proven: no-module');
  });

  test.each([
    ['another key', { masterKey: new SecretKey(new Uint8Array(16)) }, 'failed: not-accepted'],
    ['no licence', { isAuthorised: false }, 'not-proven: not-authorised'],
  ] as const)('a module with %s', async (_, options, expected) => {
    const card = socialSecurityCard({ generation: 3, algorithm: 'SM4' });
    const { identity, checks } = await readCard(card, { psam: readPsam('SM4', options) });
    expect(checksByName(checks)['terminal-accepted']).toBe(expected);
    expect(identity.holder.name).toBeUndefined();
  });

  test('a module without the algorithm, then the back office', async () => {
    const card = () => socialSecurityCard({ generation: 3, algorithm: 'SM4' });
    const psam = readPsam('DES');
    const alone = await readCard(card(), { psam });
    expect(checksByName(alone.checks)['terminal-accepted']).toBe('not-proven: key-not-there');
    const both = await readCard(card(), { psam: psamOrHsm(psam, readPsam('SM4')) });
    expect(both.identity.holder.name).toBe('测试甲');
    const refusing = psamOrHsm(readPsam('SM4', { isAuthorised: false }), readPsam('SM4'));
    const refused = await readCard(card(), { psam: refusing });
    expect(checksByName(refused.checks)['terminal-accepted']).toBe('not-proven: not-authorised');
  });

  test('a reader that hides the answer to reset cannot find the card’s key', async () => {
    const card = socialSecurityCard({ generation: 3 });
    const { checks } = await readCard(card, { psam: readPsam('DES'), hidesAtr: true });
    expect(checksByName(checks)['terminal-accepted']).toBe('not-proven: no-answer-to-reset');
  });

  test('an SSF33 card whose control information is silent is known by its card id', async () => {
    const card = socialSecurityCard({ algorithm: 'SSF33' });
    card.powerUp();
    const transport = {
      ...transportOf(card),
      async transmit(command: Uint8Array) {
        const answer = await card.transmit(command);
        const isSelect = command[1] === 0xa4 && command[2] === 0x04;
        return isSelect ? answer.slice(-2) : answer;
      },
    };
    const options = { random: countedRandom(), now: NOW };
    const { identity } = await readProfile('social-security', transport, options);
    expect(identity.card.algorithm).toBe('SSF33');
  });
});

describe('names', () => {
  test.each([
    ['fifteen characters fill the record', '测'.repeat(15)],
    ['goes on in the extension', '阿卜杜热西提买买提艾山江吐尔逊尼牙孜古丽'],
    ['is cut through a character', `A${'试'.repeat(18)}`],
    ['has a point in it', '买买提·吐尔逊'],
    ['four bytes: 𪛚 is outside GBK', '测𪛚'],
    ['four bytes in the basic plane: 㒣', '测㒣甲'],
  ])('%s', async (_, name) => {
    for (const generation of [1, 2, 3] as const) {
      const card = socialSecurityCard({ generation, name });
      const { identity } = await readCard(card, { psam: readPsam('DES') });
      expect(identity.holder.name).toBe(name);
    }
  });

  test.each([
    ['half a character', { name: Uint8Array.of(0xb2) }, 'not-gb18030'],
    ['a control character', { name: utf8('a\nb') }, 'control-character'],
    ['text behind the filling', { name: Uint8Array.of(0x41, 0, 0x42) }, 'control-character'],
    [
      'an extension behind a name that is not full',
      { name: utf8('A  '), 'name-extension': utf8('B') },
      'name-not-full',
    ],
  ])('%s is refused without being repeated', async (_, values, rule) => {
    const read = readCard(socialSecurityCard({ values }));
    await expect(read).rejects.toMatchObject({
      code: 'profile.malformed-record',
      detail: { file: 'SSSE EF06', rule },
    });
  });
});

describe('what a card says wrongly is told', () => {
  test.each([
    ['card-number', { 'card-number': 'X00000018' }, 'failed: wrong-check-digit'],
    ['card-number', { 'card-number': '' }, 'not-proven: not-on-card'],
    [
      'identity-number',
      { 'identity-number': '999001196205120017' },
      'failed: not-an-identity-number',
    ],
    ['identity-number', { 'identity-number': '' }, 'not-proven: not-on-card'],
    ['birth-date', { 'born-on': '1962-05-13' }, 'failed: dates-differ'],
    ['card-expiry', { 'expires-on': '2026-03-08' }, 'failed: dates-over'],
    ['card-expiry', { 'expires-on': '2026-03-09' }, 'passed'],
    ['card-expiry', { 'expires-on': new Uint8Array(4) }, 'not-proven: not-on-card'],
  ] as const)('%s: %j', async (name, values, expected) => {
    const { checks } = await readCard(socialSecurityCard({ values }));
    expect(checksByName(checks)[name]).toBe(expected);
  });

  test.each([
    ['a day that is none', { 'born-on': '1962-13-01' }, 'date'],
    ['letters in a date', { 'expires-on': Uint8Array.of(0x20, 0x26, 0xab, 0x01) }, 'digits'],
    ['a code that is none', { sex: Uint8Array.of(0x2a) }, 'code'],
  ])('%s is malformed', async (_, values, rule) => {
    await expect(readCard(socialSecurityCard({ values }))).rejects.toMatchObject({
      code: 'profile.malformed-record',
      detail: { rule },
    });
  });
});

describe('a residents’ health card', () => {
  test.each(
    ADDRESSING_STYLES.flatMap((addressing) => STYLES.map((style) => ({ addressing, style }))),
  )('$addressing, $style', async (variant) => {
    const card = residentsHealthCard(variant);
    const { identity, checks } = await readCard(card, { psam: readPsam('SM4') });
    expect(identity).toMatchObject({
      ...PUBLIC,
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

  test('which stays and visits are in force', async () => {
    const card = residentsHealthCard();
    card.powerUp();
    const random = countedRandom();
    const session = await ProfileSession.open('residents-health', transportOf(card), { random });
    expect(await session.readIndex(RH_STAYS)).toEqual([true, false, false]);
    expect(await session.readIndex(RH_VISITS)).toEqual([true, false, false, false, false]);
  });
});

describe('files behind the PIN and behind the key', () => {
  async function session(generation: 1 | 2 | 3) {
    const card = socialSecurityCard({ generation });
    card.powerUp();
    const options = { random: countedRandom(), atr: card.atr, psam: readPsam('DES') };
    return ProfileSession.open('social-security', transportOf(card), options);
  }

  test.each([
    [1, 10],
    [2, 30],
  ] as const)('version %d keeps %d details of transactions', async (generation, count) => {
    const open = await session(generation);
    expect(await open.readCyclic(DF04_DETAILS)).toEqual({ records: [], deniedBy: '6982' });
    expect((await open.read(DF04_BASIC)).deniedBy).toBe('6982');
    expect(await open.verifyPin(new LegacyPin('111111'))).toEqual({
      outcome: 'wrong',
      triesLeft: 2,
    });
    expect(await open.verifyPin(new LegacyPin('888888'))).toEqual({ outcome: 'verified' });
    const { records } = await open.readCyclic(DF04_DETAILS);
    expect(records).toHaveLength(count);
    expect(records[1]!.get('part-5')).toBe(2n);
    expect((await open.read(DF04_BASIC)).values.get('tag-81')).toBe('99900101');
  });

  test('three wrong PINs block', async () => {
    const open = await session(1);
    const outcomes = [];
    for (const pin of ['000000', '000001', '000002', '888888']) {
      outcomes.push((await open.verifyPin(new LegacyPin(pin))).outcome);
    }
    expect(outcomes).toEqual(['wrong', 'wrong', 'blocked', 'blocked']);
  });

  test('DF01 after the read key', async () => {
    const open = await session(2);
    expect((await open.read(DF01_HOUSEHOLD)).deniedBy).toBe('6982');
    const request = {
      algorithm: 'DES' as const,
      areaFactor: utf8('999001sx'),
      reference: 0x07,
      suffix: new Uint8Array(0),
    };
    expect(await open.authenticate('RKsSSE', 'SSSE', request)).toEqual({ outcome: 'accepted' });
    const { values, deniedBy } = await open.read(DF01_HOUSEHOLD);
    expect(deniedBy).toBeUndefined();
    expect(values.get('household-address')).toBe('示范乡第二村第三组');
  });
});

test('a card without the application says so', async () => {
  const card = scriptedCard([], '6A82');
  const open = ProfileSession.open('social-security', card, { random: countedRandom() });
  await expect(open).rejects.toMatchObject({
    code: 'profile.other-card',
    detail: { application: 'SSSE', sw: '6A82' },
  });
});
