import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/bytes.ts';
import {
  type CardIssue,
  FILES,
  parseSlot,
  parseState,
  personalise,
  unframe,
} from '../../src/card/index.ts';
import { exportPrivateKey } from '../../src/crypto/index.ts';
import type { CountyCode } from '../../src/model/index.ts';
import {
  CARD_KEYS,
  COUNTY_KEY,
  cardImage,
  cardIssue,
  countedRandom,
  countyCertificate,
  fixedKey,
  SAM,
  SERIAL,
} from './issued.ts';

describe('the image of a new card', () => {
  test('has every transparent file, each within its reserve, and an empty log', async () => {
    const image = await cardImage();
    const transparent = Object.values(FILES).filter(({ structure }) => structure === 'transparent');
    expect(new Set(image.files.keys())).toEqual(new Set(transparent.map(({ fid }) => fid)));
    for (const { fid, sizeBytes } of transparent) {
      expect(image.files.get(fid)!.length).toBeLessThanOrEqual(sizeBytes);
    }
    expect(image.log).toEqual([]);
    expect(image).toMatchObject({ serial: SERIAL, suite: 1 });
  });

  test('salts every static file afresh: the same person twice gives other digests', async () => {
    const random = countedRandom();
    const [first, second] = [
      await personalise(cardIssue(), { sam: SAM, random }),
      await personalise(cardIssue(), { sam: SAM, random }),
    ];
    for (const name of ['EF.CARD', 'EF.HOLDER', 'EF.INS', 'EF.FAMILY', 'EF.CHRONIC'] as const) {
      const { fid } = FILES[name];
      expect(toHex(first.files.get(fid)!)).not.toBe(toHex(second.files.get(fid)!));
    }
  });

  test('begins with state 0 in slot A, proven by the module', async () => {
    const image = await cardImage();
    const { body, mac } = parseSlot(image.files.get(FILES['EF.STATE-A'].fid)!, 'EF.STATE-A');
    expect(parseState(body)).toMatchObject({ sequence: 0, attempt: 1 });
    expect(await SAM.checkState(1, SERIAL, body, mac)).toBe(true);
    expect(image.files.get(FILES['EF.STATE-B'].fid)!.every((byte) => byte === 0)).toBe(true);
  });

  test('holds no private key', async () => {
    const image = await cardImage();
    const everything = [...image.files.values(), image.fci].map(toHex).join();
    for (const key of [COUNTY_KEY, CARD_KEYS.authentication, CARD_KEYS.settlement]) {
      const secret = toHex(exportPrivateKey(key).slice(-32));
      expect(secret).toHaveLength(64);
      expect(everything).not.toContain(secret);
    }
  });

  test('tells strangers what it is: EF.DIR and EF.ATR/INFO', async () => {
    const image = await cardImage();
    expect(toHex(image.files.get(0x2f00)!)).toBe('61144f09f04f4e45434152440150074f6e6543617264');
    expect(toHex(image.files.get(0x2f01)!)).toBe('4703962140');
  });

  test('EF.SOD fits its file with room to grow', async () => {
    const image = await cardImage();
    const content = unframe(image.files.get(FILES['EF.SOD'].fid)!, 'EF.SOD');
    expect(content.length).toBeLessThan(560);
  });
});

describe('what does not belong together is the caller’s bug', () => {
  const { card, insurance, holder } = cardIssue();
  const other = '999102' as CountyCode;
  const CASES: readonly (readonly [string, Partial<CardIssue>])[] = [
    ['a certificate of another key', { certificate: countyCertificate({ key: fixedKey(0x33) }) }],
    ['a certificate of another county', { certificate: countyCertificate({ subject: '999102' }) }],
    ['a card of another county', { card: { ...card, issuer: other } }],
    ['insurance of another county', { insurance: { ...insurance, county: other } }],
    ['the other suite', { card: { ...card, suite: 2 } }],
  ];
  test.each(CASES)('%s', async (_name, changes) => {
    await expect(cardImage(changes)).rejects.toThrow(TypeError);
  });

  test.each([
    ['a name that is none', { holder: { ...holder, name: '\u0007' } }],
    [
      'more than its file holds',
      { holder: { ...holder, name: '\u{20bb7}'.repeat(50), address: '\u{20bb7}'.repeat(80) } },
    ],
    ['a key generation of zero', { keyGeneration: 0 }],
  ] as readonly (readonly [string, Partial<CardIssue>])[])('%s', async (_name, changes) => {
    await expect(cardImage(changes)).rejects.toThrow(RangeError);
  });
});
