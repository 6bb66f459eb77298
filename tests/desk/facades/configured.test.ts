/** `onecard desk --facades FILE`. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFacades } from '../../../examples/cli/service/facades.ts';
import { ROOT } from '../../support/sources.ts';
import { temporaryFolder } from '../../support/world.ts';
import { ask, testDesk } from '../support.ts';
import { programToken, signedOn } from './ncms/support.ts';

const EXAMPLE = join(ROOT, 'examples/service/facades.json');

test('the example file opens the interfaces that it names', async () => {
  const modules = await readFacades(EXAMPLE);
  const { desk } = await testDesk({ modules });
  const token = await programToken(desk);
  expect((await signedOn(desk, token)).ticket).toMatch(/^[0-9a-f]{32}$/);
  const described = await ask(desk, 'GET', '/openapi.json');
  const paths = Object.keys(described.json.paths);
  expect(paths).toContain('/ncms');
  expect(paths).toContain('/card-driver/{function}');
  expect(paths.some((path) => path.startsWith('/fsi/api/'))).toBe(true);
});

test('what is wrong with a file is told by its place, without what stands there', async () => {
  const document = JSON.parse(await readFile(EXAMPLE, 'utf8'));
  const file = join(await temporaryFolder(), 'facades.json');
  for (const [text, place] of [
    ['{', 'not JSON'],
    [
      JSON.stringify({ ...document, provider: { ...document.provider, code: 'secret' } }),
      'provider.code',
    ],
    [JSON.stringify({ ...document, ncms: { users: { op01: 'secret' } } }), 'ncms.users.op01'],
    [JSON.stringify({ ...document, national: { signature: { secret: 1 } } }), 'national.signature'],
    [JSON.stringify({ ...document, others: {} }), 'file'],
  ] as const) {
    await writeFile(file, text);
    const error = await readFacades(file).catch((caught: Error) => caught);
    expect(String((error as Error).message)).toContain(place);
    expect(String((error as Error).message)).not.toContain('secret"');
  }
});
