/** What someone with a database tool can do to a journal, and what the verification says to it. */

import { expect, test } from 'vitest';
import type { SignedSettlementFields, TerminalId } from '../../../src/model/index.ts';
import { headerHash, settlementIdBytes } from '../../../src/settlement/journal/chain.ts';
import type { Database } from '../../../src/settlement/journal/connection.ts';
import { type JournalReport, verifyJournal } from '../../../src/settlement/journal/index.ts';
import { encodePayload } from '../../../src/settlement/journal/payload/entries.ts';
import { instant } from '../../../src/time.ts';
import { partsOf, settlementId, signed, statementOf } from './support.ts';
import { flip, forge, recorded, rowAt, shift, sql, swap, tamper } from './tamper.ts';

interface Case {
  readonly name: string;
  readonly change: (database: Database) => void;
  /** `name:sequence` of every finding, in order. */
  readonly found: readonly string[];
}

/** Entries: 1 intent, 2 settled, 3 intent, 4 settled, … 9 intent, 10 declined. */
const CASES: readonly Case[] = [
  { name: 'nothing', change: () => undefined, found: [] },
  {
    name: 'one byte: sequence',
    change: sql('UPDATE entry SET sequence = 11 WHERE sequence = 10'),
    found: ['reordered:11'],
  },
  {
    name: 'one byte: at',
    change: sql('UPDATE entry SET at = at + 1 WHERE sequence = 4'),
    found: ['changed:4'],
  },
  {
    name: 'one byte: kind',
    change: sql("UPDATE entry SET kind = 'settlee' WHERE sequence = 4"),
    found: ['open-list-differs', 'bill-list-differs', 'changed:4', 'undecodable:4'],
  },
  {
    name: 'kind by another that is known',
    change: sql("UPDATE entry SET kind = 'voided' WHERE sequence = 10"),
    found: ['changed:10', 'undecodable:10'],
  },
  {
    name: 'one byte: settlement_id',
    change: flip('settlement_id', 4),
    found: ['open-list-differs', 'changed:4', 'id-differs:4', 'settled-without-intent:4'],
  },
  { name: 'one byte: previous_hash', change: flip('previous_hash', 4), found: ['changed:4'] },
  { name: 'one byte: hash', change: flip('hash', 4), found: ['changed:4'] },
  { name: 'one byte: payload', change: flip('payload', 4), found: ['changed:4', 'undecodable:4'] },
  {
    name: 'a payload cut short',
    change: sql('UPDATE entry SET payload = substr(payload, 1, 100) WHERE sequence = 4'),
    found: ['changed:4', 'undecodable:4'],
  },
  { name: 'the first previous_hash', change: flip('previous_hash', 1), found: ['changed:1'] },
  {
    name: 'the terminal in the header',
    change: sql("UPDATE header SET terminal_id = 'T-999-02'"),
    found: ['foreign-first-link:1'],
  },
  {
    name: 'the header removed',
    change: sql('DELETE FROM header'),
    found: ['header-missing'],
  },
  {
    name: 'one removed from the middle',
    change: sql('DELETE FROM entry WHERE sequence = 4'),
    found: ['open-list-differs', 'bill-list-differs', 'removed:4'],
  },
  {
    name: 'three removed from the middle',
    change: sql('DELETE FROM entry WHERE sequence BETWEEN 4 AND 6'),
    found: ['open-list-differs', 'bill-list-differs', 'removed:4'],
  },
  {
    name: 'the first removed',
    change: sql('DELETE FROM entry WHERE sequence = 1'),
    found: ['removed:1', 'settled-without-intent:2'],
  },
  {
    name: 'one removed, the rest renumbered',
    change: (database) => {
      sql('DELETE FROM entry WHERE sequence = 4')(database);
      shift(database, 5, -1);
    },
    found: [
      'open-list-differs',
      'bill-list-differs',
      'removed:4',
      'reordered:4',
      'reordered:5',
      'reordered:6',
      'reordered:7',
      'reordered:8',
      'reordered:9',
    ],
  },
  {
    name: 'two settlements swapped',
    change: (database) => swap(database, 4, 6),
    found: [
      'open-list-differs',
      'bill-list-differs',
      'reordered:4',
      'settled-without-intent:4',
      'reordered:6',
    ],
  },
  {
    name: 'one moved to the end',
    change: sql('UPDATE entry SET sequence = 11 WHERE sequence = 2'),
    found: ['bill-list-differs', 'reordered:11'],
  },
  {
    name: 'a forged entry put in between',
    change: (database) => {
      shift(database, 5, 1);
      const before = rowAt(database, 4);
      forge(database, {
        ...before,
        sequence: 5,
        kind: 'voided',
        settlementId: settlementIdBytes(settlementId(9)),
        previousHash: before.hash,
        payload: encodePayload('voided', { reason: 'reversed' }),
      });
    },
    found: [
      'inserted:5',
      'closed-without-intent:5',
      'reordered:6',
      'reordered:7',
      'reordered:8',
      'reordered:9',
      'reordered:10',
      'reordered:11',
    ],
  },
  {
    name: 'an entry replaced by one with a hash that fits',
    change: (database) => forge(database, { ...rowAt(database, 5), at: instant(0) }),
    found: ['broken-link:6'],
  },
  {
    name: 'an entry of another journal as the first',
    change: (database) =>
      forge(database, {
        ...rowAt(database, 1),
        previousHash: headerHash({ format: 1, terminalId: 'T-1' as TerminalId }),
      }),
    found: ['foreign-first-link:1', 'broken-link:2'],
  },
  {
    name: 'a settlement with another amount and a hash that fits',
    change: (database) => {
      const row = rowAt(database, 10);
      const entry: SignedSettlementFields = signed(statementOf(5));
      const { adjudication, bill, holder } = partsOf(5);
      const statement = { ...entry.statement, attempt: 2 };
      forge(database, {
        ...row,
        kind: 'settled',
        payload: encodePayload('settled', {
          signed: { ...entry, statement },
          adjudication,
          bill,
          holder,
        }),
      });
    },
    found: ['bill-list-differs', 'statement-differs:10', 'bad-signature:10'],
  },
  {
    name: 'the bill behind a settlement changed, with a hash that fits',
    change: (database) => {
      const row = rowAt(database, 10);
      const { adjudication, holder } = partsOf(5);
      const contents = {
        signed: signed(statementOf(5)),
        adjudication,
        bill: partsOf(6).bill,
        holder,
      };
      forge(database, { ...row, kind: 'settled', payload: encodePayload('settled', contents) });
    },
    found: ['bill-list-differs', 'contents-disagree:10'],
  },
  {
    name: 'a settlement appended that never had an intent',
    change: (database) => {
      const { hash, sequence } = rowAt(database, 10);
      const { adjudication, bill, holder } = partsOf(6);
      forge(database, {
        sequence: sequence + 1,
        at: instant(0),
        kind: 'settled',
        settlementId: settlementIdBytes(settlementId(6)),
        previousHash: hash,
        payload: encodePayload('settled', {
          signed: signed(statementOf(6)),
          adjudication,
          bill,
          holder,
        }),
      });
    },
    found: ['bill-list-differs', 'settled-without-intent:11'],
  },
  {
    name: 'an open intent forgotten',
    change: (database) => {
      const { hash } = rowAt(database, 10);
      forge(database, {
        sequence: 11,
        at: instant(0),
        kind: 'intent',
        settlementId: settlementIdBytes(settlementId(7)),
        previousHash: hash,
        payload: encodePayload('intent', partsOf(7)),
      });
      database.exec('DELETE FROM open_entry');
    },
    found: ['open-list-differs'],
  },
];

const names = (report: JournalReport) =>
  report.findings.map(({ name, sequence }) =>
    sequence === undefined ? name : `${name}:${sequence}`,
  );

test.each(CASES)('$name', async ({ change, found }) => {
  const { file } = await recorded();
  tamper(file, change);
  const report = await verifyJournal(file, undefined);
  expect(names(report)).toEqual(found);
  expect(report.outcome).toBe(found.length === 0 ? 'intact' : 'damaged');
  expect(report.tail.outcome).toBe('unproven');
  for (const { text } of report.findings) {
    expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(text.en).not.toMatch(/undefined|[\u4e00-\u9fff]/);
    expect(text.zh).not.toContain('undefined');
  }
});
