import { describe, expect, test } from 'vitest';
import { catalogueTables } from '../../../bench/support/catalogue.mjs';
import { sha256 } from '../../../src/crypto/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import {
  type Catalogue,
  catalogueChanges,
  encodeCatalogue,
  importCatalogue,
  openCatalogue,
} from '../../../src/settlement/index.ts';
import { catalogue as textCatalogue } from '../support.ts';
import { catalogueOf } from './support.ts';

const { catalogue: generated } = await importCatalogue(
  catalogueTables({ items: 500, shares: 50, codes: 50 }),
);
const CATALOGUES: readonly (readonly [string, Catalogue])[] = [
  ['from tables', generated!],
  ['from text', textCatalogue],
];

describe.each(CATALOGUES)('the file of a catalogue %s', (_, catalogue) => {
  const file = encodeCatalogue(catalogue);

  test('opens as the same catalogue', () => {
    const opened = openCatalogue(file);
    expect(opened.reference).toEqual(catalogue.reference);
    expect(opened).toMatchObject({ from: catalogue.from, clause: catalogue.clause });
    expect([...opened.periods()]).toEqual([...catalogue.periods()]);
    expect(encodeCatalogue(opened)).toEqual(file);
  });

  test('opens from any place in a buffer', () => {
    const buffer = new Uint8Array(file.length + 3);
    buffer.set(file, 3);
    expect(openCatalogue(buffer.subarray(3)).itemCount).toBe(catalogue.itemCount);
  });

  test('cut or changed anywhere it is refused', () => {
    for (const length of [0, 8, 100, file.length - 1]) {
      expect(() => openCatalogue(file.subarray(0, length))).toThrow(OneCardError);
    }
    for (let at = 0; at < file.length; at += 97) {
      const changed = Uint8Array.from(file);
      changed[at]! ^= 1;
      expect(() => openCatalogue(changed), `byte ${at}`).toThrow(OneCardError);
    }
  });

  test('with a digest made to fit, it is opened or refused, and what is opened can be read', () => {
    // Every part of the file, some hundred times in all.
    const step = 4 * Math.ceil(file.length / 1_600) + 1;
    let refused = 0;
    for (let at = 0; at < file.length - 32; at += step) {
      const changed = Uint8Array.from(file);
      changed[at]! ^= 0x81;
      changed.set(sha256(changed.subarray(0, -32)), changed.length - 32);
      try {
        for (const item of openCatalogue(changed).periods()) item.code.charAt(0);
      } catch (error) {
        if (!(error instanceof OneCardError)) throw error;
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(0);
  });
});

test('the order of rows does not count, what they say does', async () => {
  const head = 'code,name_zh,class\n';
  const rows = ['A1,甲,A\n', 'A2,乙,A\n', 'A3,丙,C\n'];
  const one = await catalogueOf({ items: head + rows.join('') });
  const two = await catalogueOf({ items: head + rows.toReversed().join('') });
  const three = await catalogueOf({ items: head + rows.join('').replace('丙', '丁') });
  expect(two.reference.hash).toEqual(one.reference.hash);
  expect(encodeCatalogue(two)).toEqual(encodeCatalogue(one));
  expect(three.reference.hash).not.toEqual(one.reference.hash);
});

test('what changed between two versions', async () => {
  const head = 'code,name_zh,class,self_pay,from,until,ceiling\n';
  const before = await catalogueOf({
    items: `${head}A1,甲,A,,,,\nA2,乙,B,10%,,,5\nA3,丙,C,,2026-01-01,2026-06-30,\nA4,丁,A,,,,\n`,
  });
  const after = await catalogueOf({
    items: `${head}A0,零,A,,,,\nA1,甲,A,,,,\nA2,乙,B,15%,,,5.5\nA3,丙,C,,2026-01-01,2026-05-31,\nA3,丙,A,,2026-06-01,,\n`,
  });
  const found = [...catalogueChanges(before, after)].map((change) =>
    change.change === 'changed'
      ? `${change.before.code} ${change.fields.join(' ')}`
      : change.change === 'added'
        ? `+${change.after.code} ${change.after.from ?? ''}`
        : `-${change.before.code}`,
  );
  expect(found).toEqual(['+A0 ', 'A2 selfPayFirst ceilings', 'A3 until', '+A3 2026-06-01', '-A4']);
  expect([...catalogueChanges(after, after)]).toEqual([]);
});
