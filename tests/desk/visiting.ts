/** Bills for visits, and waiting for a visit's end. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HOMES, type HomeName } from '../../examples/cli/world/persons.ts';
import type { Desk } from '../../src/desk/index.ts';
import { ROOT } from '../support/sources.ts';
import { type Answer, get } from './support.ts';

/** The demo's bill under another number, as JSON. */
export async function billDocument(billNumber: string, home: HomeName = 'yinjiang') {
  const text = await readFile(join(ROOT, HOMES[home].bill), 'utf8');
  return { ...JSON.parse(text), billNumber };
}

/**
 * The visit once it is over, or waits for the clerk.
 * @param passed a state to wait through
 */
export async function settledView(
  desk: Pick<Desk, 'port'>,
  id: string,
  who: Readonly<Record<string, string>>,
  passed = '',
): Promise<Answer> {
  for (let round = 0; round < 400; round++) {
    const view = await get(desk, `/v1/visits/${id}`, who);
    const { state } = view.json.now;
    if (view.json.isOver || (state === 'quoted' && state !== passed)) return view;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the visit did not end');
}
