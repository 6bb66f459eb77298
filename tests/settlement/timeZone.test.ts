import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'tsup';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../support/sources.ts';

/** Inside the checkout, so that the program finds its dependencies. */
const CACHE = join(ROOT, 'node_modules', '.cache');
let folder: string;

beforeAll(async () => {
  mkdirSync(CACHE, { recursive: true });
  folder = mkdtempSync(join(CACHE, 'time-zone-'));
  await build({
    entry: { program: join(ROOT, 'tests/settlement/printDecision.ts') },
    outDir: folder,
    format: 'esm',
    target: 'node20',
    config: false,
    dts: false,
    silent: true,
    splitting: false,
    outExtension: () => ({ js: '.mjs' }),
    // The checkout's root is found from the source file's address.
    define: {
      'import.meta.url': JSON.stringify(pathToFileURL(join(ROOT, 'tests/support/sources.ts')).href),
    },
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(zone: string, locale: string): string {
  return execFileSync(process.execPath, [join(folder, 'program.mjs')], {
    cwd: ROOT,
    env: { ...process.env, TZ: zone, LANG: locale, LC_ALL: locale },
    encoding: 'utf8',
  });
}

test('the same bytes wherever the host believes to be', () => {
  const utc = run('UTC', 'C');
  expect(utc).toContain('2025-12-31 2025-12-31 23:59:59\n2026-01-01 2026-01-01 00:00:00\n');
  expect(utc).toContain('2026-03-09 12:30:00');
  expect(utc).toContain('2,090.71');
  for (const [zone, locale] of [
    ['America/New_York', 'en_US.UTF-8'],
    ['Asia/Shanghai', 'zh_CN.UTF-8'],
    ['Pacific/Kiritimati', 'de_DE.UTF-8'],
  ] as const) {
    expect(run(zone, locale), zone).toBe(utc);
  }
});
