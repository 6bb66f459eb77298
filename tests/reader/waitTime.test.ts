import { expect, test } from 'vitest';
import { ctapHidReaders } from '../../src/reader/hid/index.ts';
import { pcscReaders, type ReaderProvider, vendorReaders } from '../../src/reader/index.ts';
import { serialReaders } from '../../src/reader/serial/index.ts';
import { virtualReader } from '../../src/virtual/index.ts';

const never = () => Promise.reject(new Error('is not to be opened'));
const providers: readonly (readonly [string, () => ReaderProvider])[] = [
  ['PC/SC', () => pcscReaders({ openPort: never })],
  ['serial', () => serialReaders({ path: 'none', openPort: never })],
  ['HID', () => ctapHidReaders({ bus: { list: never, open: never } })],
  ['vendor', () => vendorReaders({ library: '/none.so' })],
  ['virtual', () => virtualReader()],
];

test.each(providers)('%s: a wait that no timer can hold is the caller’s bug', async (_, open) => {
  for (const timeoutMs of [Number.POSITIVE_INFINITY, 2 ** 31, -1, Number.NaN]) {
    await expect(open().waitForCard({ timeoutMs })).rejects.toThrow(RangeError);
  }
});
