/** The adapter to node-hid on a machine as it is: with devices or, more often, without. */

import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { ctapHidReaders, nodeHidBus, vendorHidReaders } from '../../../src/reader/hid/index.ts';
import { codeOf } from '../codeOf.ts';

const loaded = (): readonly string[] =>
  Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('node-hid'));

test('nothing native is loaded before the first call', async () => {
  const readers = [ctapHidReaders(), vendorHidReaders()];
  expect(loaded()).toEqual([]);
  for (const provider of readers) expect(Array.isArray(await provider.list())).toBe(true);
  expect(loaded().length).toBeGreaterThan(0);
});

test('a device that is not there cannot be opened', async () => {
  const opening = nodeHidBus().open('/dev/hidraw-none', { hasInput: true });
  expect(await codeOf(opening)).toBe('reader.reader-removed');
});

test('what is listed has a path and numbers', async () => {
  for (const device of await nodeHidBus().list()) {
    expect(device.path).not.toBe('');
    expect(Number.isInteger(device.vendorId)).toBe(true);
    expect(typeof device.product).toBe('string');
  }
});
