import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../src/bytes.ts';
import { parseCertificate, statusAt, verifyStatusList } from '../../src/crypto/index.ts';
import {
  CsvError,
  issueBatch,
  LOT_CARDS,
  parseReport,
  readIssueList,
  verifyReport,
} from '../../src/issuing/index.ts';
import type { SuiteId } from '../../src/model/index.ts';
import { caught } from '../support/caught.ts';
import {
  cardFiles,
  EXPIRES_ON,
  issued,
  proven,
  type TestIssuer,
  TODAY,
  terms,
  testIssuer,
} from './issued.ts';
import { identityNumber, listOf, memberNumber } from './list.ts';

describe.each<[string, SuiteId]>([
  ['international', 1],
  ['Chinese national', 2],
])('a batch of the %s suite', (_name, suite) => {
  test('makes one card a row, each of which a terminal proves', async () => {
    const at = await testIssuer(suite);
    const count = 5;
    const { outcome, report } = await issued(at, count);
    expect(outcome).toBe('issued');
    const files = await cardFiles(at.cards);
    expect(files.map((file) => file.slice(-21, -5))).toEqual(
      Array.from({ length: count }, (_, index) => `999001000000000${index + 1}`),
    );
    const places = new Set<string>();
    for (const [index, file] of files.entries()) {
      const verification = await proven(file, at.terminalSam, at.trust());
      expect(verification.checks.filter((check) => check.outcome === 'failed')).toEqual([]);
      if (verification.outcome !== 'verified') throw new Error('refused');
      const { record } = verification;
      expect(record.holder.identityNumber).toBe(identityNumber('999001', index + 1));
      expect(record.insurance.memberNumber).toBe(memberNumber('999001', index + 1));
      expect(record.card.expiresOn).toBe(EXPIRES_ON);
      expect(record.proven.current.state.sequence).toBe(0);
      places.add(record.card.serial);
    }
    expect(places.size).toBe(count);
    expect(verifyReport(report, at.trust())).toMatchObject({
      outcome: 'valid',
      report: { rowCount: count, places: [{ listNumber: 1, first: 0, last: count - 1 }] },
    });
  });
});

describe('a batch that is broken off', () => {
  test('goes on where it was, with the same cards', async () => {
    const at = await testIssuer();
    const count = LOT_CARDS + 6;
    const fails = new Error('the press is out of paper');
    const press = {
      ...at.press,
      deliver: async (cards: Parameters<typeof at.press.deliver>[0]) => {
        await at.press.deliver(cards.slice(0, 3));
        throw fails;
      },
    };
    await expect(issued(at, count, { press })).rejects.toBe(fails);
    const before = await contents(at);
    expect(before.size).toBe(3);
    const { batch, report } = await issued(at, count);
    const after = await contents(at);
    expect(after.size).toBe(count);
    for (const [file, bytes] of before) expect(after.get(file), file).toEqual(bytes);
    expect(batch.firstNumber).toBe(1);
    expect(at.issuer.register.issuer()!.nextCard).toBe(count + 1);
    expect(at.issuer.register.toDeliver(batch.batch, 1)).toEqual([]);
    const again = await issued(at, count);
    expect(again).toMatchObject({ outcome: 'already-issued', report });
    expect(await contents(at)).toEqual(after);
  });

  test('stops between two lots when it is asked to', async () => {
    const at = await testIssuer();
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    const error = await caught(issued(at, 3, { onProgress, signal: stop.signal }));
    expect(error).toMatchObject({ code: 'issuing.interrupted', detail: { done: 0 } });
    expect((await issued(at, 3)).batch.rowCount).toBe(3);
  });

  test('keeps the place that its cards go to', async () => {
    const at = await testIssuer();
    const stop = AbortSignal.abort();
    await caught(issued(at, 2, { signal: stop }));
    const list = readIssueList(at.issuer, utf8(listOf(2)), { file: 'l', encoding: 'utf-8' });
    const elsewhere = { ...terms(at, list.sourceHash), destination: 'other' };
    const error = await caught(issueBatch(at.issuer, list.rows, elsewhere, at.ports()));
    expect(error).toMatchObject({ code: 'issuing.batch-elsewhere' });
  });

  test('is one process alone', async () => {
    const at = await testIssuer();
    let inner: unknown;
    const onProgress = async () => {
      inner ??= await caught(issued(at, 2));
    };
    await issued(at, 2, { announce: onProgress });
    expect(inner).toMatchObject({ code: 'issuing.in-use' });
  });
});

