/** The readers command: what is there, what happens, and what is said of a source that fails. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cardDescriber, cardKindText } from '../../examples/cli/desk/cardKind.ts';
import { type DeskEvent, eventText, readersText } from '../../examples/cli/desk/render.ts';
import { snapshotOf } from '../../examples/cli/desk/snapshot.ts';
import { type Source, sourcesOf } from '../../examples/cli/desk/sources.ts';
import { watchDesk } from '../../examples/cli/desk/watch.ts';
import { fromHex } from '../../src/bytes.ts';
import { OneCardError } from '../../src/errors/index.ts';
import type { ReaderEvent, ReaderProvider } from '../../src/reader/index.ts';
import { parseInstant } from '../../src/time.ts';
import { virtualReader } from '../../src/virtual/index.ts';
import { onecard } from '../support/cli.ts';
import { ROOT } from '../support/sources.ts';
import { plainCard } from '../virtual/cards.ts';

const describeCard = cardDescriber();
const AT = parseInstant('2026-03-09T02:15:00Z');
const clock = { now: () => AT };

function sourceOf(provider: ReaderProvider): Source {
  return { kind: provider.kind, provider };
}

describe('what is there', () => {
  test('reader, slot and card by name', async () => {
    const provider = virtualReader((await plainCard()).card, 'Desk');
    const [seen] = await snapshotOf(sourceOf(provider), describeCard, new AbortController().signal);
    expect(seen).toMatchObject({
      kind: 'virtual',
      name: 'Desk',
      slots: [{ index: 0, purpose: 'holder', card: { protocols: ['T=1'] } }],
    });
    expect(readersText([seen!], 'en')).toMatch(
      /^virtual {2}Desk\n {2}0 holder: 3B8F\S+ T=1 OneCard/,
    );
    provider.remove();
    const [empty] = await snapshotOf(sourceOf(provider), describeCard, AbortSignal.timeout(5_000));
    expect(empty?.slots[0]).not.toHaveProperty('card');
    expect(readersText([empty!], 'zh')).toBe('virtual  Desk\n  0 持卡人卡座：没有可读的卡');
  });

  test('a reader that hides the answer to reset, and a broken one', async () => {
    expect(await describeCard(new Uint8Array(0))).toEqual({ atr: '', protocols: [], names: [] });
    const broken = await describeCard(fromHex('3B8001'));
    expect(broken).toEqual({
      atr: '3B8001',
      protocols: [],
      names: [],
      malformed: expect.any(String),
    });
    expect(cardKindText(broken)).toBe(`3B8001 (${broken.malformed})`);
    const slots = [
      { index: 1, purpose: 'sam', name: 'SAM', card: await describeCard(fromHex('')) },
    ] as const;
    expect(readersText([{ kind: 'hid', name: 'X', slots }], 'en')).toContain(
      '1 SAM: a card; the reader hides its answer to reset',
    );
  });

  test('only what was named beside PC/SC', () => {
    const kinds = (options: Parameters<typeof sourcesOf>[0]) =>
      sourcesOf(options).map(({ kind }) => kind);
    expect(kinds({})).toEqual(['pcsc']);
    expect(kinds({ serial: '/dev/ttyUSB0' })).toEqual(['pcsc', 'serial']);
    expect(kinds({ hid: true })).toEqual(['pcsc', 'hid', 'hid']);
  });
});

describe('what happens', () => {
  test.each([
    [{ type: 'reader-attached', reader: 'Desk' }, 'reader attached  Desk', '读卡器接入  Desk'],
    [{ type: 'reader-detached', reader: 'Desk' }, 'reader detached  Desk', '读卡器拔下  Desk'],
    [{ type: 'card-out', reader: 'Desk', slot: 2 }, 'card out  Desk [2]', '卡取出  Desk [2]'],
    [
      { type: 'service-lost', code: 'reader.service-stopped' },
      'service lost  PC/SC [reader.service-stopped]',
      '读卡服务中断  PC/SC [reader.service-stopped]',
    ],
    [{ type: 'service-back' }, 'service back  PC/SC', '读卡服务恢复  PC/SC'],
  ] as const)('%j in words', (event, en, zh) => {
    const told: DeskEvent = { at: AT, kind: 'pcsc', event };
    expect(eventText(told, 'en')).toBe(`2026-03-09 10:15:00  ${en}`);
    expect(eventText(told, 'zh')).toBe(`2026-03-09 10:15:00  ${zh}`);
  });

  test('a card comes and goes; then the watch is ended', async () => {
    const { card } = await plainCard();
    const provider = virtualReader(undefined, 'Desk');
    const end = new AbortController();
    const lines: string[] = [];
    await watchDesk({
      sources: [sourceOf(provider)],
      describe: describeCard,
      clock,
      signal: end.signal,
      onTrouble: (error) => lines.push(error.code),
      onEvent(told) {
        lines.push(eventText(told, 'en').slice(21));
        if (told.event.type === 'reader-attached') provider.insert(card);
        if (told.event.type === 'card-in') provider.remove();
        if (told.event.type === 'card-out') end.abort();
      },
    });
    expect(lines).toEqual([
      'reader attached  Desk',
      expect.stringMatching(/^card in {2}Desk \[0\] {2}3B8F\S+ T=1 OneCard/),
      'card out  Desk [0]',
    ]);
  });

  test('one source fails and recovers; the other one goes on', async () => {
    const end = new AbortController();
    let tries = 0;
    const failing = {
      kind: 'pcsc',
      async *events(): AsyncGenerator<ReaderEvent> {
        if (tries++ === 0) throw new OneCardError('reader.library-not-found', { library: 'x' });
        yield { type: 'service-lost', code: 'reader.service-not-available' };
        yield { type: 'service-back' };
      },
    } as unknown as ReaderProvider;
    const lines: string[] = [];
    await watchDesk({
      sources: [sourceOf(failing), sourceOf(virtualReader(undefined, 'Desk'))],
      describe: describeCard,
      clock,
      signal: end.signal,
      onTrouble: (error) => lines.push(error.code),
      onEvent(told) {
        lines.push(told.event.type);
        if (told.event.type === 'service-back') end.abort();
      },
    });
    expect(lines).toEqual([
      'reader.library-not-found',
      'reader-attached',
      'service-lost',
      'reader.service-not-available',
      'service-back',
    ]);
  });

  test('a bug of ours is not taken for a failing world', async () => {
    const broken = {
      kind: 'pcsc',
      events: () => {
        throw new TypeError('a bug');
      },
    } as unknown as ReaderProvider;
    const watch = watchDesk({
      sources: [sourceOf(broken)],
      describe: describeCard,
      clock,
      signal: AbortSignal.timeout(1_000),
      onTrouble: () => undefined,
      onEvent: () => undefined,
    });
    await expect(watch).rejects.toThrow('a bug');
  });
});

describe('without a PC/SC service', () => {
  const nowhere = { PCSCLITE_CSOCK_NAME: '/none' };

  test('the list says so and exits with 10; another source that is empty changes nothing', async () => {
    for (const named of [[], ['--serial', '/dev/onecard-none']]) {
      const run = await onecard(['readers', '--lang', 'en', ...named], nowhere);
      expect([10, 13]).toContain(run.exit);
      expect(run.stdout).toBe('');
      expect(run.stderr).toMatch(/^\[reader\.(service|library)-not-/);
    }
  });

  test('a watch says so on standard error, goes on, and ends with 0 by Ctrl-C', async () => {
    const watching = spawn(
      process.execPath,
      [join(ROOT, 'dist/cli.js'), 'readers', '--watch', '--json'],
      {
        env: { ...process.env, ...nowhere },
      },
    );
    onTestFinished(() => void watching.kill('SIGKILL'));
    let stdout = '';
    watching.stdout.on('data', (text) => {
      stdout += text;
    });
    const [said] = (await once(watching.stderr, 'data')) as [Buffer];
    expect(said.toString()).toMatch(/\[reader\.(service|library)-not-/);
    expect(watching.exitCode).toBeNull();
    watching.kill('SIGINT');
    const [code] = await once(watching, 'close');
    expect(code).toBe(0);
    for (const line of stdout.split('\n').filter((each) => each !== '')) {
      expect(JSON.parse(line)).toMatchObject({ kind: 'pcsc', type: 'service-lost' });
    }
  });
});
