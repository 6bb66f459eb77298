import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { ROOT } from '../support/sources.ts';

/** Files of lines that must not compile: everything beside this test. */
const FOLDER = join(ROOT, 'tests', 'types');
const FILES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => join(FOLDER, name));

const EXPECTATION = '// @ts-expect-error ';
/** As long as the directive, so that nothing moves. */
const DISARMED = '// ts-expect-no-more ';

const parsed = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
  ts.sys,
  ROOT,
);

/** `file:line: message` of every error in the files, with their text passed through `change`. */
function errors(change: (text: string) => string): ReadonlyMap<string, string> {
  const host = ts.createCompilerHost(parsed.options);
  const read = host.readFile.bind(host);
  const isOurs = (path: string) => FILES.some((file) => file === join(path));
  host.readFile = (path) => {
    const text = read(path);
    return text !== undefined && isOurs(path) ? change(text) : text;
  };
  host.getSourceFile = (path, languageVersion) => {
    const text = host.readFile(path);
    return text === undefined ? undefined : ts.createSourceFile(path, text, languageVersion);
  };
  const program = ts.createProgram(FILES, parsed.options, host);
  const found = new Map<string, string>();
  for (const path of FILES) {
    const source = program.getSourceFile(path);
    const diagnostics = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ];
    for (const { start = 0, messageText } of diagnostics) {
      const line = source!.getLineAndCharacterOfPosition(start).line + 1;
      found.set(`${path}:${line}`, ts.flattenDiagnosticMessageText(messageText, '\n'));
    }
  }
  return found;
}

test('there are lines that must not compile', () => {
  expect(FILES.length).toBeGreaterThan(0);
});

test('every such line fails, and no other', () => {
  expect([...errors((text) => text)]).toEqual([]);
  const expected = FILES.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, index) => (line.startsWith(EXPECTATION) ? [`${path}:${index + 2}`] : [])),
  );
  expect(expected.length).toBeGreaterThan(10);
  const disarmed = errors((text) => text.replaceAll(EXPECTATION, DISARMED));
  expect([...disarmed.keys()].sort((a, b) => (a < b ? -1 : 1))).toEqual(
    expected.sort((a, b) => (a < b ? -1 : 1)),
  );
});
