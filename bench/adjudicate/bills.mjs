// Whole bills for the engine: a plan, a catalogue of any size, persons for whom all layers run.
import { readFile } from 'node:fs/promises';
import { importCatalogue, parseBill, parsePlan } from '../../dist/settlement.js';
import { catalogueTables, chance, randomLines } from '../support/catalogue.mjs';

const DAY = '2026-03-09';
/** Different items that a desk meets. */
const ITEMS_IN_USE = 1_000;

export async function planOf(file) {
  return parsePlan(await readFile(file, 'utf8'), file);
}

export async function catalogueOf(plan, items) {
  const county = plan.county.code;
  const from = '2020-01-01';
  const tables = catalogueTables({ items, shares: Math.ceil(items / 20), county, from });
  const { catalogue, rowsRefused } = await importCatalogue(tables);
  if (rowsRefused > 0) throw new Error(`${rowsRefused} rows refused`);
  return catalogue;
}

/** Requests to decide: bills of `lines` lines on items that a desk meets, anywhere in the catalogue. */
export function requestsOf(plan, catalogue, { items, bills, lines, seed = 3 }) {
  const random = chance(seed);
  const inUse = randomLines({ items, count: ITEMS_IN_USE, seed: 7 });
  const memberNumber = `${plan.county.code}-01-02-03-004-1`;
  const person = {
    home: plan.county.code,
    cardSerial: '0123456789',
    memberNumber,
    name: '测试甲',
    participation: [{ year: 2026, category: 'registered-poor', paidOn: '2025-12-01' }],
    bornOn: '1950-01-01',
    attributes: [],
    certificates: [],
    familyAccount: 10_000n,
  };
  const usage = {
    year: 2026,
    deductibleMet: 0n,
    benefitDrawn: 0n,
    admissions: 0,
    counters: {},
  };
  return Array.from({ length: bills }, (_, at) => {
    const drawn = Array.from({ length: lines }, (__, index) => {
      const fen = 100 + Math.floor(random() * 40_000);
      const quantity = 1 + Math.floor(random() * 9);
      const { itemCode } = inUse[Math.floor(random() * ITEMS_IN_USE)];
      return {
        lineId: String(index + 1),
        itemCode,
        hospitalItemCode: `H${index + 1}`,
        name: `项目${index + 1}`,
        chargedOn: DAY,
        unitPrice: yuan(fen),
        quantity: String(quantity),
        submitted: yuan(fen * quantity),
        fen: fen * quantity,
      };
    });
    const document = {
      format: 'onecard-bill/1',
      billNumber: `ZY${at}`,
      provider: {
        code: 'H99900100001',
        name: '示范县人民医院',
        county: plan.county.code,
        level: 'county',
        isDesignated: true,
      },
      visit: {
        kind: 'inpatient',
        admittedOn: '2026-03-02',
        dischargedOn: DAY,
        diagnoses: ['J18.900'],
      },
      patient: { name: person.name, memberNumber },
      lines: drawn.map(({ fen: _fen, ...line }) => line),
      total: yuan(drawn.reduce((sum, { fen }) => sum + fen, 0)),
    };
    const bill = parseBill(JSON.stringify(document), 'bill.json');
    return { person, bill, plan, catalogue, usage, settledOn: DAY };
  });
}

const yuan = (fen) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
