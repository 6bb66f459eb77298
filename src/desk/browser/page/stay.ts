/** One patient in hospital: the list of a day, the account, and the bill that is due or laid down here. */

import { html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { accountLine } from './account.ts';
import { chinaToday } from './days.ts';
import { PageElement } from './element.ts';

/** `<onecard-stay .context stay>` */
export class OnecardStay extends PageElement {
  static override properties = {
    ...PageElement.properties,
    stay: { type: String },
    date: { state: true },
    found: { state: true },
    list: { state: true },
    trouble: { state: true },
  };

  declare stay: string;
  declare date: string;
  declare found: Json;
  declare list: Json;
  declare trouble: unknown;

  constructor() {
    super();
    this.date = chinaToday();
  }

  override updated(changed: Map<string, unknown>): void {
    const isOther = changed.has('stay') || changed.has('context');
    if (this.stay && (isOther || changed.has('date'))) void this.#load();
  }

  async #load(): Promise<void> {
    const { stay, date } = this;
    const { desk } = this.context;
    try {
      const found = await desk.call('GET', `/v1/stays/${stay}`);
      const list = await desk.call('GET', `/v1/stays/${stay}/days/${date}`);
      if (stay !== this.stay || date !== this.date) return;
      this.found = found;
      this.list = list;
      this.trouble = undefined;
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      this.trouble = error;
    }
  }

  override render() {
    if (this.trouble) return this.problem(this.trouble);
    if (!this.found) return html`<p role="status">${this.say('loading')}</p>`;
    const {
      patient,
      inpatientNumber,
      ward = '',
      bed = '',
      state,
      stateText,
      due,
      account,
    } = this.found;
    return html`<h2>${this.say('dailyList')} · ${patient} ${inpatientNumber}</h2>
      <p class="note">${ward} ${bed} · ${this.pick(stateText)}</p>
      ${due ? html`<div class="warning" id="due">${this.say('billDue', { n: due.billNumber })}</div>` : nothing}
      ${account ? accountLine(this, account, state) : nothing}
      <label class="short">${this.say('day')}<input id="day" type="date" .value=${this.date} @change=${(
        event: Event,
      ) => {
        this.date = (event.target as HTMLInputElement).value || chinaToday();
      }}></label>
      <pre tabindex="0" role="region" aria-label=${this.say('dailyList')}>${this.list?.text ?? ''}</pre>
      <onecard-print .context=${this.context} date=${this.date} stay=${this.stay}></onecard-print>
      ${state === 'in-hospital' ? html`<onecard-stay-bill .context=${this.context} stay=${this.stay} @oc-stay-changed=${() => void this.#load()}></onecard-stay-bill>` : nothing}`;
  }
}
