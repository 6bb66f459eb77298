/** 当日结算: to find a settlement for a reprint or a reversal, and to end the day. */

import { html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { sumOf, yuan } from './amounts.ts';
import { chinaTime, chinaToday } from './days.ts';
import { PageElement } from './element.ts';
import type { Word } from './words.ts';

/** What stands differently from what is settled. */
const STATE_WORDS: Readonly<Record<string, Word>> = {
  reversed: 'stateReversed',
  reversing: 'stateReversing',
  'done-without-card': 'stateWithoutCard',
};

/** `<onecard-settlements .context .purpose>`: tells `oc-settlement` with the one that was chosen. */
export class OnecardSettlements extends PageElement {
  static override properties = {
    ...PageElement.properties,
    purpose: { attribute: false },
    date: { state: true },
    found: { state: true },
    trouble: { state: true },
  };

  declare purpose: 'reprint' | 'reversal' | 'dayEnd';
  declare date: string;
  declare found: Json;
  declare trouble: unknown;

  constructor() {
    super();
    this.purpose = 'reprint';
    this.date = chinaToday();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.#load());
  }

  async #load(): Promise<void> {
    const { date } = this;
    try {
      const found = await this.context.desk.call('GET', `/v1/desk/settled/${date}`);
      if (date !== this.date) return;
      this.found = found;
      this.trouble = undefined;
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      this.trouble = error;
    }
  }

  override render() {
    return html`<h2 id="h" tabindex="-1">${this.purpose === 'dayEnd' ? this.say('dayEnd') : `${this.say(this.purpose)} · ${this.say('settlements')}`}</h2>
      <label class="short">${this.say('day')}<input id="day" type="date" .value=${this.date} @change=${(
        event: Event,
      ) => {
        this.date = (event.target as HTMLInputElement).value || chinaToday();
        void this.#load();
      }}></label>
      ${this.trouble ? this.problem(this.trouble) : nothing}
      ${this.found ? html`${this.purpose === 'dayEnd' ? this.#sums(this.found) : nothing}${this.#list(this.found.settlements)}${this.purpose === 'dayEnd' ? html`<onecard-day-closing .context=${this.context} date=${this.date} @oc-day-asked=${() => void this.#load()}></onecard-day-closing>` : nothing}` : nothing}`;
  }

  #sums({ settled, reversed, settledCount, reversedCount, undecidedCount }: Json) {
    const payers = Object.keys({ ...settled, ...reversed });
    const net = (payer: string) =>
      (BigInt(settled[payer] ?? '0') - BigInt(reversed[payer] ?? '0')).toString();
    const sum = (of: Json) => sumOf(Object.values(of)).toString();
    const row = (name: string, a: string, b: string, c: string) =>
      html`<tr><th scope="row">${name}</th><td class="amount">${a}</td><td class="amount">${b}</td><td class="amount">${c}</td></tr>`;
    return html`${undecidedCount > 0 ? html`<div class="warning">${this.say('undecided')} ${undecidedCount}：${this.say('undecidedAdvice')}</div>` : nothing}
      <div class="scroll" tabindex="0" role="region" aria-label=${this.say('dayEnd')}><table id="sums"><thead><tr><th scope="col">${this.say('payer')}</th><th scope="col" class="amount">${this.say('stateDone')}</th>
        <th scope="col" class="amount">${this.say('stateReversed')}</th><th scope="col" class="amount">${this.say('net')}</th></tr></thead><tbody>
        ${row(this.say('count'), String(settledCount), String(reversedCount), String(settledCount - reversedCount))}
        ${payers.map((payer) => row(this.pick(this.context.vocabulary?.payers?.[payer]) || payer, yuan(settled[payer] ?? '0'), yuan(reversed[payer] ?? '0'), yuan(net(payer))))}
        ${row(this.say('total'), yuan(sum(settled)), yuan(sum(reversed)), yuan((BigInt(sum(settled)) - BigInt(sum(reversed))).toString()))}
      </tbody></table></div>`;
  }

  #list(settlements: readonly Json[]) {
    if (settlements.length === 0) return html`<p role="status">${this.say('noneThatDay')}</p>`;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.say('settlements')}><table>
      <thead><tr><th scope="col">${this.say('at')}</th><th scope="col">${this.say('billNumber')}</th><th scope="col">${this.say('name')}</th>
        <th scope="col" class="amount">${this.say('total')}</th><th scope="col" class="amount">${this.say('cashDue')}</th><th scope="col">${this.say('state')}</th></tr></thead>
      <tbody>${settlements.map(
        (
          each,
        ) => html`<tr><td>${chinaTime(each.at)}</td><th scope="row">${each.billNumber}</th><td>${each.patient}</td><td class="amount">${yuan(each.total)}</td>
          <td class="amount">${yuan(each.cashDue)}</td><td>${this.say(STATE_WORDS[each.state] ?? 'stateDone')}
          ${
            this.purpose === 'dayEnd' || (this.purpose === 'reversal' && each.state === 'reversed')
              ? nothing
              : html`<button @click=${() => this.tell('oc-settlement', each)}>${this.say(this.purpose)} <span class="visually-hidden">${each.billNumber}</span></button>`
          }</td></tr>`,
      )}</tbody></table></div>`;
  }
}
