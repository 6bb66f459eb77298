/** docs/formats/card.md says what the code does: its tables and its example are compared here. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toHex } from '../../src/bytes.ts';
import {
  appendRecord,
  CHECKS,
  commitSettlement,
  computeSettlementSignature,
  type ElementaryFile,
  FILES,
  internalAuthenticate,
  LOG_RECORD_COUNT,
  ONECARD_AID,
  PROFILE_VERSION,
  putKey,
  READ_BYTES_MAX,
  readBinary,
  readRecord,
  resetRetryCounter,
  SECURITY_OBJECT_CONTEXT,
  STATE_BODY_BYTES_MAX,
  selectApplication,
  setSettlementKey,
  stageSettlement,
  statusWordText,
  updateBinary,
} from '../../src/card/index.ts';
import { STATUS_LIST_AGE_HOURS_MAX } from '../../src/limits.ts';
import { EXAMPLE } from './docsExample.ts';

const text = readFileSync(new URL('../../docs/formats/card.md', import.meta.url), 'utf8');

/** Rows of the table whose header begins with `header`. */
function table(header: string): readonly (readonly string[])[] {
  const start = text.indexOf(`| ${header} |`);
  expect(start, header).toBeGreaterThan(0);
  const rows = text.slice(start).split('\n\n')[0]!.split('\n').slice(2);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('the table of files', () => {
  const files = Object.entries(FILES) as [string, ElementaryFile][];
  const expected = files.map(([name, { fid, sfi, sizeBytes, isSigned }]) => [
    name,
    fid.toString(16).toUpperCase().padStart(4, '0'),
    `${sfi}`,
    `${sizeBytes}`,
    isSigned ? 'yes' : 'no',
  ]);
  expect(table('file | FID').map((row) => row.slice(0, 5))).toEqual(expected);
});

test('the checks, in their order', () => {
  expect(table('check').map(([name]) => name)).toEqual(
    Object.keys(CHECKS).map((name) => `\`${name}\``),
  );
});

test('the commands and the status words they expect', () => {
  const nonce = new Uint8Array(32);
  const commands = [
    selectApplication(ONECARD_AID),
    readBinary({ offset: 0 }, 1),
    readRecord(6, 1, 128),
    internalAuthenticate(nonce),
    appendRecord(6, nonce),
    updateBinary({ offset: 0 }, nonce),
    setSettlementKey(),
    computeSettlementSignature(nonce),
    resetRetryCounter(),
    putKey(0, nonce),
    stageSettlement(nonce),
    commitSettlement(nonce, nonce.slice(16), nonce),
  ];
  const rows = table('command');
  expect(rows.map(([name]) => name)).toEqual(commands.map(({ name }) => name));
  for (const [index, { expected, apdu }] of commands.entries()) {
    const words = rows[index]![3]!.match(/[69][0-9A-F]{3}/g);
    expect(words).toEqual(expected.map(statusWordText));
    const ins = apdu.ins.toString(16).toUpperCase().padStart(2, '0');
    const cla = apdu.cla.toString(16).padStart(2, '0');
    expect(rows[index]![1]).toContain(`\`${cla} ${ins} `);
  }
});

test('figures and names', () => {
  const aid = toHex(ONECARD_AID).toUpperCase();
  expect(text).toContain(`\`${aid.slice(0, 2)} ${aid.slice(2, -2)} ${aid.slice(-2)}\``);
  expect(text).toContain(`A body has ${STATE_BODY_BYTES_MAX} bytes at most`);
  expect(text).toContain(`${LOG_RECORD_COUNT} records of 128 bytes`);
  expect(text).toContain(`at most ${READ_BYTES_MAX} bytes`);
  expect(text).toContain(`at most ${STATUS_LIST_AGE_HOURS_MAX} hours old`);
  expect(text).toContain(`profile version: ${PROFILE_VERSION}`);
  expect(text).toContain(`\`${SECURITY_OBJECT_CONTEXT}\``);
});

test.each(Object.entries(EXAMPLE))('the example: %s', (name, bytes) => {
  const block = text.match(new RegExp(`\`\`\`hex ${name}\n([0-9a-f\n]+)\`\`\``));
  const hex = block?.[1]?.replaceAll('\n', '');
  expect(toHex(bytes).replace(/(00)+$/, '')).toBe(hex);
});
