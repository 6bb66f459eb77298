/** The journal of one desk, read row by row as it grows. */

import { equalBytes } from '../bytes.ts';
import { parseStatement, suiteOf } from '../crypto/index.ts';
import type { CardSerial, SettlementId, SettlementStatement } from '../model/index.ts';
import { entryHash, headerHash, settlementIdText } from '../settlement/journal/chain.ts';
import { checkpointMessage } from '../settlement/journal/checkpoint.ts';
import { type EntryRow, parseRow, readRow } from '../settlement/journal/row.ts';
import { ENTRY_FORMAT } from '../settlement/journal/schema.ts';
import { chinaDate, type Instant } from '../time.ts';
import type { Desk } from './desk.ts';
import { glance } from './glance.ts';
import type { World } from './world/world.ts';

interface Intended {
  readonly card: string;
  readonly sequence: number;
  readonly isOffline: boolean;
}

interface Settled {
  readonly id: SettlementId;
  readonly total: bigint;
  readonly card: string;
  readonly atc: number;
  readonly isOffline: boolean;
}

const NO_FUND: ReadonlySet<string> = new Set(['cash', 'hospital']);

export class DeskRows {
  readonly #desk: Desk;
  readonly #world: World;
  #last: { readonly sequence: number; readonly hash: Uint8Array };
  readonly #breaks: string[] = [];
  readonly #sums: string[] = [];
  readonly #twice: string[] = [];
  readonly #intents = new Map<SettlementId, Intended>();
  readonly #reversing = new Set<SettlementId>();
  readonly #takenBack = new Set<SettlementId>();
  readonly #settled = new Map<SettlementId, Settled>();
  /** What funds pay by a module's signature, by module and day of the statement. */
  readonly #days = new Map<string, bigint>();
  #signedThrough = 0;
  #latest = 0 as Instant;
  readonly #hashes = new Map<number, Uint8Array>();
  readonly #offlineSequences = new Map<string, number>();
  #writes = -1;

  constructor(desk: Desk, world: World) {
    this.#desk = desk;
    this.#world = world;
    const header = { format: ENTRY_FORMAT, terminalId: desk.terminalId };
    this.#last = { sequence: 0, hash: headerHash(header) };
  }

  chainBreaks(): readonly string[] {
    this.#read();
    return this.#breaks;
  }

  wrongSums(): readonly string[] {
    this.#read();
    return this.#sums;
  }

  /** Entries since the last head that the desk's key signed. */
  unsignedCount(): number {
    this.#read();
    return this.#last.sequence - this.#signedThrough;
  }

  hasIntent(id: SettlementId): boolean {
    this.#read();
    return this.#intents.has(id);
  }

  /** Whether somebody here began to take it back. */
  isReversing(id: SettlementId): boolean {
    this.#read();
    return this.#reversing.has(id);
  }

  /** Whether the journal says that it was taken back. */
  isTakenBack(id: SettlementId): boolean {
    this.#read();
    return this.#takenBack.has(id);
  }

  /** The highest sequence that a card was promised off line here; 0 when none was. */
  offlineSequence(serial: string): number {
    this.#read();
    return this.#offlineSequences.get(serial) ?? 0;
  }

  hasSettledOffline(id: SettlementId): boolean {
    this.#read();
    return this.#settled.get(id)?.isOffline === true;
  }

  /** Whether the settlement was decided off line here. */
  isOffline(id: SettlementId): boolean {
    this.#read();
    return this.#intents.get(id)?.isOffline === true;
  }

  hasSettled(id: SettlementId): boolean {
    this.#read();
    return this.#settled.has(id);
  }

  settled(): Iterable<Settled> {
    this.#read();
    return this.#settled.values();
  }

  hashOf(sequence: number): Uint8Array | undefined {
    this.#read();
    return this.#hashes.get(sequence);
  }

  *open(): Generator<string> {
    this.#read();
    const rows = this.#desk.disk.live
      .look('SELECT settlement_id, matter FROM main.open_entry')
      .all();
    for (const { settlement_id, matter } of rows) {
      const id = settlementIdText(settlement_id) as SettlementId;
      const { notebook } = this.#world;
      const card = this.#intents.get(id)?.card as CardSerial | undefined;
      if (notebook.unpayable.has(id) || notebook.isHeld(card)) continue;
      yield `${this.#desk.terminalId} has ${id} open: ${matter}`;
    }
  }

  /** Two statements under one value would let the card's signature be moved from one to the other. */
  countersUsedTwice(): readonly string[] {
    this.#read();
    return this.#twice;
  }

