import { describe, expect, test } from 'vitest';
import { openPcsclitePort } from '../../../src/reader/index.ts';
import {
  type PackageFactory,
  packageError,
  packageFailure,
} from '../../../src/reader/pcsc/pcsclite/load.ts';
import { codeOf } from '../codeOf.ts';

function failure(message: string, code?: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

describe('a package that does not load', () => {
  test.each<[string, Error, string]>([
    [
      'never installed, or removed after a compilation that failed',
      failure("Cannot find package 'pcsclite' imported from /app/x.js", 'ERR_MODULE_NOT_FOUND'),
      'reader.pcsclite-not-installed',
    ],
    [
      'installed with its scripts left out',
      failure('Could not locate the bindings file. Tried: → …/pcsclite/build/pcsclite.node'),
      'reader.pcsclite-not-built',
    ],
    [
      'built for another Node',
      failure('was compiled against a different Node.js version', 'ERR_DLOPEN_FAILED'),
      'reader.pcsclite-not-built',
    ],
    [
      'a part of it is missing',
      failure("Cannot find module 'bindings'", 'MODULE_NOT_FOUND'),
      'reader.pcsclite-not-built',
    ],
  ])('%s', (_name, cause, code) => {
    const error = packageError(cause);
    expect(error.code).toBe(code);
    expect(error.cause).toBe(cause);
    expect(error.detail).toEqual({ node: process.version });
  });
});

describe("the package's errors", () => {
  test.each([
    ['SCardTransmit error: Card was reset.(0x80100068)', 'reader.card-was-reset', 'SCardTransmit'],
    ['SCardConnect error: No smart card inserted.(0x8010000c)', 'reader.no-card', 'SCardConnect'],
    // A LONG of 64 bits that is printed with its sign.
    ['SCardConnect error: Sharing violation.(0xffffffff8010000b)', 'reader.in-use', 'SCardConnect'],
    // On Windows the text comes from the system, with a line feed and in its language.
    [
      'SCardTransmit error: 智能卡已被移除。\r\n(0x80100069)',
      'reader.card-removed',
      'SCardTransmit',
    ],
    ['Card Reader not connected', 'reader.pcsc-failed', 'SCardStatus'],
  ])('%s', (message, code, call) => {
    const error = packageFailure(new Error(message), 'SCardStatus', 'Desk');
    expect(error.code).toBe(code);
    expect(error.detail).toMatchObject({ call, reader: 'Desk' });
  });
});

test('a service that is not there is told when a context is asked for', async () => {
  const make: PackageFactory = () => {
    throw new Error('SCardEstablishContext error: Service not available.(0x8010001d)');
  };
  const port = await openPcsclitePort({ callMs: 100, transmitMs: 100 }, async () => make);
  expect(await codeOf(port.establishContext())).toBe('reader.service-not-available');
});
