/** 差异: a bill that two sides of a day tell differently, in words, with what each of them says. */

import { html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { yuan } from './amounts.ts';
import type { Word } from './words.ts';

const RESULTS: Readonly<Record<string, Word>> = {
  AMOUNT_DIFF: 'amountDiffers',
  STATUS_DIFF: 'stateDiffers',
  ONLY_IN_HIS: 'onlyInHis',
  ONLY_IN_JOURNAL: 'onlyInJournal',
  ONLY_IN_CENTRE: 'onlyInCentre',
};

export interface DifferenceWords {
  readonly say: (word: Word) => string;
  readonly side: (side: string) => string;
  readonly layer: (layer: string) => string;
}

/** @param each one of `pairs[].differences`, with the `sides` of its pair */
export function differenceItem(
  { billNumber, result, sides, bills, layers, ids }: Json,
  { say, side, layer }: DifferenceWords,
) {
  const word = RESULTS[result];
  const shown: readonly string[] = layers.length > 0 ? layers : ['total'];
  const figures = (bill: Json) => {
    if (!bill) return say('notThere');
    const mark = bill.settlementCount > bill.reversalCount ? '' : ` ${say('stateReversed')}`;
    return shown.map((name) => `${layer(name)} ${yuan(bill.amounts[name])}${mark}`).join('，');
  };
  const standing = (bill: Json, id: string) => {
    const count = bill?.standingById[id];
    return say(count === undefined ? 'notThere' : count > 0 ? 'standsWord' : 'stateReversed');
  };
  const told = (of: (bill: Json) => string) =>
    sides.map((name: string, at: number) => `${side(name)} ${of(bills[at])}`).join(' / ');
  return html`<li class="bad">${billNumber} ${word ? say(word) : result} <span class="note">${result}</span>
    <div>${told(figures)}</div>
    ${ids.length > 0 ? html`<ul>${ids.map((id: string) => html`<li>${say('settlementNumber')} ${id}<div>${told((bill) => standing(bill, id))}</div></li>`)}</ul>` : nothing}</li>`;
}
