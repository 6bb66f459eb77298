/** What stands on disks and cards, read from outside for the invariants: plain SQL, no code of the product's own. */

import type { CountyCode, JournalHead, SettlementId, TerminalId } from '../model/index.ts';
import { settlementIdBytes, settlementIdText } from '../settlement/journal/chain.ts';
import type { CentreHouse } from './centreHouse.ts';
import type { Desk } from './desk.ts';
import { DeskRows } from './deskRows.ts';
import type { Person } from './world/person.ts';
import type { World } from './world/world.ts';

export { DeskRows } from './deskRows.ts';

const desks = new WeakMap<Desk, DeskRows>();
const houses = new WeakMap<CentreHouse, CentreRows>();

/** Forgets what was looked at in the ledgers: the next look begins with their first rows. */
export function lookAnew(world: Pick<World, 'houses'>): void {
  for (const house of world.houses.values()) houses.delete(house);
}

/** The journal of a desk as it is now; rows that were looked at once are not read again. */
export function deskRows(world: World, desk: Desk): DeskRows {
  const known = desks.get(desk) ?? new DeskRows(desk, world);
  desks.set(desk, known);
  return known;
}

export function centreRows(world: World, county: CountyCode): CentreRows {
  const house = world.houses.get(county)!;
  const known = houses.get(house) ?? new CentreRows(house, world);
  houses.set(house, known);
  return known;
}

/** What the ledger holds of one member, by year and account. */
type Balances = Map<string, bigint>;

/** The ledger of a centre. Its tables only grow: rows that were looked at once are not read again. */
export class CentreRows {
  readonly #house: CentreHouse;
  readonly #world: World;
  #writes = -1;
  readonly #last = { settlement: 0n, reversal: 0n, confirmation: 0n, posting: 0n };
  readonly #settled = new Set<string>();
  readonly #reversed = new Set<string>();
  readonly #confirmed = new Set<string>();
  readonly #balances = new Map<string, Balances>();
  /** Of each member, what was found when ledger and notebook last changed. */
  readonly #judged = new Map<string, { readonly at: string; readonly found: readonly string[] }>();
  readonly #postings = new Map<string, number>();

  constructor(house: CentreHouse, world: World) {
    this.#house = house;
    this.#world = world;
  }

  stands(id: SettlementId): boolean {
    this.#read();
    return this.#settled.has(id) && !this.#reversed.has(id);
  }

  isConfirmed(id: SettlementId): boolean {
    this.#read();
    return this.#confirmed.has(id);
  }

  acknowledged(terminalId: TerminalId): JournalHead | undefined {
    const row = this.#house.disk
      .look(
        'SELECT sequence, hash FROM journal_head WHERE terminal_id = ? ORDER BY sequence DESC LIMIT 1',
      )
      .get(terminalId);
    return row && { sequence: Number(row.sequence), hash: row.hash };
  }

  /** What the register of stays says. */
  stayState(id: SettlementId): 'in-hospital' | 'discharged' | 'cancelled' | 'unknown' {
    const bytes = settlementIdBytes(id);
    const { disk } = this.#house;
    const known = disk.look('SELECT 1 AS one FROM stay WHERE stay_id = ?').get(bytes);
    if (known === undefined) return 'unknown';
    const newest = disk
      .look('SELECT event FROM stay_event WHERE stay_id = ? ORDER BY number DESC LIMIT 1')
      .get(bytes);
    return newest === undefined || newest.event === 'reopened' ? 'in-hospital' : newest.event;
  }

  /** Balances that are not the sum of what stands by the notebook. */
  wrongBalances(person: Person): readonly string[] {
    this.#read();
    const { memberNumber, serial } = person;
    const at = `${this.#postings.get(memberNumber) ?? 0} ${this.#world.notebook.changesOf(serial)}`;
    const known = this.#judged.get(memberNumber);
    if (known?.at === at) return known.found;
    const found = [...this.#wrongOf(person)];
    this.#judged.set(memberNumber, { at, found });
    return found;
  }

  *#wrongOf({ memberNumber, serial }: Person): Generator<string> {
    const expected = new Map<string, bigint>();
    // Off line a card does not know every counter: the ledger moves those by its own reckoning.
    const reckoned = new Set<number>();
    for (const { isOffline, year } of this.#world.notebook.ofCard(serial)) {
      if (isOffline) reckoned.add(year);
    }
    for (const { card, member, year, moved, isReversed } of this.#world.notebook.ofCard(serial)) {
      if (isReversed || card !== serial || member !== memberNumber) continue;
      for (const [account, sum] of moved) {
        const key = `${year} ${account}`;
        expected.set(key, (expected.get(key) ?? 0n) + sum);
      }
    }
    const found = this.#balances.get(memberNumber) ?? new Map<string, bigint>();
    for (const key of new Set([...expected.keys(), ...found.keys()])) {
      if (key.includes(' counter:') && reckoned.has(Number(key.slice(0, 4)))) continue;
      const [should, is] = [expected.get(key) ?? 0n, found.get(key) ?? 0n];
      if (should !== is) yield `${memberNumber} ${key}: ${is} in the ledger, ${should} stand`;
    }
  }

  /** What came since: nothing when nobody wrote. */
  #read(): void {
    const { disk } = this.#house;
    if (disk.writes === this.#writes) return;
    this.#writes = disk.writes;
    for (const { settlement_id, outcome } of this.#newRows(
      'settlement',
      'settlement_id, outcome',
    )) {
      if (outcome === 'settled') this.#settled.add(settlementIdText(settlement_id));
    }
    for (const { settlement_id } of this.#newRows('reversal', 'settlement_id')) {
      this.#reversed.add(settlementIdText(settlement_id));
    }
    for (const { settlement_id } of this.#newRows('confirmation', 'settlement_id')) {
      this.#confirmed.add(settlementIdText(settlement_id));
    }
    const columns = 'member_number, insurance_year, account, debit, credit';
    for (const row of this.#newRows('posting', columns)) {
      const member: string = row.member_number;
      const balances: Balances = this.#balances.get(member) ?? new Map();
      this.#balances.set(member, balances);
      const key = `${row.insurance_year} ${row.account}`;
      balances.set(key, (balances.get(key) ?? 0n) + BigInt(row.debit) - BigInt(row.credit));
      this.#postings.set(member, (this.#postings.get(member) ?? 0) + 1);
    }
  }

  #newRows(table: 'settlement' | 'reversal' | 'confirmation' | 'posting', columns: string) {
    const rows = this.#house.disk
      .look(`SELECT rowid AS place, ${columns} FROM ${table} WHERE rowid > ? ORDER BY rowid`)
      .all(this.#last[table] as never);
    if (rows.length > 0) this.#last[table] = rows.at(-1).place;
    return rows;
  }
}
