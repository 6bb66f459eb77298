/** What stands on disks and cards, read from outside for the invariants: plain SQL, no code of the product's own. */

import type { CountyCode, JournalHead, SettlementId, TerminalId } from '../model/index.ts';
import { settlementIdBytes } from '../settlement/journal/chain.ts';
import type { CentreHouse } from './centreHouse.ts';
import type { Desk } from './desk.ts';
import { DeskRows } from './deskRows.ts';
import type { Person } from './world/person.ts';
import type { World } from './world/world.ts';

export { DeskRows } from './deskRows.ts';

const desks = new WeakMap<Desk, DeskRows>();
const houses = new WeakMap<CentreHouse, CentreRows>();

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

/** The ledger of a centre. */
export class CentreRows {
  readonly #house: CentreHouse;
  readonly #world: World;

  constructor(house: CentreHouse, world: World) {
    this.#house = house;
    this.#world = world;
  }

  stands(id: SettlementId): boolean {
    return (
      this.#count(
        `SELECT count(*) AS n FROM settlement WHERE settlement_id = ? AND outcome = 'settled'
        AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversal.settlement_id = settlement.settlement_id)`,
        settlementIdBytes(id),
      ) === 1
    );
  }

  isConfirmed(id: SettlementId): boolean {
    return (
      this.#count(
        'SELECT count(*) AS n FROM confirmation WHERE settlement_id = ?',
        settlementIdBytes(id),
      ) === 1
    );
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
    if (this.#count('SELECT count(*) AS n FROM stay WHERE stay_id = ?', bytes) === 0) {
      return 'unknown';
    }
    const newest = this.#house.disk
      .look('SELECT event FROM stay_event WHERE stay_id = ? ORDER BY number DESC LIMIT 1')
      .get(bytes);
    return newest === undefined || newest.event === 'reopened' ? 'in-hospital' : newest.event;
  }

  /** Balances that are not the sum of what stands by the notebook. */
  *wrongBalances({ memberNumber, serial }: Person): Generator<string> {
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
    const rows = this.#house.disk
      .look(
        `SELECT insurance_year AS year, account, sum(debit) - sum(credit) AS balance FROM posting
       WHERE member_number = ? GROUP BY insurance_year, account`,
      )
      .all(memberNumber);
    const found = new Map<string, bigint>(
      rows.map(({ year, account, balance }) => [`${year} ${account}`, balance as bigint]),
    );
    for (const key of new Set([...expected.keys(), ...found.keys()])) {
      if (key.includes(' counter:') && reckoned.has(Number(key.slice(0, 4)))) continue;
      const [should, is] = [expected.get(key) ?? 0n, found.get(key) ?? 0n];
      if (should !== is) yield `${memberNumber} ${key}: ${is} in the ledger, ${should} stand`;
    }
  }

  #count(sql: string, ...values: readonly unknown[]): number {
    return Number(this.#house.disk.look(sql).get(...(values as never[])).n);
  }
}
