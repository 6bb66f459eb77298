import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromHex } from '../../src/bytes.ts';
import { installedCardNames, parseCardNames } from '../../src/card/index.ts';

const hex = (text: string) => fromHex(text.replaceAll(' ', ''));

const LIST = `# comment
3B 65 00 00 20 63 CB 68 00
\tA card by its exact bytes
\tAnother name for it

3B 6F 00 00 80 5A 29 13 09 10 11 3[36] .. 00 .. .. 82 90 00
\tA card of two makers

3B 39 19 00 53 4F 4D 41 44 53 33 30 3[1,3]
\tA class with a comma

3B 0. (4) 00
\tnot a pattern this list may have

3B 02 .*
\tAnything after 3B 02

3B 04 4*1 00
\tA repeated digit

(a+)+$
\tnot a pattern at all
`;

const names = parseCardNames(LIST);

test.each([
  ['3B 65 00 00 20 63 CB 68 00', ['A card by its exact bytes', 'Another name for it']],
  ['3B 65 00 00 20 63 CB 68 01', []],
  ['3B 65 00 00 20 63 CB 68', []],
  ['3B 6F 00 00 80 5A 29 13 09 10 11 36 AA 00 BB CC 82 90 00', ['A card of two makers']],
  ['3B 6F 00 00 80 5A 29 13 09 10 11 34 AA 00 BB CC 82 90 00', []],
  ['3B 39 19 00 53 4F 4D 41 44 53 33 30 33', ['A class with a comma']],
  ['3B 02', ['Anything after 3B 02']],
  ['3B 02 14 50', ['Anything after 3B 02']],
  ['3B 04 44 41 00', ['A repeated digit']],
  ['3B 04 41 00', ['A repeated digit']],
  ['3B 04 44 44 00', []],
])('%s', (atr, expected) => {
  expect(names(hex(atr))).toEqual(expected);
});

test('a pattern of nothing but stars costs no more than its length', () => {
  const evil = parseCardNames(`${'.*'.repeat(200)}1\n\tevil\n`);
  expect(evil(hex(`3B ${'00'.repeat(32)}`))).toEqual([]);
  expect(evil(hex('3B 01'))).toEqual(['evil']);
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onecard-names-'));
  await writeFile(join(folder, 'list.txt'), LIST);
});
afterAll(() => rm(folder, { recursive: true }));

test('the first list that can be read is taken', async () => {
  const paths = [join(folder, 'absent.txt'), join(folder, 'list.txt')];
  expect(await installedCardNames({ paths })(hex('3B 02'))).toEqual(['Anything after 3B 02']);
});

test('without a list there are no names', async () => {
  const lookup = installedCardNames({ paths: [join(folder, 'absent.txt')] });
  expect(await lookup(hex('3B 02'))).toEqual([]);
});

test('the list of pcsc-tools, where it is installed, names a common card', async () => {
  const found = await installedCardNames()(
    hex('3B F8 13 00 00 81 31 FE 15 59 75 62 69 6B 65 79 34 D4'),
  );
  // Without the package there is nothing to find; with it the name is known since 2016.
  expect(found.length === 0 || found.some((name) => /yubikey/i.test(name))).toBe(true);
});
