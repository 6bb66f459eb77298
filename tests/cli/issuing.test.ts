import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportSecretKey } from '../../src/crypto/index.ts';
import { FileKeyStore, Issuer, Passphrase } from '../../src/issuing/index.ts';
import { systemClock, systemRandom } from '../../src/terminal/index.ts';
import { chinaDate, yearOf } from '../../src/time.ts';
import { proven } from '../issuing/issued.ts';
import { HEADER, identityNumber, listOf, row } from '../issuing/list.ts';
import { onecard } from '../support/cli.ts';
import { desk, deskFolder, ENVIRONMENT, PASSPHRASE, terminalSam } from './issuingDesk.ts';

const YEAR = yearOf(chinaDate(systemClock.now()));

interface Desk {
  readonly folder: string;
  readonly issuer: string;
  readonly cards: string;
  readonly list: string;
  readonly centre: string;
}

async function founded(suite = '1', count = 3, folder = deskFolder()): Promise<Desk> {
  const path = (name: string) => join(folder, name);
  const at = {
    folder,
    issuer: path('issuer'),
    cards: path('cards'),
    list: path('list.csv'),
    centre: path('centre.sqlite'),
  };
  writeFileSync(at.list, listOf(count, { year: YEAR }));
  const made = await desk(
    'issuer',
    'init',
    '--county',
    '999001',
    '--suite',
    suite,
    '--out',
    at.issuer,
  );
  expect(made).toMatchObject({ exit: 0, stderr: '' });
  return at;
}

function issue(at: Desk, ...more: readonly string[]) {
  return desk('card', 'issue', at.list, '--issuer', at.issuer, '--out', at.cards, ...more);
}

describe('the issuing desk', () => {
  test('founds, issues, registers, proves, blocks, makes anew: in the national suite', async () => {
    const at = await founded('2');
    const outputs = [await issue(at, '--centre', at.centre)];
    expect(outputs[0]).toMatchObject({ exit: 0 });
    expect(outputs[0]!.stderr).toMatch(/0\/3\n3\/3/);
    const sam = await terminalSam(at.issuer);
    const outcome = async (serial: string) => {
      const read = (name: string) => Uint8Array.from(readFileSync(join(at.issuer, 'public', name)));
      const trust = {
        roots: [read('province.certificate')],
        statusLists: [read('cards-1.status')],
      };
      const path = join(at.cards, `${serial}.card`);
      return (await proven(path, sam, trust, systemClock.now(), YEAR)).outcome;
    };
    const first = '9990010000000001';
    expect(await outcome(first)).toBe('verified');
    expect(statSync(join(at.cards, `${first}.card`)).mode & 0o777).toBe(0o600);

    const name = ['--serial', first, '--issuer', at.issuer];
    outputs.push(await desk('card', 'block', ...name));
    expect(await outcome(first)).toBe('refused');
    outputs.push(await desk('card', 'unblock', ...name));
    expect(await outcome(first)).toBe('verified');
    const again = ['card', 'reissue', ...name, '--out', at.cards, '--centre', at.centre];
    outputs.push(await desk(...again, '--json'));
    expect(JSON.parse(outputs.at(-1)!.stdout)).toMatchObject({
      ok: true,
      data: { blocked: first, serial: '9990010000000004' },
    });
    expect(await outcome(first)).toBe('refused');
    expect(await outcome('9990010000000004')).toBe('verified');
    outputs.push(await desk('card', 'unblock', ...name));
    expect(outputs.map(({ exit }) => exit)).toEqual([0, 0, 0, 0, 20]);
    await keepsSecrets(at, outputs.map(({ stdout, stderr }) => stdout + stderr).join(''));
  });

  test('unblocks and changes the PIN of a card', async () => {
    const at = await founded('1', 1);
    await issue(at);
    const file = join(at.cards, '9990010000000001.card');
    const run = await onecard(
      ['card', 'pin', '--issuer', at.issuer, '--file', file, '--lang', 'en'],
      { ...ENVIRONMENT, ONECARD_HOLDER_PIN: '975310' },
    );
    expect(run).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('unblocked and changed'),
    });
    expect(run.stdout + run.stderr).not.toContain('975310');
  });
});

