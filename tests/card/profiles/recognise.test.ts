import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import {
  algorithmOfFci,
  cardNumberCheck,
  isCardNumber,
  LegacyPin,
  recogniseCard,
  SSSE_AID,
} from '../../../src/card/index.ts';
import { VirtualPurseCard, virtualReader } from '../../../src/virtual/index.ts';
import { scriptedCard } from '../../support/scriptedCard.ts';
import { cardImage, inserted } from '../issued.ts';
import { purseCard } from '../purse/till.ts';
import { residentsHealthCard, socialSecurityCard } from './cards.ts';

const kindOf = async (card: Parameters<typeof virtualReader>[0]) => {
  const connection = await virtualReader(card).connect();
  return recogniseCard(connection, { atr: connection.atr });
};

describe('which card it is', () => {
  test.each(['direct', 'get-response', 'wrong-le', 'no-le-on-select'] as const)(
    '%s',
    async (style) => {
      expect(await kindOf(socialSecurityCard({ style }))).toEqual({
        kind: 'social-security',
        evidence: [
          { kind: 'onecard', application: 'OneCard', by: 'aid', sw: '6A82', isPresent: false },
          { kind: 'social-security', application: 'SSSE', by: 'aid', sw: '9000', isPresent: true },
          {
            kind: 'residents-health',
            application: 'DDF1',
            by: 'fid',
            sw: '6A82',
            isPresent: false,
          },
        ],
        historicalByteCount: 13,
      });
      expect((await kindOf(residentsHealthCard({ style }))).kind).toBe('residents-health');
    },
  );

  test('a OneCard is a OneCard', async () => {
    const { card } = await inserted(await cardImage());
    expect((await kindOf(card)).kind).toBe('onecard');
  });

  test('a card with another application is unknown', async () => {
    const card = purseCard();
    expect(card).toBeInstanceOf(VirtualPurseCard);
    expect((await kindOf(card)).kind).toBe('unknown');
  });

  test('an application that is blocked is not there', async () => {
    const card = scriptedCard([], '6283');
    const { kind, evidence } = await recogniseCard(card);
    expect(kind).toBe('unknown');
    expect(evidence.map(({ sw }) => sw)).toEqual(['6283', '6283', '6283']);
  });

  test('an answer to reset that is malformed says nothing', async () => {
    const recognition = await recogniseCard(scriptedCard([], '6A82'), { atr: fromHex('FF') });
    expect('historicalByteCount' in recognition).toBe(false);
  });
});

test('the AID is its Chinese name', () => {
  expect(new TextDecoder('gb18030').decode(SSSE_AID)).toBe('sx1.sh.社会保障');
});

describe('the algorithm that an application names', () => {
  test.each([
    ['01', 'DES'],
    ['02', 'SSF33'],
    ['03', 'SM4'],
    ['04', undefined],
  ] as const)('%s', (code, expected) => {
    expect(algorithmOfFci(fromHex(`6F0A8400A5069F0C038601${code}`))).toBe(expected);
    expect(algorithmOfFci(fromHex(`6F0BA509BF0C069F0C038601${code}`))).toBe(expected);
    expect(algorithmOfFci(fromHex(`9F0C038601${code}`))).toBe(expected);
  });
  test.each(['', '6F', '6F05A5', '6F0A8400A5069F0C028601', '9F0C03850103', '6F820000', 'FFFFFF'])(
    'none in "%s"',
    (hex) => expect(algorithmOfFci(fromHex(hex))).toBeUndefined(),
  );
});

describe('the card number', () => {
  test('the published sample', () => {
    expect(cardNumberCheck('X0000001')).toBe('9');
    expect(isCardNumber('X00000019')).toBe(true);
  });
  test('every single wrong digit is seen', () => {
    for (let place = 0; place < 8; place++) {
      for (const digit of '0123456789') {
        const text = `A1234567${cardNumberCheck('A1234567')}`;
        if (text[place] === digit) continue;
        const wrong = `${text.slice(0, place)}${digit}${text.slice(place + 1)}`;
        // Letters count to 35: beyond 11 they fall together with a digit, as the rule has it.
        const isBlind = place === 0 && (10 - Number(digit)) % 11 === 0;
        expect(isCardNumber(wrong), wrong).toBe(isBlind);
      }
    }
  });
  test.each(['X0000001', 'X000000190', 'x00000019', 'X0000001-'])('%s is none', (text) => {
    expect(isCardNumber(text)).toBe(false);
  });
});

test('a PIN is never printed', () => {
  const pin = new LegacyPin('888888');
  expect(`${pin} ${JSON.stringify({ pin })} ${toHex(new Uint8Array(1))}`).not.toContain('888888');
  expect(() => new LegacyPin('88888')).toThrow(RangeError);
  expect(() => new LegacyPin('secret')).toThrow(/^(?!.*secret)/);
});
