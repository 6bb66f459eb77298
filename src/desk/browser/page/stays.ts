/** 在院病人: who lies in, what the day and the stay cost, and the lists of a day. */

import { html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { yuan } from './amounts.ts';
import { chinaToday } from './days.ts';
import { PageElement } from './element.ts';

/** `<onecard-stays .context>`: tells `oc-stay` with the one that was chosen. */
export class OnecardStays extends PageElement {
  static override properties = {
    ...PageElement.properties,
    date: { state: true },
    found: { state: true },
    trouble: { state: true },
  };

  /** Of the lists. */
  declare date: string;
  declare found: readonly Json[] | undefined;
  declare trouble: unknown;

  constructor() {
    super();
    this.date = chinaToday();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.#load());
  }

  async #load(): Promise<void> {
    try {
      this.found = (await this.context.desk.call('GET', '/v1/stays')).stays;
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      this.trouble = error;
    }
  }

  override render() {
    return html`<h2>${this.say('stays')}</h2>
      ${this.trouble ? this.problem(this.trouble) : nothing}
      ${this.found ? this.#list(this.found) : nothing}`;
  }

  #list(stays: readonly Json[]) {
    if (stays.length === 0) return html`<p role="status">${this.say('staysNone')}</p>`;
    const head = (word: Parameters<typeof this.say>[0], kind = '') =>
      html`<th scope="col" class=${kind}>${this.say(word)}</th>`;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.say('stays')}><table id="stays">
        <thead><tr>${head('bed')}${head('name')}${head('inpatientNumber')}${head('admittedOn')}${head('today', 'amount')}${head('cumulative', 'amount')}${head('paidIn', 'amount')}${head('state')}</tr></thead>
        <tbody>${stays.map(
          (
            each,
          ) => html`<tr><td>${each.ward ?? ''} ${each.bed ?? ''}</td><th scope="row">${each.patient}</th><td>${each.inpatientNumber}</td><td>${each.admittedOn}</td>
          <td class="amount">${yuan(each.today)}</td><td class="amount">${yuan(each.cumulative)}</td><td class="amount">${each.isDepositFree ? this.say('depositFree') : yuan(each.paidIn)}</td>
          <td>${this.pick(each.stateText)} <button class="open" @click=${() => this.tell('oc-stay', each)}>${this.say('dailyList')} <span class="visually-hidden">${each.patient} ${each.inpatientNumber}</span></button></td></tr>`,
        )}</tbody></table></div>
      <h3>${this.say('listsOfAll')}</h3>
      <label class="short">${this.say('day')}<input id="day" type="date" .value=${this.date} @change=${(
        event: Event,
      ) => {
        this.date = (event.target as HTMLInputElement).value || chinaToday();
      }}></label>
      <onecard-print .context=${this.context} date=${this.date}></onecard-print>`;
  }
}
