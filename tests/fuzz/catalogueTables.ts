import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { OneCardError } from '../../src/errors/index.ts';
import {
  type CatalogueImport,
  encodeCatalogue,
  importCatalogue,
  openCatalogue,
  type RefusedRow,
  refusedRowCsv,
  refusedRowText,
} from '../../src/settlement/index.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickNumber, pickOne, unlessRefused } from './harness/inputs.ts';

const folder = new URL('../../examples/catalogue/', import.meta.url);
const read = (name: string) => readFileSync(fileURLToPath(new URL(name, folder)));

const HEAD = read('head.yaml').toString('utf8').split('\ntables:\n')[0]!;
/** Fields and separators in which tables stumble. */
const STUMBLES = ['"', '""', '",', '\r', '\n', '\r\n', ',', '\t', '\ufeff', '\u202e', '甲'].map(
  (text) => new TextEncoder().encode(text),
);
const ITEMS = read('items.csv');
const CODES = read('codes.csv');
const SHARES = read('shares.tsv');

async function attempt(random: () => number): Promise<void> {
  const tables: Readonly<Record<string, Uint8Array>> = {
    items: stumbling(random, ITEMS),
    shares: stumbling(random, SHARES),
    codes: stumbling(random, CODES),
  };
  const encodings = ['utf-8', 'gb18030'];
  const form = () => pickOne(random, ['csv', 'csv', 'csv', 'tsv']);
  const table = (file: string, encoding: string) =>
    `  ${file}: { file: ${file}, form: ${random() < 0.05 ? form() : file === 'shares' ? 'tsv' : 'csv'}, encoding: ${random() < 0.05 ? pickOne(random, encodings) : encoding}`;
  const head = `${HEAD}
tables:
${table('items', 'utf-8')} }
${table('shares', 'utf-8')}, empty: 'null', ignore: [rid], columns: { code: hilist_code, region: insu_admdvs, person_type: selfpay_prop_psn_type, self_pay: selfpay_prop, from: begndate, until: enddate } }
${table('codes', 'gb18030')} }
`;
  const refused: RefusedRow[] = [];
  const piece = 1 + pickNumber(random, 200);
  let result: CatalogueImport;
  try {
    result = await importCatalogue({
      head,
      headFile: 'head.yaml',
      open: (file) => pieces(tables[file]!, piece),
      onRefused: (row) => refused.push(row),
    });
  } catch (error) {
    if (error instanceof OneCardError && error.code.startsWith('catalogue.')) return;
    throw error;
  }
  must(result.rowsRefused === refused.length, 'every refused row is told');
  for (const row of refused) {
    must(row.line > 0 && row.lineEnd >= row.line, 'a refused row has its lines');
    const isOneLine = [refusedRowText(row, 'en'), refusedRowCsv(row, 'zh').slice(0, -2)].every(
      (text) => !/[\r\n]/.test(text),
    );
    must(isOneLine, 'what is told of a row is one line');
  }
  const { items, shares, codes } = result.rowsRead;
  must(items + shares + codes >= refused.length, 'no row is refused twice');
  if (!result.catalogue) return;
  must(result.catalogue.itemCount <= items, 'no item without a row');
  const file = encodeCatalogue(result.catalogue);
  must(openCatalogue(file).itemCount === result.catalogue.itemCount, 'the file opens again');
  unlessRefused(['catalogue'], () => openCatalogue(damaged(random, [file])));
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function stumbling(random: () => number, bytes: Uint8Array): Uint8Array {
  if (random() < 0.3) return damaged(random, [bytes]);
  const at = pickNumber(random, bytes.length);
  const stumble = pickOne(random, STUMBLES);
  return Buffer.concat([
    bytes.subarray(0, at),
    stumble,
    bytes.subarray(at + pickNumber(random, 3)),
  ]);
}

/** Tables become a catalogue, or each row that does not is named; never another error. */
export const catalogueTables: FuzzEntry = {
  name: 'catalogue tables',
  inputsPerRun: 1,
  async run(random) {
    await attempt(random);
  },
};
