import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toHex } from '../../src/bytes.ts';
import { ERRORS } from '../../src/errors/index.ts';
import * as limits from '../../src/reader/limits.ts';
import { pcscError } from '../../src/reader/pcsc/codes.ts';
import { VIRTUAL_ATR } from '../../src/virtual/index.ts';

const page = readFileSync(new URL('../../docs/readers.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| `(reader\.[a-z-]+)` \|([^|]*)\|/gm)].map(
  ([, code, numbers]) => ({ code: code!, numbers: numbers!.match(/[0-9A-F]{8}/g) ?? [] }),
);

test('the page lists every reader code once', () => {
  const codes = Object.keys(ERRORS).filter((code) => code.startsWith('reader.'));
  expect(rows.map(({ code }) => code).toSorted()).toEqual(codes.toSorted());
});

test('each PC/SC number on the page means the code of its row', () => {
  for (const { code, numbers } of rows) {
    for (const hex of numbers) expect(pcscError(Number.parseInt(hex, 16), 'Call').code).toBe(code);
  }
  expect(rows.flatMap(({ numbers }) => numbers).length).toBeGreaterThan(25);
});

test('the limits on the page are those of the code', () => {
  const table = page.slice(page.indexOf('## Limits'), page.indexOf('## Layouts'));
  for (const text of [
    `| ${limits.WAIT_SLICE_MS / 1000} s |`,
    `first look at the desk | ${limits.FIRST_LOOK_MS / 1000} s |`,
    `context back | ${limits.LEAVE_MS / 1000} s |`,
    `| ${limits.TRANSMIT_DEADLINE_MS / 1000} s |`,
    `| ${limits.CALL_DEADLINE_MS / 1000} s |`,
    `| ${limits.QUEUED_CALLS_MAX} |`,
    `| ${limits.RESPONSE_BYTES_MAX.toLocaleString('en')} bytes |`,
    `| ${limits.REMOVAL_LOOKS_MAX} in 1 s |`,
    `| ${limits.RETRY_PAUSE_FIRST_MS / 1000} to ${limits.RETRY_PAUSE_MS / 1000} s |`,
    `| ${limits.IDLE_LOOK_PAUSE_MS} ms |`,
    `| ${limits.CONNECT_RESETS_MAX} |`,
    `| ${limits.PIN_PAD_DEADLINE_MS / 1000} s |`,
    `| ${limits.TRANSACTION_IDLE_MS / 1000} s |`,
    `| ${limits.TRANSACTION_MS_MAX / 1000} s |`,
    `| ${limits.ATTRIBUTE_BYTES_MAX} bytes |`,
    `| ${limits.CONTROL_BYTES_MAX.toLocaleString('en')} bytes |`,
  ]) {
    expect(table).toContain(text);
  }
});

test("the answer to reset on the page is the virtual card's", () => {
  const [, printed] = /Answer to reset `([0-9A-F ]+)`/.exec(page)!;
  expect(printed!.replaceAll(' ', '').toLowerCase()).toBe(toHex(VIRTUAL_ATR));
});
