/** The register's file, opened: numbers, batches and cards, each change durable when it returns. */

import type { CardStatus } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { CardSerial, CountyCode, SuiteId } from '../../model/index.ts';
import {
  closeStore,
  type Database,
  inRead,
  inWrite,
  openStore,
} from '../../settlement/journal/database.ts';
import type { Instant, PlainDate } from '../../time.ts';
import { ModuleRows } from './modules.ts';
import { REGISTER_FORMAT } from './schema.ts';

export interface IssuerRow {
  readonly county: CountyCode;
  readonly province: string;
  readonly suite: SuiteId;
  readonly provinceCertificate: Uint8Array;
  readonly countyCertificate: Uint8Array;
  readonly nextCard: number;
  readonly nextSam: number;
}

/** What every card of one batch has in common, fixed when the batch begins. */
export interface BatchTerms {
  readonly rowCount: number;
  /** What the cards come from, 32 bytes: a batch of the same is the same batch. */
  readonly sourceHash: Uint8Array;
  /** Where they go to, in words of the caller's. */
  readonly destination: string;
  /** Whose centre is told; empty for none. */
  readonly centre: string;
  readonly keyGeneration: 1 | 2;
  readonly issuedAt: Instant;
  readonly expiresOn: PlainDate;
}

export interface BatchRow extends BatchTerms {
  readonly batch: number;
  readonly firstNumber: number;
  readonly finishedAt?: Instant;
  readonly report?: Uint8Array;
}

export interface CardRow {
  readonly number: number;
  readonly serial: CardSerial;
  readonly batch: number;
  /** From 1. */
  readonly row: number;
  /** Keyed hash of the identity number. */
  readonly personTag: Uint8Array;
  /** Sealed. */
  readonly person: Uint8Array;
  /** COSE_Key bytes of keys 0x81 and 0x82. */
  readonly authenticationKey: Uint8Array;
  readonly settlementKey: Uint8Array;
  /** Sealed; absent once delivered. */
  readonly package?: Uint8Array;
  readonly status: CardStatus;
  /** Number of the card that it stands for. */
  readonly replaces?: number;
}

export class IssuerRegister {
  readonly #file: string;
  readonly #database: Database;
  readonly modules: ModuleRows;