test('nobody gets two cards: by the list, or by the caller', async () => {
  const at = await testIssuer();
  await issued(at, 2);
  const source = { file: 'more.csv', encoding: 'utf-8' as const };
  const error = await caught(async () => readIssueList(at.issuer, utf8(listOf(3)), source));
  if (!(error instanceof CsvError)) throw new Error('no CsvError', { cause: error });
  expect(error.problems).toEqual([
    { line: 2, column: 'identity_number', rule: 'has-a-card' },
    { line: 3, column: 'identity_number', rule: 'has-a-card' },
  ]);
  const other = await testIssuer();
  const { rows } = readIssueList(other.issuer, utf8(listOf(3)), source);
  const sourceHash = new Uint8Array(32);
  await expect(
    issueBatch(at.issuer, rows, terms(at, sourceHash), at.ports()),
  ).rejects.toMatchObject({ code: 'issuing.person-has-card', detail: { row: 1 } });
  expect(at.issuer.register.issuer()!.nextCard).toBe(3);
});

test('a READ module cannot issue, and nothing is given out', async () => {
  const at = await testIssuer();
  await expect(issued(at, 1, { sam: await samOf(at, 'READ') })).rejects.toMatchObject({
    code: 'sam.role-not-allowed',
  });
  expect(await cardFiles(at.cards)).toEqual([]);
});

async function samOf(at: TestIssuer, role: 'READ') {
  const { SoftSam } = await import('../../src/virtual/index.ts');
  const { sealedEntry } = await import('../../src/issuing/index.ts');
  const sam = await SoftSam.open(sealedEntry(at.store, `sam-${role.toLowerCase()}`));
  if (!sam) throw new Error('no module');
  return sam;
}

describe('a report', () => {
  test('does not survive the change of a single bit', async () => {
    const at = await testIssuer();
    const { report } = await issued(at, 2);
    const trust = at.trust();
    for (let at = 0; at < report.length; at++) {
      const changed = report.slice();
      changed[at]! ^= 1;
      const result = await caught(async () => {
        const verification = verifyReport(changed, trust);
        if (verification.outcome === 'valid') throw new Error(`byte ${at} may be changed`);
        throw Object.assign(new Error('invalid'), { code: 'crypto.invalid' });
      });
      expect(result).toMatchObject({ code: expect.stringMatching(/^(crypto|issuing|time)\./) });
    }
  });

  test('speaks of its cards alone, and of a county that is trusted', async () => {
    const at = await testIssuer();
    const { report } = await issued(at, 3);
    const { firstSerial, lastSerial } = parseReport(report);
    const serials = at.issuer.register.serials(1);
    expect([firstSerial, lastSerial]).toEqual([serials[0], serials[2]]);
    const check = (...given: Parameters<typeof verifyReport>) => verifyReport(...given);
    expect(check(report, at.trust(), [...serials].reverse()).outcome).toBe('valid');
    expect(check(report, at.trust(), serials.slice(1))).toMatchObject({ cause: 'row-count' });
    const swapped = [serials[0]!, serials[1]!, '9990010000000009' as typeof firstSerial];
    expect(check(report, at.trust(), swapped)).toMatchObject({ cause: 'serials' });
    const other = await testIssuer();
    expect(check(report, other.trust())).toMatchObject({ cause: 'certificate' });
  });
});

test('the list covers every card before the first can be used', async () => {
  const at = await testIssuer();
  let reaches = false;
  const deliver = async (cards: Parameters<typeof at.press.deliver>[0]) => {
    const county = parseCertificate(at.issuer.profile.countyCertificate);
    const verification = verifyStatusList(at.issuer.lists('cards')[0]!, county);
    if (verification.outcome === 'valid') reaches = statusAt(verification.list, 4) === 'good';
    await at.press.deliver(cards);
  };
  await issued(at, 5, { press: { ...at.press, deliver } });
  expect(reaches).toBe(true);
});

test('neither a person nor a key stands in the clear in the folder of the issuer', async () => {
  const at = await testIssuer();
  // The package of a card that is not out yet is the most that the register ever holds.
  await caught(issued(at, 2, { press: { ...at.press, deliver: () => Promise.reject(TODAY) } }));
  at.issuer.close();
  const names = await readdir(at.folder, { recursive: true });
  const files = names.filter((name) => /\.(sqlite|sqlite-wal|sealed|head)$/.test(name));
  expect(files.length).toBeGreaterThan(8);
  const secrets: Uint8Array[] = [
    ...[1, 2].map((number) => utf8(identityNumber('999001', number))),
    ...[1, 2].map((number) => utf8(memberNumber('999001', number))),
    utf8('测试'),
    (await at.store.load('county-keys'))!.slice(4, 20),
    (await at.store.load('sign-county'))!.slice(-32),
    (await at.store.load('register-key'))!.slice(0, 16),
  ];
  for (const name of files) {
    const bytes = await readFile(join(at.folder, name));
    for (const secret of secrets) expect(bytes.includes(Buffer.from(secret)), name).toBe(false);
  }
});

async function contents(at: TestIssuer): Promise<ReadonlyMap<string, string>> {
  const files = await cardFiles(at.cards);
  const hex = await Promise.all(files.map((file) => readFile(file, 'hex')));
  return new Map(files.map((file, index) => [file, hex[index]!]));
}