  *daysBeyond(limit: bigint): Generator<string> {
    for (const [day, sum] of this.#days) {
      if (sum > limit) yield `${this.#desk.terminalId} signed for ${sum} on ${day}`;
    }
  }

  #read(): void {
    const { disk } = this.#desk;
    if (disk.writes === this.#writes) return;
    this.#writes = disk.writes;
    const rows = disk.everyYear(
      'SELECT sequence, at, kind, settlement_id, previous_hash, hash, payload FROM main.entry WHERE sequence > ? ORDER BY sequence',
      this.#last.sequence,
    );
    for (const raw of rows) this.#take(raw);
  }

  #take(raw: unknown): void {
    const row = parseRow(raw);
    if (!row || row.sequence !== this.#last.sequence + 1) {
      this.#breaks.push(`${this.#desk.terminalId}: no entry ${this.#last.sequence + 1}`);
      return;
    }
    const isWhole =
      equalBytes(row.previousHash, this.#last.hash) && equalBytes(entryHash(row), row.hash);
    if (!isWhole) this.#breaks.push(`${this.#desk.terminalId}: entry ${row.sequence}`);
    this.#last = { sequence: row.sequence, hash: row.hash };
    this.#hashes.set(row.sequence, row.hash);
    if (isWhole) this.#note(row, raw);
  }

  #noteCheckpoint(raw: unknown): void {
    const entry = readRow(raw, this.#desk.terminalId);
    if (entry.kind !== 'checkpoint') return;
    const { sequence, hash } = entry.head;
    const known = this.#hashes.get(sequence);
    const key = this.#desk.checkpointKey;
    const isSigned = suiteOf(1).verify(key, checkpointMessage(entry.head), entry.signature);
    if (isSigned && known && equalBytes(known, hash)) this.#signedThrough = sequence;
  }

  #note(row: EntryRow, raw: unknown): void {
    if (row.kind === 'checkpoint') this.#noteCheckpoint(raw);
    if (row.kind === 'reversing') {
      this.#reversing.add(settlementIdText(row.settlementId) as SettlementId);
    }
    if (row.kind === 'reversed' || row.kind === 'voided') {
      this.#takenBack.add(settlementIdText(row.settlementId) as SettlementId);
    }
    if (row.kind === 'intent') this.#noteIntent(row);
    if (row.kind === 'settled') this.#noteSettled(row);
  }

  #noteIntent({ payload }: EntryRow): void {
    const { id, cardSerial: card, sequence } = statementIn(payload, 'statement');
    const isOffline = glance(payload, 'offline') !== undefined;
    this.#intents.set(id, { card, sequence, isOffline });
    if (!isOffline) return;
    const highest = this.#offlineSequences.get(card) ?? 0;
    this.#offlineSequences.set(card, Math.max(highest, sequence));
  }

  #noteSettled({ payload }: EntryRow): void {
    const statement = statementIn(payload, 'signed', 'statement');
    const { id, total, cardSerial: card, byPayer, settledAt, samId } = statement;
    const atc = Number(glance(payload, 'signed', 'signatures', 'atc'));
    const isOffline = glance(payload, 'offline') !== undefined;
    this.#settled.set(id, { id, total, card, atc, isOffline });
    const { counters } = this.#world.notebook;
    const other = counters.get(`${card} ${atc}`);
    if (other !== undefined) this.#twice.push(`${card} signed ${id} and ${other} under ${atc}`);
    counters.set(`${card} ${atc}`, id);
    const shares = Object.entries(byPayer) as [string, bigint][];
    const paid = shares.reduce((sum, [, share]) => sum + share, 0n);
    let reasons = 0n;
    const byReason = glance(payload, 'adjudication', 'byReason') as ReadonlyMap<string, number>;
    for (const sum of byReason.values()) reasons += BigInt(sum);
    const billed = BigInt(glance(payload, 'bill', 'total') as number);
    if (paid !== total || reasons !== total || billed !== total) {
      this.#sums.push(`${id}: payers ${paid}, reasons ${reasons}, bill ${billed}, total ${total}`);
    }
    const funds = shares.reduce(
      (sum, [payer, share]) => sum + (NO_FUND.has(payer) ? 0n : share),
      0n,
    );
    // A module believes the latest time that it was shown.
    this.#latest = Math.max(this.#latest, settledAt, this.#world.clock.now()) as Instant;
    const day = `${samId} ${chinaDate(this.#latest)}`;
    this.#days.set(day, (this.#days.get(day) ?? 0n) + funds);
  }
}

function statementIn(payload: Uint8Array, ...path: readonly string[]): SettlementStatement {
  return parseStatement(glance(payload, ...path) as Uint8Array);
}
