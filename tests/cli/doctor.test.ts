/** What the doctor looks at beside readers, its exit codes, its report. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleText } from '../../examples/cli/doctor/bundle.ts';
import {
  ALL_CAUSES,
  type DoctorFinding,
  exitOfCause,
  foundHere,
  TERMINAL_CAUSES,
  worstOf,
} from '../../examples/cli/doctor/causes.ts';
import { examineClock, examineRuntime } from '../../examples/cli/doctor/computer.ts';
import { examineDocuments } from '../../examples/cli/doctor/documents.ts';
import { findingsText } from '../../examples/cli/doctor/render.ts';
import {
  examineFolder,
  examineJournal,
  newestEntryAt,
} from '../../examples/cli/doctor/terminal.ts';
import { EXIT } from '../../examples/cli/output.ts';
import { READER_CAUSES, type ReaderCause } from '../../src/reader/index.ts';
import { makeIntent, openJournal } from '../../src/settlement/index.ts';
import { parseInstant, plainDate } from '../../src/time.ts';
import {
  partsOf,
  signed,
  statementOf,
  TERMINAL,
  tickingClock,
} from '../settlement/journal/support.ts';
import { sql, tamper } from '../settlement/journal/tamper.ts';
import { onecard } from '../support/cli.ts';
import { ROOT } from '../support/sources.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';

const NOW = parseInstant('2026-03-09T02:00:00Z');

function causesOf(findings: readonly DoctorFinding[]): readonly string[] {
  return findings.map(({ cause }) => cause);
}

function readerFinding(cause: ReaderCause): DoctorFinding {
  return { check: 'x', cause, facts: {}, ...READER_CAUSES[cause] };
}

test.each([
  ['18.20.0', '2026-03-09', 'runtime-too-old'],
  ['20.18.9', '2026-03-09', 'runtime-too-old'],
  ['20.19.0', '2026-03-09', 'runtime-supported'],
  ['20.19.0', '2026-04-30', 'runtime-supported'],
  ['20.19.0', '2026-05-02', 'runtime-end-of-life'],
  ['23.11.1', '2026-03-09', 'runtime-end-of-life'],
  ['24.0.0', '2026-03-09', 'runtime-supported'],
  ['99.0.0', '2099-03-09', 'runtime-supported'],
])('Node.js %s on %s: %s', (node, day, cause) => {
  const runtime = { node, platform: 'linux', arch: 'x64', electron: '30.0.0' };
  const finding = examineRuntime(runtime, parseInstant(`${day}T02:00:00Z`));
  expect(finding).toMatchObject({ cause, facts: { node, electron: '30.0.0' } });
});

test.each([
  ['1970-01-01T00:00:10Z', undefined, 'clock-before-software'],
  ['2024-12-31T00:00:00Z', undefined, 'clock-before-software'],
  ['2026-03-09T02:00:00Z', undefined, 'clock-plausible'],
  ['2026-03-09T02:00:00Z', '2026-03-09T02:01:00Z', 'clock-plausible'],
  ['2026-03-09T02:00:00Z', '2026-03-09T03:00:00Z', 'clock-behind-journal'],
  ['2098-01-01T00:00:00Z', '2026-03-09T03:00:00Z', 'clock-far-ahead'],
])('clock %s, newest entry %s: %s', (now, newest, cause) => {
  const newestAt = newest === undefined ? undefined : parseInstant(newest);
  expect(examineClock(parseInstant(now), newestAt).cause).toBe(cause);
});

describe('documents', () => {
  async function packageWith(changes: Readonly<Record<string, (text: string) => string>>) {
    const root = await temporaryFolder();
    for (const file of ['plans/jimunai-2011.yaml', 'catalogues/999101.yaml']) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      const text = await readFile(join(ROOT, file), 'utf8');
      await writeFile(join(root, file), changes[file]?.(text) ?? text);
    }
    return root;
  }

  test('those that ship are sound and in force', async () => {
    const findings = await examineDocuments(ROOT, plainDate('2026-03-09'));
    expect(findings.length).toBeGreaterThan(2);
    expect(new Set(causesOf(findings))).toEqual(new Set(['document-in-force']));
    const jimunai = findings.find(({ facts }) => facts.file === 'plans/jimunai-2011.yaml');
    expect(jimunai?.facts).toMatchObject({ from: '2011-01-01', until: 'open', versions: 2 });
    expect(jimunai?.facts.hash).toMatch(/^[0-9a-f]{12}$/);
  });

  test('one that has run out, one that has not begun, a gap, and a mistake', async () => {
    const root = await packageWith({
      'catalogues/999101.yaml': (text) => text.replace('until: open', "until: '2026-03-08'"),
    });
    const day = plainDate('2026-03-09');
    expect(causesOf(await examineDocuments(root, day))).toEqual([
      'document-in-force',
      'document-expired',
    ]);
    const early = await examineDocuments(root, plainDate('2010-12-31'));
    expect(causesOf(early)).toEqual(['document-expired', 'document-expired']);
    const gap = await packageWith({
      'plans/jimunai-2011.yaml': (text) => text.replace("'2011-04-25'", "'2011-04-20'"),
      'catalogues/999101.yaml': (text) => text.replace('class: A', 'class: Z'),
    });
    const [plan, catalogue] = await examineDocuments(gap, day);
    expect(plan).toMatchObject({ cause: 'document-invalid', verdict: 'bad' });
    expect(catalogue?.facts).toMatchObject({ file: 'catalogues/999101.yaml', problems: 1 });
    expect(catalogue?.facts.line).toBeGreaterThan(10);
  });
});

describe('the folder of the terminal', () => {
  test('missing, somebody else’s, whole, and with a file gone', async () => {
    const folder = await temporaryFolder();
    const nowhere = join(folder, 'nowhere');
    expect(causesOf(await examineFolder(nowhere))).toEqual(['world-missing']);
    expect(existsSync(nowhere)).toBe(false);
    expect(causesOf(await examineFolder(folder))).toEqual(['world-foreign']);
    const world = await testWorld(folder);
    const data = join(folder, 'world');
    expect(causesOf(await examineFolder(data))).toEqual(['world-found']);
    await rm(world.files.sam);
    const [finding] = await examineFolder(data);
    expect(finding?.cause).toBe('world-incomplete');
    expect(finding?.facts.missing).toContain('terminal.sam');
  });
});

describe('the journal', () => {
  test('none, empty, open, unconfirmed, damaged; never locked, never written', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'terminal.journal');
    expect(await examineJournal(folder)).toEqual([]);
    expect(newestEntryAt(folder)).toBeUndefined();
    const journal = openJournal(file, { terminalId: TERMINAL, clock: tickingClock() });
    expect(causesOf(await examineJournal(folder))).toEqual(['journal-intact']);

    await journal.append(makeIntent(partsOf(1)));
    const findings = await examineJournal(folder);
    expect(causesOf(findings)).toEqual(['journal-unconfirmed', 'visits-open']);
    expect(findings[1]?.facts).toMatchObject({ open: 1 });
    expect(worstOf(findings)?.cause).toBe('visits-open');
    await journal.append(signed(statementOf(1)));
    expect(causesOf(await examineJournal(folder))).toEqual(['journal-unconfirmed']);
    expect(newestEntryAt(folder)).toBe(journal.entry(2)?.at);
    journal.close();

    tamper(file, sql('DELETE FROM entry WHERE sequence = 1'));
    const [damaged] = await examineJournal(folder);
    expect(damaged).toMatchObject({ cause: 'journal-damaged', verdict: 'bad' });
    expect(damaged?.facts.findings).toContain('removed');
    await writeFile(file, 'not a journal at all');
    expect(causesOf(await examineJournal(folder))).toEqual(['journal-damaged']);
  });
});

describe('the exit code', () => {
  test('speaks of the first bad finding, else of the first doubtful one with a code', () => {
    const good = readerFinding('library-loaded');
    const absent = readerFinding('card-absent');
    const unknown = readerFinding('atr-unknown');
    const noService = readerFinding('service-silent');
    const damaged = foundHere('journal', 'journal-damaged');
    expect(worstOf([good])).toBeUndefined();
    expect(worstOf([good, unknown])).toBeUndefined();
    expect(worstOf([unknown, absent])).toBe(absent);
    expect(worstOf([absent, noService, damaged])).toBe(noService);
  });

  test.each(Object.entries(ALL_CAUSES))('%s', (cause, { verdict }) => {
    const exit = exitOfCause(cause as DoctorFinding['cause']);
    if (verdict === 'bad') expect(exit).not.toBe(EXIT.done);
    if (verdict === 'good' || verdict === 'skipped') expect(exit).toBe(EXIT.done);
  });
});

test.each(Object.entries(TERMINAL_CAUSES))('%s has its sentences in both languages', (_, cause) => {
  const remedy = 'remedy' in cause ? cause.remedy : undefined;
  expect(remedy === undefined).toBe(cause.verdict === 'good' || cause.verdict === 'skipped');
  for (const text of [cause.means, remedy]) {
    if (text === undefined) continue;
    expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(text.en).not.toMatch(/[\u4e00-\u9fff]/);
  }
});

test('text: a mark, a sentence, its facts and cause; the remedy and the file below', () => {
  const file = { path: '/etc/x', text: 'a\nb\n' };
  const findings = [
    readerFinding('library-loaded'),
    { ...readerFinding('card-mute'), facts: { reader: 'Desk' }, file },
    { ...readerFinding('service-unknown'), check: 'reader' },
  ];
  expect(findingsText(findings, 'en').split('\n')).toEqual([
    '✓ the PC/SC library can be loaded',
    '✗ there is a card in the reader, but it does not answer (reader=Desk) [card-mute]',
    '  → turn the card or wipe its chip and insert it again; else take another card',
    '    /etc/x',
    '      a',
    '      b',
    '– not looked at: the reader service is not usable yet [reader]',
  ]);
  expect(findingsText(findings, 'zh')).toContain('✗ 读卡器里有卡，但卡没有应答');
});

describe('the report', () => {
  test('masks numbers, serials, names, answers to reset', () => {
    const facts = {
      folder: '/srv/姓名：测试甲/999001196205120016',
      card: '9990010000000001',
      atr: '3B6D00000073C84013009000000000000000',
      code: 'reader.no-card',
    };
    const text = bundleText([{ ...readerFinding('card-mute'), facts }], NOW);
    expect(text).not.toMatch(/测试甲|196205120016|9990010000000001|73C840/);
    expect(JSON.parse(text)).toMatchObject({
      format: 'onecard-report/1',
      at: '2026-03-09T02:00:00.000Z',
      findings: [{ cause: 'card-mute', facts: { code: 'reader.no-card' } }],
    });
  });

  test('is shown word for word, written for its owner alone, and never over another file', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'report.json');
    const nowhere = { PCSCLITE_CSOCK_NAME: '/none' };
    const data = join(folder, '999001196205120016');
    const run = await onecard(
      ['doctor', '--data', data, '--bundle', file, '--lang', 'en'],
      nowhere,
    );
    expect([10, 13]).toContain(run.exit);
    const text = await readFile(file, 'utf8');
    expect(run.stderr).toContain(text);
    expect(run.stdout).toContain('999001196205120016');
    expect(run.stderr).not.toContain('999001196205120016');
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    const again = await onecard(['doctor', '--bundle', file], nowhere);
    expect(again.exit).toBe(2);
    expect(await readFile(file, 'utf8')).toBe(text);
    const astray = join(folder, 'no', 'folder');
    expect((await onecard(['doctor', '--bundle', astray], nowhere)).exit).toBe(2);
  });
});

test.for([
  ['n', false],
  ['y', true],
] as const)('at a terminal it asks; on %s: written %s', async ([answer, isWritten], { skip }) => {
  if (!existsSync('/usr/bin/script')) skip('script of util-linux is not installed');
  const file = join(await temporaryFolder(), 'report.json');
  const command = [process.execPath, join(ROOT, 'dist/cli.js'), 'doctor', '--lang', 'en'];
  const asked = spawn('script', ['-qec', [...command, '--bundle', file].join(' '), '/dev/null'], {
    env: { ...process.env, PCSCLITE_CSOCK_NAME: '/none' },
  });
  let screen = '';
  asked.stdout.on('data', (text) => {
    const wasAsked = screen.includes('[y/N]');
    screen += text;
    if (!wasAsked && screen.includes('[y/N]')) asked.stdin.write(`${answer}\n`);
  });
  await once(asked, 'close');
  expect(screen).toContain('"format": "onecard-report/1"');
  expect(existsSync(file)).toBe(isWritten);
  expect(screen).toContain(isWritten ? 'the report was written' : 'nothing was written');
});

test('in JSON a report with a fault is an error with one sentence and all findings', async () => {
  const nowhere = { PCSCLITE_CSOCK_NAME: '/none' };
  const run = await onecard(['doctor', '--json', '--lang', 'en', '--data', '/nowhere'], nowhere);
  const { ok, error, meta } = JSON.parse(run.stdout);
  expect(ok).toBe(false);
  expect(meta.schema).toBe(1);
  expect(error.message).not.toContain('\n');
  expect(error.code).toBe(error.detail.worst);
  expect(error.detail.findings.length).toBeGreaterThan(8);
  expect(run.stderr).toBe('');
});

test('the serial port and the library that are named are looked at', async () => {
  const folder = await temporaryFolder();
  const library = join(folder, 'driver.so');
  await copyFile(process.execPath, library);
  const named = ['--serial', '/dev/onecard-none', '--vendor', library, '--hid'];
  const run = await onecard(['doctor', '--json', '--data', '/nowhere', ...named]);
  const causes = JSON.parse(run.stdout).error.detail.findings.map(
    ({ cause }: { cause: string }) => cause,
  );
  expect(causes).toContain('serial-port-missing');
  expect(causes).toContain('vendor-library-fits');
  expect(causes.some((cause: string) => cause.startsWith('hid-'))).toBe(true);
});
