import { expect, test } from 'vitest';
import { pcscReaders } from '../../src/reader/index.ts';
import { codeOf } from './codeOf.ts';
import { scriptedPort } from './scriptedPort.ts';

/** Shared objects with koffi in their name that this process has loaded. */
function nativeModules(): readonly string[] {
  const report = process.report.getReport() as unknown as { sharedObjects: string[] };
  return report.sharedObjects.filter((path) => /koffi|pcsclite|winscard|PCSC/.test(path));
}

test('nothing native is loaded before the first call', async () => {
  const readers = pcscReaders({ adapter: 'koffi' });
  expect(nativeModules()).toEqual([]);
  const code = await codeOf(readers.list());
  expect(nativeModules().length > 0 || code === 'reader.binding-not-available').toBe(true);
});

test('a port that could not be opened is tried again at the next call', async () => {
  let attempts = 0;
  const readers = pcscReaders({
    async openPort() {
      attempts++;
      if (attempts === 1) throw new Error('not yet');
      return scriptedPort([{ Desk: ['empty'] }]);
    },
  });
  await expect(readers.list()).rejects.toThrow('not yet');
  expect((await readers.list()).map(({ name }) => name)).toEqual(['Desk']);
  await readers.list();
  expect(attempts).toBe(2);
});
