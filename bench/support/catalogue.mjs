// Catalogues of any size, the same for the same seed: as tables for an import, and the circumstances to ask for.
import { Readable } from 'node:stream';

const CLASSES = ['A', 'B', 'B', 'B', 'C'];
const KINDS = ['drug', 'drug', 'drug', 'herb', 'service', 'examination', 'material'];
const DIAGNOSES = ['J18', 'J44', 'I10', 'E11', 'K70', 'N40', 'C34', 'M54'];
const PERSONS = ['ordinary', 'destitute', 'minimum-living-allowance', 'special-care'];
/** Text handed on at a time. */
const PIECE_ROWS = 500;

/** mulberry32: chance that a seed repeats. */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = (random, values) => values[Math.floor(random() * values.length)];

/** `XA00000042`: 20 digits and letters as in the national drug list. */
export function itemCode(index) {
  return `XA${String(index).padStart(8, '0')}B002010100000`;
}

const COLUMNS = [
  'code',
  'name_zh',
  'name_en',
  'kind',
  'class',
  'self_pay',
  'from',
  'until',
  'essential',
  'tcm',
  'price',
  'ceiling',
  'ceiling_village',
  'ceiling_township',
  'ceiling_county',
  'ceiling_prefecture',
  'ceiling_province',
  'limit_diagnoses',
  'limit_age_min',
  'indications',
  'daily_quantity',
  'supply_days',
];

function itemRow(random, index, from) {
  const benefitClass = pick(random, CLASSES);
  const yuan = () =>
    `${Math.floor(random() * 500)}.${String(Math.floor(random() * 100)).padStart(2, '0')}`;
  const has = (share) => random() < share;
  const ceilings = benefitClass !== 'C' && has(0.4);
  const five = ceilings && has(0.5);
  return [
    itemCode(index),
    `演示项目第${index}号 ${pick(random, ['片', '胶囊', '注射液', '颗粒'])} 0.25g×${1 + Math.floor(random() * 48)}`,
    has(0.1) ? `Demonstration item ${index}` : '',
    pick(random, KINDS),
    benefitClass,
    benefitClass === 'B' ? pick(random, ['5%', '10%', '15%', '20%', '30%']) : '',
    from,
    '',
    has(0.2) ? 'yes' : 'no',
    has(0.1) ? 'yes' : 'no',
    has(0.5) ? yuan() : '',
    ceilings && !five ? yuan() : '',
    ...Array.from({ length: 5 }, () => (five ? yuan() : '')),
    has(0.1) ? `${pick(random, DIAGNOSES)};${pick(random, ['A15', 'B20', 'G40'])}` : '',
    has(0.05) ? '18' : '',
    has(0.2) ? pick(random, DIAGNOSES) : '',
    has(0.3) ? '4' : '',
    has(0.3) ? '7' : '',
  ].join(',');
}

async function* pieces(header, count, row) {
  yield Buffer.from(`${header}\r\n`);
  for (let from = 0; from < count; from += PIECE_ROWS) {
    const rows = [];
    for (let index = from; index < Math.min(count, from + PIECE_ROWS); index++)
      rows.push(row(index));
    yield Buffer.from(`${rows.join('\r\n')}\r\n`);
  }
}

/** @param items how many; @param shares how many of them, at most, have shares of their own; @param from first day */
export function catalogueTables({
  items,
  shares = 0,
  codes = 0,
  seed = 1,
  county = '999101',
  from = '2026-01-01',
}) {
  const head = {
    format: 'onecard-catalogue-tables/1',
    id: county,
    version: `generated-${items}`,
    county: { code: county, name: { zh: '示范就医县', en: 'Demonstration Treating County' } },
    effective: { from, until: 'open' },
    source: {
      document: { zh: '生成的目录', en: 'Generated catalogue' },
      text: { zh: '用于测量', en: 'for measuring' },
      assumed: { zh: '均为虚构', en: 'all of it is invented' },
    },
    tables: {
      items: { file: 'items.csv', form: 'csv', encoding: 'utf-8' },
      ...(shares > 0 ? { shares: { file: 'shares.tsv', form: 'tsv', encoding: 'utf-8' } } : {}),
      ...(codes > 0 ? { codes: { file: 'codes.csv', form: 'csv', encoding: 'utf-8' } } : {}),
    },
  };
  // Row by row from its own seed: classes are known without drawing all rows again.
  const rowOf = (index) => itemRow(chance(seed * 1_000_003 + index), index, from);
  const isB = (index) => rowOf(index).split(',')[4] === 'B';
  const withShares = [];
  for (let index = 0; withShares.length < shares && index < items; index++) {
    if (isB(index)) withShares.push(index);
  }
  const files = {
    'items.csv': () => pieces(COLUMNS.join(','), items, rowOf),
    'shares.tsv': () =>
      pieces('code\tregion\tperson_type\tself_pay', withShares.length, (each) =>
        [itemCode(withShares[each]), '999001', PERSONS[each % PERSONS.length], '3%'].join('\t'),
      ),
    'codes.csv': () =>
      pieces('provider,hospital_code,code', codes, (index) =>
        ['H99910100001', `院内${index}`, itemCode(index % items)].join(','),
      ),
  };
  return {
    head: JSON.stringify(head),
    headFile: 'head.json',
    open: (file) => Readable.from(files[file]()),
  };
}

/** Lines to ask for, spread over the whole catalogue. */
export function randomLines({ items, count, seed = 2 }) {
  const random = chance(seed);
  return Array.from({ length: count }, () => ({
    itemCode: itemCode(Math.floor(random() * items)),
  }));
}
