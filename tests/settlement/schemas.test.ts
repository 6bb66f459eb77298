import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { BILL_DOCUMENT } from '../../src/settlement/bill/schema.ts';
import { CASES_DOCUMENT } from '../../src/settlement/cases/schema.ts';
import { CATALOGUE_TABLES_DOCUMENT } from '../../src/settlement/catalogue/import/head.ts';
import { CATALOGUE_DOCUMENT } from '../../src/settlement/catalogue/schema.ts';
import { PLAN_DOCUMENT } from '../../src/settlement/plan/schema.ts';
import { REGISTER_DOCUMENT } from '../../src/settlement/register/schema.ts';
import { ROOT } from '../support/sources.ts';
import { text } from './support.ts';

const SCHEMAS = {
  bill: BILL_DOCUMENT,
  cases: CASES_DOCUMENT,
  catalogue: CATALOGUE_DOCUMENT,
  'catalogue-tables': CATALOGUE_TABLES_DOCUMENT,
  plan: PLAN_DOCUMENT,
  register: REGISTER_DOCUMENT,
} as const;
type Name = keyof typeof SCHEMAS;

/** The documents that the package ships, by the schema they follow. */
const DOCUMENTS: readonly (readonly [Name, string])[] = [
  ...files('plans').map((path) => [isCases(path) ? 'cases' : 'plan', path] as const),
  ...files('catalogues').map((path) => ['catalogue', path] as const),
  ...files('examples/catalogue').map((path) => ['catalogue-tables', path] as const),
  ...files('examples/register').map((path) => ['register', path] as const),
  ...files('examples/bills').map((path) => ['bill', path] as const),
];

function isCases(path: string): boolean {
  return path.endsWith('.cases.yaml');
}

function files(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .map((name) => `${folder}/${name}`);
}

/** Written anew by `npx vitest run tests/settlement/schemas.test.ts --update`. */
test.each(Object.keys(SCHEMAS) as Name[])(
  '%s.schema.json is what the door checks',
  async (name) => {
    const schema = z.toJSONSchema(SCHEMAS[name], { io: 'input' });
    const published = `${JSON.stringify(schema, undefined, 2)}\n`;
    await expect(published).toMatchFileSnapshot(join(ROOT, 'schemas', `${name}.schema.json`));
  },
);

test('documents of each kind are shipped', () => {
  expect(new Set(DOCUMENTS.map(([name]) => name))).toEqual(new Set(Object.keys(SCHEMAS)));
});

describe.each(DOCUMENTS)('%s %s', (name, path) => {
  const document = text(path);

  test('points at its schema', () => {
    const pointer = path.endsWith('.json')
      ? (JSON.parse(document) as { $schema: string }).$schema
      : /^# yaml-language-server: \$schema=(\S+)\n/.exec(document)?.[1];
    expect(pointer).toBeDefined();
    const target = join(ROOT, dirname(path), pointer!);
    expect(target).toBe(join(ROOT, 'schemas', `${name}.schema.json`));
    expect(existsSync(target)).toBe(true);
  });

  test('follows the published schema', () => {
    const published = JSON.parse(
      text(`schemas/${name}.schema.json`),
    ) as z.core.JSONSchema.BaseSchema;
    const result = z.fromJSONSchema(published).safeParse(parse(document));
    expect(result.error?.issues).toBeUndefined();
  });
});

test('the published schema refuses what the door refuses by shape', () => {
  const published = JSON.parse(text('schemas/bill.schema.json')) as z.core.JSONSchema.BaseSchema;
  const schema = z.fromJSONSchema(published);
  const good = parse(text('examples/bills/yinjiang-second-visit.json')) as Record<string, unknown>;
  expect(schema.safeParse(good).success).toBe(true);
  for (const change of [{ total: 205 }, { total: '205.001' }, { discount: '1' }, { lines: [] }]) {
    expect(schema.safeParse({ ...good, ...change }).success, JSON.stringify(change)).toBe(false);
  }
});