  /** @throws OneCardError `store.…` */
  constructor(file: string) {
    this.#file = file;
    this.#database = openStore(file, REGISTER_FORMAT);
    this.modules = new ModuleRows(this.#database, (work) => this.write(work));
  }

  /** Once in a register's life. */
  found(issuer: Omit<IssuerRow, 'nextCard' | 'nextSam'>): void {
    const { county, province, suite, provinceCertificate, countyCertificate } = issuer;
    this.write(() => {
      this.#database
        .prepare('INSERT INTO issuer VALUES (?, ?, ?, ?, ?, 1, 1)')
        .run(county, province, suite, provinceCertificate, countyCertificate);
    });
  }

  issuer(): IssuerRow | undefined {
    const row = this.#database.prepare('SELECT * FROM issuer').get();
    return (
      row && {
        county: row.county,
        province: row.province,
        suite: Number(row.suite) as SuiteId,
        provinceCertificate: row.province_certificate,
        countyCertificate: row.county_certificate,
        nextCard: Number(row.next_card),
        nextSam: Number(row.next_sam),
      }
    );
  }

  /**
   * The batch of this source; a new one takes its numbers in the same unit, before any card is made.
   * @param personTags of its rows in their order
   */
  beginBatch(terms: BatchTerms, personTags: readonly Uint8Array[]): BatchRow {
    return this.write(() => {
      const known = this.batchOf(terms.sourceHash);
      if (known) return known;
      const { next_card: next } = this.#database
        .prepare('UPDATE issuer SET next_card = next_card + ? RETURNING next_card')
        .get(terms.rowCount);
      this.#database
        .prepare(
          `INSERT INTO batch (source_hash, row_count, first_number, destination, centre,
             key_generation, issued_at, expires_on) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          terms.sourceHash,
          terms.rowCount,
          Number(next) - terms.rowCount,
          terms.destination,
          terms.centre,
          terms.keyGeneration,
          terms.issuedAt,
          terms.expiresOn,
        );
      const begun = this.batchOf(terms.sourceHash)!;
      const insert = this.#database.prepare('INSERT INTO listed VALUES (?, ?, ?)');
      for (const [index, tag] of personTags.entries()) insert.run(begun.batch, index + 1, tag);
      return begun;
    });
  }

  batchOf(sourceHash: Uint8Array): BatchRow | undefined {
    const row = this.#database.prepare('SELECT * FROM batch WHERE source_hash = ?').get(sourceHash);
    return (
      row && {
        batch: Number(row.batch),
        rowCount: Number(row.row_count),
        sourceHash: row.source_hash,
        firstNumber: Number(row.first_number),
        destination: row.destination,
        centre: row.centre,
        keyGeneration: Number(row.key_generation) as 1 | 2,
        issuedAt: Number(row.issued_at) as Instant,
        expiresOn: row.expires_on,
        ...(row.finished_at !== null && {
          finishedAt: Number(row.finished_at) as Instant,
          report: row.report,
        }),
      }
    );
  }

  finishBatch(batch: number, finishedAt: Instant, report: Uint8Array): void {
    this.write(() => {
      this.#database
        .prepare('UPDATE batch SET finished_at = ?, report = ? WHERE batch = ?')
        .run(finishedAt, report, batch);
    });
  }

  /** Rows of the batch that have a card: always the first ones. */
  madeCount(batch: number): number {
    const row = this.#database
      .prepare('SELECT count(*) AS count FROM card WHERE batch = ?')
      .get(batch);
    return Number(row.count);
  }

  addCards(cards: readonly Omit<CardRow, 'status'>[]): void {
    this.write(() => {
      const insert = this.#database.prepare(
        `INSERT INTO card (number, serial, batch, row, person_tag, person, authentication_key,
           settlement_key, package, status, replaces) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'good', ?)`,
      );
      for (const card of cards) {
        insert.run(
          card.number,
          card.serial,
          card.batch,
          card.row,
          card.personTag,
          card.person,
          card.authenticationKey,
          card.settlementKey,
          card.package ?? null,
          card.replaces ?? null,
        );
      }
    });
  }

  /** Cards that were made and may not be out yet, the first ones. */
  toDeliver(batch: number, countMax: number): readonly CardRow[] {
    return this.#database
      .prepare('SELECT * FROM card WHERE batch = ? AND package IS NOT NULL ORDER BY row LIMIT ?')
      .all(batch, countMax)
      .map(cardOf);
  }

  /** From now on the register holds nothing of the cards' keys. */
  delivered(cards: readonly CardRow[]): void {
    this.write(() => {
      const forget = this.#database.prepare('UPDATE card SET package = NULL WHERE number = ?');
      for (const { number } of cards) forget.run(number);
    });
  }

  card(serial: CardSerial): CardRow | undefined {
    const row = this.#database.prepare('SELECT * FROM card WHERE serial = ?').get(serial);
    return row && cardOf(row);
  }

  /** The card that stands for `number`, when it was made anew. */
  replacementOf(number: number): CardRow | undefined {
    const row = this.#database.prepare('SELECT * FROM card WHERE replaces = ?').get(number);
    return row && cardOf(row);
  }

  /** Whether the person of that tag was ever given a card, or is listed for one. */
  hasCard(personTag: Uint8Array): boolean {
    const row = this.#database
      .prepare(
        `SELECT 1 FROM card WHERE person_tag = ?1
         UNION ALL SELECT 1 FROM listed JOIN batch USING (batch)
         WHERE person_tag = ?1 AND finished_at IS NULL LIMIT 1`,
      )
      .get(personTag);
    return row !== undefined;
  }

  /** Serials of a batch in the order of its rows. */
  serials(batch: number): readonly CardSerial[] {
    return this.#database
      .prepare('SELECT serial FROM card WHERE batch = ? ORDER BY row')
      .all(batch)
      .map((row) => row.serial);
  }

  /** What the county knows of a holder from now on. @param person sealed */
  setPerson(number: number, person: Uint8Array): void {
    this.write(() => {
      this.#database.prepare('UPDATE card SET person = ? WHERE number = ?').run(person, number);
    });
  }

  /** Last day of the cards of a batch. */
  expiryOf(batch: number): PlainDate {
    return this.#database.prepare('SELECT expires_on FROM batch WHERE batch = ?').get(batch)
      .expires_on;
  }

  setStatus(number: number, status: CardStatus): void {
    this.#database.prepare('UPDATE card SET status = ? WHERE number = ?').run(status, number);
  }

  /** Cards that are not good, by number, within a range of numbers. */
  exceptions(from: number, to: number): ReadonlyMap<number, 'blocked' | 'suspended'> {
    const rows = this.#database
      .prepare("SELECT number, status FROM card WHERE status <> 'good' AND number BETWEEN ? AND ?")
      .all(from, to);
    return new Map(rows.map((row) => [Number(row.number), row.status]));
  }

  list(kind: 'cards' | 'sams', listNumber: number) {
    const row = this.#database
      .prepare(
        'SELECT version, issued_at, list FROM status_list WHERE kind = ? AND list_number = ?',
      )
      .get(kind, listNumber);
    return (
      row && {
        version: Number(row.version),
        issuedAt: Number(row.issued_at) as Instant,
        bytes: row.list as Uint8Array,
      }
    );
  }

  /** @throws OneCardError `issuing.changed-meanwhile` when another program signed that version first */
  saveList(
    kind: 'cards' | 'sams',
    listNumber: number,
    list: { readonly version: number; readonly issuedAt: Instant; readonly bytes: Uint8Array },
  ): void {
    this.write(() => {
      const before = this.list(kind, listNumber)?.version ?? 0;
      if (list.version !== before + 1) throw new OneCardError('issuing.changed-meanwhile');
      this.#database
        .prepare('INSERT OR REPLACE INTO status_list VALUES (?, ?, ?, ?, ?)')
        .run(kind, listNumber, list.version, list.issuedAt, list.bytes);
    });
  }

  write<T>(work: () => T): T {
    if (this.#database.isTransaction) return work();
    return inWrite(this.#database, this.#file, work);
  }

  read<T>(work: () => T): T {
    return inRead(this.#database, this.#file, work);
  }

  close(): void {
    if (this.#database.isOpen) closeStore(this.#database);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a row of the library, whose columns the schema fixes.
function cardOf(row: any): CardRow {
  return {
    number: Number(row.number),
    serial: row.serial,
    batch: Number(row.batch),
    row: Number(row.row),
    personTag: row.person_tag,
    person: row.person,
    authenticationKey: row.authentication_key,
    settlementKey: row.settlement_key,
    ...(row.package !== null && { package: row.package }),
    status: row.status,
    ...(row.replaces !== null && { replaces: Number(row.replaces) }),
  };
}
