/** 基金: who paid this year, month by month, as pictures with their figures beside them. */

import { css, html, nothing, svg } from 'lit';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { pieces, yuan } from './amounts.ts';
import { chinaToday } from './days.ts';
import { PageElement } from './element.ts';
import { inOrder, PAYERS_STYLE, payersBar } from './payers.ts';
import { FILLS } from './stackedBar.ts';
import { COMMON } from './style.ts';

const WIDTH = 720;
const HEIGHT = 200;
const MARGIN = 24;

/** `<onecard-funds .context>` */
export class OnecardFunds extends PageElement {
  static override styles = [
    COMMON,
    PAYERS_STYLE,
    css`svg.line { width: 100%; height: auto; max-height: 16rem; }`,
  ];
  static override properties = {
    ...PageElement.properties,
    found: { state: true },
    trouble: { state: true },
  };

  declare found: Json;
  declare trouble: unknown;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.#load());
  }

  async #load(): Promise<void> {
    try {
      const year = chinaToday().slice(0, 4);
      this.found = await this.context.desk.call('GET', `/v1/desk/years/${year}`);
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      this.trouble = error;
    }
  }

  override render() {
    return html`<h2 id="h" tabindex="-1">${this.say('fundView')} ${this.found?.year ?? ''}</h2>
      ${this.trouble ? this.problem(this.trouble) : nothing}${this.found ? this.#year(untilNow(this.found)) : nothing}`;
  }

  #year(months: readonly Json[]) {
    const known = this.context.vocabulary?.payers;
    const payers = inOrder([...new Set(months.flatMap((month) => Object.keys(month)))], known);
    const name = (payer: string) => this.pick(known?.[payer]) || payer;
    const of = (payer: string) =>
      months.reduce((sum: bigint, month: Json) => sum + BigInt(month[payer] ?? '0'), 0n);
    const sums = Object.fromEntries(payers.map((payer) => [payer, of(payer)]));
    const funds = months.map((month: Json) =>
      Object.keys(month)
        .filter((payer) => payer !== 'cash' && payer !== 'hospital')
        .reduce((sum: bigint, payer) => sum + BigInt(month[payer]), 0n),
    );
    return html`<h3>${this.say('fundByPayer')}</h3>${payersBar(sums, known, name)}
      <h3>${this.say('fundByMonth')}</h3>${this.#line(funds)}
      <div class="scroll" tabindex="0" role="region" aria-label=${this.say('fundByMonth')}><table><thead><tr><th scope="col">${this.say('month')}</th>${payers.map((payer) => html`<th scope="col" class="amount">${name(payer)}</th>`)}</tr></thead>
      <tbody>${months.map((month: Json, index) => html`<tr><th scope="row">${index + 1}</th>${payers.map((payer) => html`<td class="amount">${yuan(month[payer] ?? '0')}</td>`)}</tr>`)}</tbody></table></div>`;
  }

  #line(sums: readonly bigint[]) {
    const most = sums.reduce((a, b) => (b > a ? b : a), 0n);
    const points = sums.map((sum, index) => {
      const x = MARGIN + (index * (WIDTH - 2 * MARGIN)) / 11;
      const y = HEIGHT - MARGIN - pieces(sum, most, HEIGHT - 2 * MARGIN);
      return { x, y, label: `${index + 1}: ${yuan(sum.toString())}` };
    });
    return html`<svg class="line" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${this.say('fundByMonth')}>
      ${svg`<line x1=${MARGIN} y1=${HEIGHT - MARGIN} x2=${WIDTH - MARGIN} y2=${HEIGHT - MARGIN} stroke="#5c6b7a"></line>
      <polyline fill="none" stroke=${FILLS[0]} stroke-width="3" points=${points.map(({ x, y }) => `${x},${y}`).join(' ')}></polyline>
      ${points.map(({ x, y, label }, index) => svg`<circle cx=${x} cy=${y} r="4" fill=${FILLS[0]}><title>${label}</title></circle><text x=${x} y=${HEIGHT - 6} text-anchor="middle" font-size="12" fill="#16202a">${index + 1}</text>`)}`}</svg>`;
  }
}

/** The months that have been: what is still to come is not nothing. One whose figures are there has been. */
function untilNow({ year, months }: Json): readonly Json[] {
  const today = chinaToday();
  const now = today.slice(0, 4) === String(year) ? Number(today.slice(5, 7)) : months.length;
  const last = months.findLastIndex((month: Json) => Object.keys(month).length > 0);
  return months.slice(0, Math.max(now, last + 1));
}
