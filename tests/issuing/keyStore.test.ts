import { copyFile, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../src/bytes.ts';
import { suiteOf } from '../../src/crypto/index.ts';
import { FileKeyStore, Passphrase, SealingKey } from '../../src/issuing/index.ts';
import { systemRandom } from '../../src/terminal/index.ts';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import { caught } from '../support/caught.ts';

const PASSPHRASE = new Passphrase('four words of a test');
const OPTIONS = { passphrase: PASSPHRASE, random: systemRandom };

async function made(): Promise<{ readonly folder: string; readonly store: FileKeyStore }> {
  const folder = join(temporaryFile('x'), '..', 'keys');
  return { folder, store: await FileKeyStore.create(folder, { ...OPTIONS, cost: 14 }) };
}

describe('the key store in files', () => {
  test('gives back what it was given, to whoever has the passphrase', async () => {
    const { folder, store } = await made();
    await store.save('masters', utf8('bytes'));
    await store.save('masters', utf8('other bytes'));
    const again = await FileKeyStore.open(folder, OPTIONS);
    expect(await again.load('masters')).toEqual(utf8('other bytes'));
    expect(await again.load('nothing')).toBeUndefined();
  });

  test('says that the passphrase is wrong, and nothing else', async () => {
    const { folder, store } = await made();
    await store.save('masters', utf8('bytes'));
    const passphrase = new Passphrase('four words of a tesT');
    const error = await caught(FileKeyStore.open(folder, { ...OPTIONS, passphrase }));
    expect(error).toMatchObject({ code: 'issuing.passphrase-wrong', detail: {} });
    expect(inspect(error, { depth: 9 })).not.toContain('four words');
  });

  test.each([1, 2] as const)('signs with a key of suite %i that it keeps', async (suite) => {
    const { folder, store } = await made();
    const { publicKey } = await store.create('county', suite);
    const key = (await (await FileKeyStore.open(folder, OPTIONS)).find('county'))!;
    const message = utf8('message');
    expect(suiteOf(suite).verify(publicKey, message, await key.sign(message))).toBe(true);
    await expect(store.create('county', suite)).rejects.toMatchObject({
      code: 'issuing.key-exists',
    });
    expect(await store.find('other')).toBeUndefined();
  });

  test('notices a changed byte anywhere, a swapped name and a file of another store', async () => {
    const { folder, store } = await made();
    await store.save('one', utf8('first'));
    await store.save('two', utf8('second'));
    const path = join(folder, 'one.sealed');
    const sealed = await readFile(path);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Uint8Array.from(sealed);
      changed[at]! ^= 0x80;
      await writeFile(path, changed);
      expect(await caught(store.load('one')), `byte ${at}`).toMatchObject({
        code: 'issuing.store-damaged',
      });
    }
    await writeFile(path, sealed);
    await copyFile(path, join(folder, 'two.sealed'));
    await expect(store.load('two')).rejects.toMatchObject({ code: 'issuing.store-damaged' });
    const other = await made();
    await copyFile(path, join(other.folder, 'one.sealed'));
    await expect(other.store.load('one')).rejects.toMatchObject({ code: 'issuing.store-damaged' });
    await writeFile(path, new Uint8Array(0));
    await expect(store.load('one')).rejects.toMatchObject({ code: 'issuing.store-damaged' });
  });

  test('never opens with a head that is not its own', async () => {
    const { folder } = await made();
    const path = join(folder, 'store.head');
    const head = Uint8Array.from(await readFile(path));
    for (let at = 0; at < head.length; at++) {
      const changed = head.slice();
      changed[at]! ^= 1;
      await writeFile(path, changed);
      expect(await caught(FileKeyStore.open(folder, OPTIONS)), `byte ${at}`).toMatchObject({
        code: expect.stringMatching(/^issuing\.(store-damaged|passphrase-wrong)$/),
      });
    }
    await rename(path, `${path}.gone`);
    await expect(FileKeyStore.open(folder, OPTIONS)).rejects.toMatchObject({
      code: 'issuing.store-missing',
    });
  });

  test('is never made over another, and its files are the owner’s alone', async () => {
    const { folder, store } = await made();
    await store.save('one', utf8('first'));
    for (const name of ['store.head', 'one.sealed']) {
      expect((await stat(join(folder, name))).mode & 0o777, name).toBe(0o600);
    }
    await expect(FileKeyStore.create(folder, { ...OPTIONS, cost: 14 })).rejects.toMatchObject({
      code: 'issuing.store-exists',
    });
  });

  test('takes the rest of an interrupted write for nothing', async () => {
    const { folder, store } = await made();
    await writeFile(join(folder, 'one.sealed.new'), 'half', { mode: 0o644 });
    await store.save('one', utf8('first'));
    expect(await store.load('one')).toEqual(utf8('first'));
    expect((await stat(join(folder, 'one.sealed'))).mode & 0o777).toBe(0o600);
  });

  test('takes no name that leaves its folder', async () => {
    const { store } = await made();
    for (const name of ['../x', 'A', '', 'a/b']) {
      await expect(store.save(name, utf8('x'))).rejects.toThrow(TypeError);
    }
  });

  test.each([0, 13, 21, 17.5])('takes no cost of %d', async (cost) => {
    const folder = join(temporaryFile('x'), '..', 'keys');
    await expect(FileKeyStore.create(folder, { ...OPTIONS, cost })).rejects.toThrow(RangeError);
  });
});

test('a passphrase has 12 characters, is the same on every keyboard, and is never printed', () => {
  expect(() => new Passphrase('eleven char')).toThrow(RangeError);
  expect(() => new Passphrase('x'.repeat(1025))).toThrow(RangeError);
  const composed = new Passphrase('caf\u00e9 caf\u00e9 caf\u00e9');
  const decomposed = new Passphrase('cafe\u0301 cafe\u0301 cafe\u0301');
  expect(composed.reveal()).toEqual(decomposed.reveal());
  const key = new SealingKey(new Uint8Array(32), systemRandom);
  for (const secret of [composed, key]) {
    expect([String(secret), JSON.stringify(secret), inspect(secret)]).toEqual([
      '[secret]',
      '"[secret]"',
      '[secret]',
    ]);
  }
});

test('bytes are sealed for what they are', () => {
  const key = new SealingKey(new Uint8Array(32), systemRandom);
  const sealed = key.seal('one', utf8('bytes'));
  expect(key.open('one', sealed)).toEqual(utf8('bytes'));
  expect(key.open('two', sealed)).toBeUndefined();
  expect(key.open('one', sealed.subarray(0, 27))).toBeUndefined();
  expect(
    new SealingKey(new Uint8Array(32).fill(1), systemRandom).open('one', sealed),
  ).toBeUndefined();
  expect(key.seal('one', utf8('bytes'))).not.toEqual(sealed);
});
