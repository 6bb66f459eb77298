import { expect, test } from 'vitest';
import { catalogueTables, itemCode } from '../../../bench/support/catalogue.mjs';
import type { CountyCode, ProviderCode } from '../../../src/model/index.ts';
import {
  encodeCatalogue,
  importCatalogue,
  openCatalogue,
  type RefusedRow,
} from '../../../src/settlement/index.ts';
import { plainDate } from '../../../src/time.ts';

const ITEMS = 200_000;
/** The file of 200,000 generated items with 20,000 shares and codes is 39 MB. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

test('two hundred thousand items: all of them taken, found, written and read again', {
  timeout: 240_000,
}, async () => {
  const tables = catalogueTables({ items: ITEMS, shares: 20_000, codes: 20_000 });
  const refused: RefusedRow[] = [];
  const { catalogue, rowsRead } = await importCatalogue({
    ...tables,
    onRefused: (row) => refused.push(row),
  });
  expect(refused).toEqual([]);
  expect(rowsRead).toEqual({ items: ITEMS, shares: 20_000, codes: 20_000 });

  const file = encodeCatalogue(catalogue!);
  expect(file.length).toBeLessThan(FILE_BYTES_MAX);
  const opened = openCatalogue(file);
  expect(opened.reference).toEqual(catalogue!.reference);

  const circumstances = {
    region: '999001' as CountyCode,
    personType: 'ordinary',
    date: plainDate('2026-03-01'),
    level: 'county',
  } as const;
  let found = 0;
  for (let index = 0; index < ITEMS; index++) {
    const code = itemCode(index);
    if (opened.termsFor({ itemCode: code }, circumstances)?.item.code === code) found += 1;
  }
  expect(found).toBe(ITEMS);
  expect(opened.termsFor({ itemCode: itemCode(ITEMS) }, circumstances)).toBeUndefined();
  const provider = 'H99910100001' as ProviderCode;
  expect(opened.codeOf(provider, '院内19999', circumstances.date)).toBe(itemCode(19_999));
});
