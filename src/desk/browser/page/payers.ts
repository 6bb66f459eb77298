/** 谁来付: a sum by payer as a bar with its key; a payer has one fill wherever the page shows it. */

import { css, html } from 'lit';
import type { Json } from '../../client/desk.ts';
import { yuan } from './amounts.ts';
import { CASH_FILL, FILLS, type Part, stackedBar } from './stackedBar.ts';

export const PAYERS_STYLE = css`
  .swatch { display: inline-block; width: 0.9em; height: 0.9em; margin-inline-end: 0.4em; border: 1px solid #16202a; vertical-align: -0.05em; }
  ul.payers { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; list-style: none; padding: 0; margin: 0.35rem 0 1rem; }
`;

/** @param known every payer there is, as the service tells them: their order, and so their fills */
function placeOf(payer: string, known: Json): number {
  const order = Object.keys(known ?? {});
  return order.includes(payer) ? order.indexOf(payer) : order.length;
}

export function inOrder(payers: readonly string[], known: Json): readonly string[] {
  return [...payers].sort((a, b) => placeOf(a, known) - placeOf(b, known));
}

/** @param sums fen by payer */
export function payersBar(
  sums: Readonly<Record<string, bigint>>,
  known: Json,
  label: (payer: string) => string,
) {
  const parts: readonly Part[] = inOrder(Object.keys(sums), known).map((payer) => ({
    fen: sums[payer]!,
    fill: payer === 'cash' ? CASH_FILL : FILLS[placeOf(payer, known) % FILLS.length]!,
    label: `${label(payer)} ${yuan(sums[payer]!.toString())}`,
  }));
  return html`${stackedBar(parts, parts.map((part) => part.label).join('；'))}
    <ul class="payers">${parts.map((part) => html`<li><svg class="swatch" viewBox="0 0 1 1" aria-hidden="true"><rect width="1" height="1" fill=${part.fill}></rect></svg><span class="amount">${part.label}</span></li>`)}</ul>`;
}
