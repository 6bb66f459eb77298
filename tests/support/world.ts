/** A world of the demo in a folder of its own, with bills numbered at will. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openCards, openWorld, type World } from '../../examples/cli/world/open.ts';
import { HOMES, type HomeName } from '../../examples/cli/world/persons.ts';
import type { Bill, SuiteId } from '../../src/model/index.ts';
import { parseBill } from '../../src/settlement/index.ts';
import { ROOT } from './sources.ts';

/** An empty folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'onecard-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens (and first makes, in `suite`) the world in `folder`; closed with the test at the latest. */
export async function testWorld(folder: string, suite: SuiteId = 1): Promise<World> {
  const path = join(folder, 'world');
  await openCards(path, suite);
  const world = await openWorld(path);
  onTestFinished(() => world.close());
  return world;
}

/** The demo's bill of a home county under another number, with every `from` in its text turned to `to`. */
export async function demoBill(
  home: HomeName,
  billNumber: string,
  [from, to] = ['', ''],
): Promise<Bill> {
  const path = HOMES[home].bill;
  const document = JSON.parse(await readFile(join(ROOT, path), 'utf8'));
  const text = JSON.stringify({ ...document, billNumber });
  return parseBill(from === '' ? text : text.replaceAll(from, to), path);
}
