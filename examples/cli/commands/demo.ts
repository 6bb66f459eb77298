/** `onecard demo`: a farmer of one county, settled in another. */

import { readFile } from 'node:fs/promises';
import type { Bill } from '../../../src/model/index.ts';
import { parseBill } from '../../../src/settlement/index.ts';
import type { CommandOptions, RawOptions } from '../main.ts';
import { type Answer, say } from '../output.ts';
import { shipped } from '../package.ts';
import { OUTCOME_TEXTS, pick } from '../text.ts';
import { openCards, type World } from '../world/open.ts';
import { HOMES } from '../world/persons.ts';
import { settleAnswer, withWorld } from './settle.ts';

export interface DemoOptions extends RawOptions {
  /** Algorithms of a world that is made now. */
  readonly suite: '1' | '2';
}

/** Settles the next bill of the demo's hospital for the chosen card and prints the receipt. */
export async function runDemo(options: CommandOptions, { suite }: DemoOptions): Promise<Answer> {
  const { isNew } = await openCards(options.data, suite === '2' ? 2 : 1);
  return withWorld(options, async (world) => {
    if (isNew) say(`${pick(OUTCOME_TEXTS['world-made'], options.language)}: ${options.data}`);
    const home = HOMES[options.card ?? 'yinjiang'];
    const bill = await nextBill(home.bill, world);
    say(`${pick(OUTCOME_TEXTS.settling, options.language)}: ${bill.billNumber} (${home.bill})`);
    return settleAnswer(world, bill, options);
  });
}

/** The same stay again under the next bill number: a bill that was settled is never settled twice. */
async function nextBill(path: string, world: World): Promise<Bill> {
  const document = JSON.parse(await readFile(shipped(path), 'utf8'));
  const settled = new Set<string>();
  for (const entry of world.equipment.journal.settledAfter(0)) settled.add(entry.bill.billNumber);
  let number: string = document.billNumber;
  // Each settled bill takes one number, so one more try than there are settled bills is enough.
  for (let visit = 2; settled.has(number); visit++) number = `${document.billNumber}-${visit}`;
  const text = JSON.stringify({ ...document, billNumber: number });
  return parseBill(text, path);
}
