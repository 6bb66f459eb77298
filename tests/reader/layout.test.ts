import * as koffi from 'koffi';
import { describe, expect, test } from 'vitest';
import { readerStateFields } from '../../src/reader/pcsc/koffiLibrary.ts';
import { layoutOf, type PcscLayout } from '../../src/reader/pcsc/layout.ts';

/** Bytes of SCARD_READERSTATE as koffi lays it out on this computer. */
function readerState(layout: PcscLayout): { sizeBytes: number; atrOffset: number } {
  const type = (layout.isPacked ? koffi.pack : koffi.struct)(readerStateFields(koffi, layout));
  return { sizeBytes: koffi.sizeof(type), atrOffset: koffi.offsetof(type, 'rgbAtr') };
}

describe.runIf(['x64', 'arm64'].includes(process.arch))('SCARD_READERSTATE, 64-bit', () => {
  test.skipIf(process.platform === 'win32')('pcsc-lite: natural alignment, long words', () => {
    // Two pointers, three DWORDs of 8 bytes, 33 bytes of ATR, up to a multiple of 8.
    expect(readerState(layoutOf('linux'))).toEqual({ sizeBytes: 80, atrOffset: 40 });
  });

  test('macOS: packed, short words', () => {
    expect(readerState(layoutOf('darwin'))).toEqual({ sizeBytes: 61, atrOffset: 28 });
  });

  test('Windows: natural alignment, short words, 36 bytes of ATR', () => {
    expect(readerState(layoutOf('win32'))).toEqual({ sizeBytes: 64, atrOffset: 28 });
  });
});

test('a Unix that is not macOS has pcsc-lite', () => {
  expect(layoutOf('freebsd')).toBe(layoutOf('linux'));
});
