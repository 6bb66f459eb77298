import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { imports, type SourceFile, sources } from '../support/sources.ts';

/** Files and folders directly under src that every room may import. */
const BOTTOM = new Set(['bytes', 'errors', 'limits', 'money', 'time', 'model']);

/** docs/architecture.md: what each room may import beside itself and the bottom row. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  crypto: [],
  card: ['crypto'],
  reader: ['card'],
  settlement: ['crypto'],
  terminal: ['reader', 'card', 'settlement'],
  centre: ['settlement', 'crypto'],
  // settlement for the embedded store alone, as the centre.
  issuing: ['card', 'settlement', 'crypto'],
  virtual: ['card', 'reader', 'crypto'],
  desk: ['terminal'],
  index: ['crypto', 'card', 'reader', 'settlement', 'terminal', 'centre', 'issuing', 'virtual'],
  simulation: [
    'crypto',
    'card',
    'reader',
    'settlement',
    'terminal',
    'centre',
    'issuing',
    'virtual',
  ],
};

function room(path: string): string {
  return path.split('/')[1]!.replace(/\.ts$/, '');
}

function mayImport(from: string, to: string): boolean {
  if (from === to || BOTTOM.has(to)) return true;
  return !BOTTOM.has(from) && (ARROWS[from]?.includes(to) ?? false);
}

function broken(file: SourceFile): readonly string[] {
  const targets = imports(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.join(posix.dirname(file.path), specifier));
  return targets
    .filter((target) => !target.startsWith('src/') || !mayImport(room(file.path), room(target)))
    .map((target) => `${file.path} -> ${target}`);
}

const files = sources(/^src\/.*\.ts$/);

test('every room under src has its arrows drawn', () => {
  const rooms = new Set(files.map((file) => room(file.path)));
  const unknown = [...rooms].filter((name) => !BOTTOM.has(name) && !(name in ARROWS));
  expect(unknown).toEqual([]);
});

test('no import runs against an arrow', () => {
  expect(files.flatMap(broken)).toEqual([]);
});

test('a forbidden arrow is seen', () => {
  const text = "import { decide } from '../settlement/index.ts';";
  expect(broken({ path: 'src/card/x.ts', text })).toHaveLength(1);
  expect(broken({ path: 'src/money.ts', text: "import '../crypto/index.ts'" })).toHaveLength(1);
  expect(broken({ path: 'src/centre/x.ts', text })).toEqual([]);
});

test('every source file is reached from an entry', () => {
  const entries = files
    .map((file) => file.path)
    .filter((path) => /^src\/([a-z]+\/)?index\.ts$/.test(path));
  const byPath = new Map(
    sources(/^(src|examples)\/.*\.ts$/).map((file) => [file.path, file] as const),
  );
  const reached = new Set<string>();
  const programs = [
    'src/reader/vendor/child.ts',
    'src/crypto/pool/worker.ts',
    'src/settlement/batch/worker.ts',
    // Scripts for browsers.
    'src/desk/client/index.ts',
    'src/desk/browser/elements.ts',
    'src/desk/browser/home.ts',
    'src/desk/browser/window.ts',
    'src/desk/browser/page/index.ts',
    'src/desk/extension/content.ts',
    'src/desk/extension/worker.ts',
  ];
  const waiting = [...entries, 'examples/cli/main.ts', ...programs];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const file = byPath.get(path);
    if (!file || reached.has(path)) continue;
    reached.add(path);
    for (const specifier of imports(file)) {
      if (specifier.startsWith('.')) waiting.push(posix.join(posix.dirname(path), specifier));
    }
  }
  expect(files.map((file) => file.path).filter((path) => !reached.has(path))).toEqual([]);
});
