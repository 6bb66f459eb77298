import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pcscError } from '../../src/reader/pcsc/codes.ts';

describe('PC/SC status codes', () => {
  test.each([
    ['8010001D', 'reader.service-not-available'],
    ['8010001E', 'reader.service-stopped'],
    ['80100013', 'reader.service-stopped'],
    ['8010006A', 'reader.not-permitted'],
    ['8010002E', 'reader.no-reader'],
    ['80100009', 'reader.unknown-reader'],
    ['80100017', 'reader.reader-removed'],
    ['80100003', 'reader.reader-removed'],
    ['8010000B', 'reader.in-use'],
    ['8010000C', 'reader.no-card'],
    ['80100066', 'reader.card-mute'],
    ['80100067', 'reader.card-mute'],
    ['80100068', 'reader.card-was-reset'],
    ['80100069', 'reader.card-removed'],
    ['8010000F', 'reader.protocol-mismatch'],
    ['80100016', 'reader.transmit-failed'],
    ['80100008', 'reader.response-too-long'],
    ['80100002', 'reader.cancelled'],
    ['80100001', 'reader.pcsc-failed'],
    ['12345678', 'reader.pcsc-failed'],
  ])('%s', (hex, expected) => {
    const error = pcscError(Number.parseInt(hex, 16), 'SCardTransmit', { reader: 'Desk' });
    expect(error.code).toBe(expected);
    expect(error.detail).toMatchObject({ call: 'SCardTransmit', reader: 'Desk' });
    expect(error.detail.pcsc).toContain(hex);
  });

  const header = '/usr/include/PCSC/pcsclite.h';
  test.runIf(existsSync(header))('have the names that pcsclite.h gives them', () => {
    const defines = readFileSync(header, 'utf8').matchAll(
      /#define (SCARD_[A-Z_]+)\s+\(\(LONG\)0x([0-9A-F]{8})\)/g,
    );
    const names = new Map([...defines].map(([, name, hex]) => [Number.parseInt(hex!, 16), name!]));
    expect(names.size).toBeGreaterThan(50);
    names.delete(0);
    const known = [...names].filter(([code]) => {
      return pcscError(code, 'Call').detail.pcsc !== code.toString(16).toUpperCase();
    });
    expect(known.length).toBeGreaterThan(20);
    // Two names share 8010001F in the header; both are the same row here.
    const others = known.filter(([code, name]) => {
      return code !== 0x8010001f && !String(pcscError(code, 'Call').detail.pcsc).includes(name);
    });
    expect(others).toEqual([]);
  });
});
