/** The page that describes the file, held against the code and against an independent computation. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toHex } from '../../../src/bytes.ts';
import { encodeCbor } from '../../../src/crypto/index.ts';
import {
  entryHash,
  headerHash,
  settlementIdBytes,
  settlementIdText,
} from '../../../src/settlement/journal/chain.ts';
import { FINDINGS, VOID_REASONS } from '../../../src/settlement/journal/index.ts';
import { ENTRY_KINDS, encodePayload } from '../../../src/settlement/journal/payload/entries.ts';
import { JOURNAL_FORMAT } from '../../../src/settlement/journal/schema.ts';
import { instant } from '../../../src/time.ts';
import { ROOT } from '../../support/sources.ts';
import { settlementId, TERMINAL } from './support.ts';

const page = readFileSync(join(ROOT, 'docs/formats/journal.md'), 'utf8');
/** Without the line breaks that long values are printed with. */
const joined = page.replace(/\s+/g, '');

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('the worked example: header', () => {
  const bytes = encodeCbor(['OneCard/JOURNAL-HEADER/1', 1, TERMINAL]);
  expect(joined).toContain(toHex(bytes));
  expect(joined).toContain(sha256(bytes));
  expect(toHex(headerHash({ format: 1, terminalId: TERMINAL }))).toBe(sha256(bytes));
});

test('the worked example: entry', () => {
  const payload = encodePayload('voided', { reason: 'never-settled' });
  const settlement = settlementIdBytes(settlementId(1));
  const previousHash = new Uint8Array(32).fill(0x11);
  const bytes = encodeCbor([
    'OneCard/JOURNAL/1',
    2,
    1_773_021_600_000,
    'voided',
    settlement,
    Buffer.from(sha256(payload), 'hex'),
    previousHash,
  ]);
  for (const hex of [toHex(payload), sha256(payload), toHex(bytes), sha256(bytes)]) {
    expect(joined).toContain(hex);
  }
  const contents = {
    sequence: 2,
    at: instant(1_773_021_600_000),
    kind: 'voided',
    settlementId: settlement,
    payload,
    previousHash,
  };
  expect(toHex(entryHash(contents))).toBe(sha256(bytes));
  expect(settlementIdText(settlement)).toBe(settlementId(1));
});

test('the page names every finding, kind, reason and column', () => {
  for (const name of Object.keys(FINDINGS)) expect(page).toContain(`\`${name}\``);
  for (const kind of ENTRY_KINDS) expect(page).toContain(`\`${kind}\``);
  for (const reason of VOID_REASONS) expect(page).toContain(`\`${reason}\``);
  const columns = JOURNAL_FORMAT.schema.join('\n').matchAll(/^ {2}([a-z_]+) (INTEGER|TEXT|BLOB)/gm);
  for (const [, column] of columns) expect(page).toContain(`\`${column}\``);
  expect(page).toContain(`0x${JOURNAL_FORMAT.applicationId.toString(16).toUpperCase()}`);
});
