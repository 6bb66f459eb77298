/**
 * `onecard/elements`: the parts of the clerk's page as custom elements, for pages of a hospital's own
 * system. The desk is connected by `connectDesk` of this entry; elements are given a context.
 */

import { DeskClient } from '../client/index.ts';
import type { Language, PageContext } from './page/context.ts';

export type { ConnectOptions, DeskClient } from '../client/index.ts';
export { connectDesk, DeskProblem } from '../client/index.ts';
export type { Language, PageContext } from './page/context.ts';
export { defineElements, ELEMENT_NAMES, type ElementName } from './page/elements.ts';
export { type KeyTable, keyTable } from './page/keys.ts';

export interface ContextOptions {
  /** Chinese unless told. */
  readonly language?: Language;
  /** Who is at the desk; stands in the journal. Nobody unless told. */
  readonly operator?: string;
}

/**
 * What every element is given as its property `context`.
 * @throws TypeError for a desk of another entry, DeskProblem when the service does not answer
 *
 * @example The decision of a trial inside a page
 * ```js
 * defineElements();
 * const desk = await connectDesk({ token });
 * const decision = document.querySelector('onecard-decision');
 * decision.context = await elementContext(desk, { operator: '01' });
 * decision.decided = await desk.trial(bill);
 * ```
 */
export async function elementContext(
  desk: DeskClient,
  { language = 'zh', operator = '' }: ContextOptions = {},
): Promise<PageContext> {
  if (!(desk instanceof DeskClient)) {
    throw new TypeError('"desk" expected one of connectDesk of onecard/elements');
  }
  const vocabulary = await desk.call('GET', '/v1/vocabulary');
  return { desk, language, operator, vocabulary };
}
