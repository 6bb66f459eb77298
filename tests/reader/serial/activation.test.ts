import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { parseAtr } from '../../../src/card/index.ts';
import { answerTimeMs, planActivation } from '../../../src/reader/serial/activation.ts';
import { serialModel, slotsOf } from '../../../src/reader/serial/models.ts';
import { agreedFiDi, encodePps, parsePps } from '../../../src/reader/serial/pps.ts';
import { makeAtr } from '../../../src/virtual/serial/index.ts';

const TWIN = serialModel('GemPCTwin');

describe('PPS', () => {
  test.each([
    [{ protocol: 0, fiDi: 0x18 }, 'ff1018f7'],
    [{ protocol: 1, fiDi: 0x18 }, 'ff1118f6'],
    [{ protocol: 1, fiDi: 0x96 }, 'ff119678'],
    [{ protocol: 1 }, 'ff01fe'],
    [{ protocol: 0, fiDi: 0x11, pps2: 1, pps3: 2 }, 'ff7011010' + '29d'],
  ])('%o is %s', (pps, hex) => {
    expect(toHex(encodePps(pps))).toBe(hex);
    expect(parsePps(fromHex(hex))).toEqual({
      fiDi: undefined,
      pps2: undefined,
      pps3: undefined,
      ...pps,
    });
  });

  test.each([
    ['', 'length'],
    ['ff01', 'length'],
    ['ff0100000000fe', 'length'],
    ['fe01ff', 'ppss'],
    ['ff817e', 'pps0-reserved'],
    ['ff01ff', 'pck'],
    ['ff11ee', 'length'],
    ['ff0118e6', 'length'],
  ])('%s is refused by rule %s', (hex, rule) => {
    expect(() => parsePps(fromHex(hex))).toThrowError(
      expect.objectContaining({ code: 'reader.parameters-refused', detail: { rule } }),
    );
  });

  test('the card repeats a byte or leaves it out; anything else is no agreement', () => {
    const request = { protocol: 1, fiDi: 0x18 };
    expect(agreedFiDi(request, fromHex('ff1118f6'))).toBe(0x18);
    expect(agreedFiDi(request, fromHex('ff01fe'))).toBe(0x11);
    for (const [answer, rule] of [
      ['ff1018f7', 'protocol'],
      ['ff1117f9', 'fiDi'],
      ['ff3118' + '00d6', 'pps2'],
    ] as const) {
      expect(() => agreedFiDi(request, fromHex(answer))).toThrowError(
        expect.objectContaining({ detail: { rule } }),
      );
    }
  });

  test('misuse is the caller’s bug', () => {
    expect(() => encodePps({ protocol: 16 })).toThrow(RangeError);
  });
});

describe('what to settle', () => {
  const plan = (
    hex: Uint8Array,
    wish?: Parameters<typeof planActivation>[2],
  ): ReturnType<typeof planActivation> => planActivation(parseAtr(hex), TWIN, wish);

  test('a card of one protocol at the default speed needs no PPS', () => {
    expect(plan(makeAtr({ protocol: 'T=1' }))).toEqual({ protocol: 1, pps: undefined, fiDi: 0x11 });
    expect(plan(makeAtr({ protocol: 'T=0' }))).toEqual({ protocol: 0, pps: undefined, fiDi: 0x11 });
  });

  test('the first offer, unless another is wanted', () => {
    expect(plan(makeAtr({ protocol: 'both' }))).toMatchObject({ protocol: 0, pps: undefined });
    expect(plan(makeAtr({ protocol: 'both' }), { protocol: 1 })).toMatchObject({
      protocol: 1,
      pps: { protocol: 1 },
    });
  });

  test('a speed within the reader’s reach is asked for, one beyond it is not', () => {
    expect(plan(makeAtr({ protocol: 'T=1', fiDi: 0x18 })).pps).toEqual({ protocol: 1, fiDi: 0x18 });
    // 512 and 32 at 4 MHz: 250,000 bits a second; 64: 500,000, more than a Twin does.
    expect(plan(makeAtr({ protocol: 'T=1', fiDi: 0x96 })).pps).toEqual({ protocol: 1, fiDi: 0x96 });
    expect(plan(makeAtr({ protocol: 'T=1', fiDi: 0x97 })).pps).toBeUndefined();
    expect(plan(makeAtr({ protocol: 'T=1', fiDi: 0xff })).pps).toBeUndefined();
    expect(plan(makeAtr({ protocol: 'T=1', fiDi: 0x18 }), { isSlow: true }).pps).toBeUndefined();
  });

  test('in specific mode there is no PPS: TA1 holds, or the default when speed is implied', () => {
    const specific = (ta2: number) => {
      const body = [0x90, 0x95, 0x91, ta2, 0x31, 0x20, 0x45];
      const tck = body.reduce((sum, byte) => sum ^ byte, 0);
      return Uint8Array.of(0x3b, ...body, tck);
    };
    expect(plan(specific(0x81))).toEqual({ protocol: 1, pps: undefined, fiDi: 0x95 });
    expect(plan(specific(0x91))).toEqual({ protocol: 1, pps: undefined, fiDi: 0x11 });
    expect(() => plan(specific(0x81), { protocol: 0 })).toThrow(/reader.protocol-mismatch/);
    expect(() => plan(specific(0x8e))).toThrow(/reader.protocol-mismatch/);
  });

  test('the longest silence of a card that keeps its times', () => {
    const t1 = parseAtr(makeAtr({ protocol: 'T=1' }));
    const t0 = parseAtr(makeAtr({ protocol: 'T=0' }));
    // 1,429.9 ms BWT, 4.0 ms CWT, 518 characters of 1.116 ms.
    expect(answerTimeMs(t1, 1, 0x11, TWIN)).toBeGreaterThan(2_000);
    expect(answerTimeMs(t1, 1, 0x11, TWIN)).toBeLessThan(2_100);
    expect(answerTimeMs(t0, 0, 0x11, TWIN)).toBeGreaterThan(1_400);
    expect(answerTimeMs(t0, 0, 0x11, TWIN)).toBeLessThan(1_600);
  });
});

test('a model that nobody knows', () => {
  expect(() => serialModel('Abacus' as 'GemPCTwin')).toThrow(RangeError);
  expect(slotsOf(TWIN)).toHaveLength(1);
});
