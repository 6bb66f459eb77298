import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../../src/bytes.ts';
import {
  ATR_BYTES_MAX,
  type Atr,
  bitRateOf,
  blockWaitingTimeMs,
  characterWaitingTimeMs,
  parseAtr,
  rateOf,
  workWaitingTimeMs,
} from '../../src/card/index.ts';

const hex = (text: string) => fromHex(text.replaceAll(' ', ''));
const parse = (text: string): Atr => parseAtr(hex(text));

describe('answers to reset of cards that exist', () => {
  test('T=0 and T=1 with CRC, as the OsEID card sends it', () => {
    const atr = parse('3B D5 96 02 80 71 FE 65 01 4F 73 45 49 44 5E');
    expect(atr).toMatchObject({
      convention: 'direct',
      protocols: [0, 1],
      specificMode: undefined,
      fiDi: 0x96,
      extraGuardTime: 2,
      t1: { ifsc: 254, bwi: 6, cwi: 5, edc: 'crc' },
      checkByte: 0x5e,
    });
    expect(Buffer.from(atr.historicalBytes).toString()).toBe('OsEID');
    expect(atr.groups.map(({ protocol }) => protocol)).toEqual([undefined, undefined, 1]);
  });

  test('T=1 alone, as a token of Yubico sends it', () => {
    const atr = parse('3B F8 13 00 00 81 31 FE 15 59 75 62 69 6B 65 79 34 D4');
    expect(atr.protocols).toEqual([1]);
    expect(atr.t1).toEqual({ ifsc: 254, bwi: 1, cwi: 5, edc: 'lrc' });
    expect(atr.groups[0]).toMatchObject({ index: 1, ta: 0x13, tb: 0, tc: 0, td: 0x81 });
  });

  test('inverse convention, no interface bytes, no TCK', () => {
    const atr = parse('3F 65 25 08 93 04 6C 90 00');
    expect(atr.convention).toBe('inverse');
    expect(atr.protocols).toEqual([0]);
    expect(atr.checkByte).toBeUndefined();
  });

  test('the shortest there is: TS and T0', () => {
    expect(parse('3B 00')).toMatchObject({ protocols: [0], fiDi: 0x11, waitingInteger: 10 });
  });

  test('specific mode and global bytes after T=15', () => {
    // TA1 TD1(T=1) TA2 TD2(T=1) TA3 TB3 TD3(T=15) TA4, one historical byte.
    const body = [0x91, 0x18, 0x91, 0x81, 0xb1, 0x20, 0x45, 0x1f, 0xc3, 0x41];
    const tck = body.reduce((sum, byte) => sum ^ byte, 0);
    const atr = parseAtr(Uint8Array.of(0x3b, ...body, tck));
    expect(atr.specificMode).toEqual({ protocol: 1, canChange: false, hasImpliedSpeed: false });
    expect(atr.clockStopAndClass).toBe(0xc3);
    expect(atr.protocols).toEqual([1]);
    expect(atr.t1).toEqual({ ifsc: 32, bwi: 4, cwi: 5, edc: 'lrc' });
  });

  test('TC2 is the waiting integer of T=0', () => {
    expect(parse('3B 80 40 0A').waitingInteger).toBe(10);
    expect(parse('3B 80 40 20').waitingInteger).toBe(32);
  });
});

test.each([
  ['', 'too-short'],
  ['3B', 'too-short'],
  ['3C 00', 'ts'],
  ['03 00', 'ts'],
  [`3B 0F ${'00'.repeat(32)}`, 'too-long'],
  ['3B 10', 'interface-bytes'],
  ['3B 80', 'interface-bytes'],
  ['3B 80 80', 'interface-bytes'],
  ['3B 02 41', 'historical'],
  ['3B 02 41 42 43', 'bytes-left-over'],
  ['3B 80 01', 'tck-missing'],
  ['3B 80 01 80', 'tck'],
  ['3B 80 01 81 00', 'bytes-left-over'],
  ['3B 80 0F 8F', 'td1-t15'],
  ['3B 80 40 00', 'reserved-value'],
])('%s is refused by rule %s', (text, rule) => {
  expect(() => parse(text)).toThrowError(
    expect.objectContaining({
      code: 'card.malformed-atr',
      detail: expect.objectContaining({ rule }),
    }),
  );
});

test.each([
  ['10 00', 'ifsc'],
  ['10 FF', 'ifsc'],
  ['20 A0', 'bwi'],
])('reserved T=1 bytes %s are refused', (bytes, field) => {
  const [y, value] = [...hex(bytes)];
  const body = [0x80, 0x81, y! | 1, value!];
  const tck = body.reduce((sum, byte) => sum ^ byte, 0);
  expect(() => parseAtr(Uint8Array.of(0x3b, ...body, tck))).toThrowError(
    expect.objectContaining({ detail: { field, rule: 'reserved-value' } }),
  );
});

test('whatever was accepted holds nothing but what the standard draws', () => {
  const likely = fc
    .tuple(
      fc.constantFrom(0x3b, 0x3f),
      fc.integer({ min: 0, max: 255 }),
      fc.uint8Array({ maxLength: 31 }),
    )
    .map(([ts, t0, rest]) => Uint8Array.of(ts, t0, ...rest));
  fc.assert(
    fc.property(likely, (bytes) => {
      let atr: Atr;
      try {
        atr = parseAtr(bytes);
      } catch (error) {
        expect(error).toMatchObject({ code: 'card.malformed-atr' });
        return;
      }
      const interfaceBytes = atr.groups.flatMap(({ ta, tb, tc, td }) =>
        [ta, tb, tc, td].filter((byte) => byte !== undefined),
      );
      const check = atr.checkByte === undefined ? [] : [atr.checkByte];
      expect([bytes[0], bytes[1], ...interfaceBytes, ...atr.historicalBytes, ...check]).toEqual([
        ...bytes,
      ]);
      expect(bytes.length).toBeLessThanOrEqual(ATR_BYTES_MAX);
    }),
    { numRuns: 2_000 },
  );
});

describe('rates and waiting times', () => {
  test('TA1 11 at 4 MHz is 10,752 bits a second', () => {
    expect(rateOf(0x11)).toEqual({ f: 372, d: 1 });
    expect(bitRateOf(rateOf(0x11)!, 4_000_000)).toBe(10_752);
    expect(bitRateOf(rateOf(0x96)!, 4_800_000)).toBe(300_000);
  });

  test.each([0x70, 0x71, 0x10, 0x1a, 0xe1, 0xff])('TA1 %i is reserved', (fiDi) => {
    expect(rateOf(fiDi)).toBeUndefined();
  });

  test('waiting times of the defaults at 4 MHz', () => {
    const t1 = parse('3B 80 01 81').t1;
    const rate = { f: 372, d: 1 };
    expect(t1).toEqual({ ifsc: 32, bwi: 4, cwi: 13, edc: 'lrc' });
    expect(workWaitingTimeMs(10, rate, 4_000_000)).toBe(893);
    expect(blockWaitingTimeMs(t1, rate, 4_000_000)).toBe(1_430);
    expect(characterWaitingTimeMs(t1, rate, 4_000_000)).toBe(763);
  });
});