/** Nothing that was printed, and no file but the cards, holds a key, a person or the passphrase. */
async function keepsSecrets(at: Desk, printed: string): Promise<void> {
  const passphrase = new Passphrase(PASSPHRASE);
  const store = await FileKeyStore.open(join(at.issuer, 'keys'), {
    passphrase,
    random: systemRandom,
  });
  const ports = { secrets: store, signingKeys: store, clock: systemClock, random: systemRandom };
  const issuer = await Issuer.open({ folder: at.issuer, ...ports });
  const masters = [...issuer.masters.channel.values(), ...issuer.masters.state.values()];
  issuer.close();
  const signing = (await store.load('sign-county'))!.slice(-32);
  const keys = [...masters.map(exportSecretKey), signing].map((key) => Buffer.from(key));
  const texts = [
    PASSPHRASE,
    '测试',
    ...[1, 2, 3].map((number) => identityNumber('999001', number)),
  ];
  for (const key of keys) {
    for (const form of [key.toString('hex'), key.toString('base64')]) {
      expect(printed.toLowerCase()).not.toContain(form.toLowerCase());
    }
  }
  for (const text of texts) expect(printed).not.toContain(text);
  const names = readdirSync(at.issuer, { recursive: true }).map(String);
  // The lock is an empty file.
  const files = names.filter((name) => {
    return statSync(join(at.issuer, name)).isFile() && !name.endsWith('-lock');
  });
  expect(files.length).toBeGreaterThan(12);
  for (const name of files) {
    const bytes = readFileSync(join(at.issuer, name));
    for (const key of keys) expect(bytes.includes(key), name).toBe(false);
    for (const text of texts) expect(bytes.includes(text), name).toBe(false);
    expect(statSync(join(at.issuer, name)).mode & 0o077, name).toBe(0);
  }
}

describe('what is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onecard-desk-'));
  let at: Desk;
  beforeAll(async () => {
    at = await founded('1', 3, folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('another passphrase', async () => {
    const run = await onecard(
      ['card', 'issue', at.list, '--issuer', at.issuer, '--out', at.cards, '--lang', 'en'],
      { ONECARD_ISSUER_PASSPHRASE: 'five words of this very test' },
    );
    expect(run).toMatchObject({ exit: 11, stdout: '' });
    expect(run.stderr).toContain('[issuing.passphrase-wrong]');
    expect(run.stderr).not.toContain('five words');
  });

  test('no passphrase, where nobody can be asked', async () => {
    const run = await onecard(['issuer', 'lists', '--issuer', at.issuer]);
    expect(run).toMatchObject({ exit: 2, stdout: '' });
    expect(run.stderr).toContain('--passphrase-file');
  });

  test('a list with mistakes: each by line, column, what and remedy, and no card is made', async () => {
    const list = join(at.folder, 'wrong.csv');
    writeFileSync(list, `${HEADER}\n${row(11)}\n${row(12).replace('女', '无')}\n${row(11)}\n`);
    const command = ['card', 'issue', list, '--issuer', at.issuer, '--out', at.cards];
    const run = await desk(...command);
    expect(run).toMatchObject({ exit: 3, stdout: '' });
    expect(run.stderr).toMatch(/^3 sex: sex is .* → write one of these$/m);
    expect(run.stderr).toMatch(/^4 identity_number: .* → remove one of the rows$/m);
    const json = await desk(...command, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      error: {
        code: 'issuing.list-refused',
        detail: { problems: [{ line: 3, column: 'sex', rule: 'sex' }, { line: 4 }] },
      },
    });
  });

  test('a second founding, a card of somebody else, an unknown serial form', async () => {
    const second = await desk('issuer', 'init', '--county', '999001', '--out', at.issuer);
    expect(second).toMatchObject({ exit: 2 });
    expect(second.stderr).toContain('[issuing.issuer-exists]');
    const named = (serial: string) => ['--serial', serial, '--issuer', at.issuer];
    const unknown = await desk('card', 'block', ...named('9990010000009999'));
    expect(unknown.stderr).toContain('[issuing.card-unknown]');
    expect(await desk('card', 'block', ...named('999001'))).toMatchObject({ exit: 2 });
  });

  test('a report that was changed, or speaks of other cards', async () => {
    expect(await issue(at)).toMatchObject({ exit: 0 });
    const report = join(at.cards, 'issued-1.report');
    const verify = (file: string, ...more: readonly string[]) =>
      desk('issuer', 'report', 'verify', file, '--issuer', at.issuer, ...more);
    expect(await verify(report, '--cards', at.cards)).toMatchObject({ exit: 0 });
    const changed = join(at.folder, 'changed.report');
    const bytes = readFileSync(report);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(changed, bytes);
    expect(await verify(changed)).toMatchObject({ exit: 3, stdout: '' });
    const empty = await verify(report, '--cards', at.folder);
    expect(empty).toMatchObject({ exit: 3 });
    expect(empty.stderr).toContain('not as many cards');
  });
});
