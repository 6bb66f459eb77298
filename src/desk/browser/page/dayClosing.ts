/** 日结签字: journal and centres compared, differences first, and the day signed off. */

import { html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { PageElement } from './element.ts';

/** `<onecard-day-closing .context date>`: draws nothing where the service does not close days. */
export class OnecardDayClosing extends PageElement {
  static override properties = {
    ...PageElement.properties,
    date: { type: String },
    found: { state: true },
    accepted: { state: true },
    isBusy: { state: true },
    trouble: { state: true },
    wrong: { state: true },
  };

  declare date: string;
  declare found: Json;
  /** Why it is signed off in spite of differences. */
  declare accepted: string;
  declare isBusy: boolean;
  declare trouble: unknown;
  declare wrong: string;

  constructor() {
    super();
    this.accepted = this.wrong = '';
    this.isBusy = false;
  }

  override updated(changed: Map<string, unknown>): void {
    if (changed.has('date') && this.date) void this.#load();
  }

  async #load(): Promise<void> {
    const { date } = this;
    this.found = this.trouble = undefined;
    try {
      const found = await this.context.desk.call('GET', `/v1/days/${date}`);
      if (date === this.date) this.found = found;
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      if (error.status !== 404) this.trouble = error;
    }
  }

  override render() {
    if (this.trouble) return this.problem(this.trouble);
    if (!this.found?.comparison) return nothing;
    const { comparison, closing, unreachable } = this.found;
    const differences = comparison.pairs.flatMap((pair: Json) =>
      pair.differences.map((each: Json) => ({ ...each, sides: pair.sides })),
    );
    return html`<h3>${this.say('compared')}</h3>
      ${unreachable.length > 0 ? html`<div class="warning">${this.say('centreSilent')} ${unreachable.join(' ')}</div>` : nothing}
      ${
        differences.length === 0
          ? html`<p class="good" id="compared">✓ ${this.say('noDifferences')}</p>`
          : html`<ul id="compared">${differences.map((each: Json) => html`<li class="bad">${each.billNumber} ${each.result} <span class="note">${each.sides.join(' / ')} ${each.layers.join(' ')}</span></li>`)}</ul>`
      }
      ${this.wrong ? html`<div class="refusal" role="alert">${this.wrong}</div>` : nothing}
      ${
        closing
          ? html`<p role="status" id="closed"><strong>${this.say('dayClosed')}</strong> ${closing.operator} <span class="note">${closing.sequence}</span></p>`
          : this.#form(differences.length > 0)
      }`;
  }

  #form(hasDifferences: boolean) {
    return html`<form @submit=${(event: SubmitEvent) => void this.#close(event)}><div class="row">
      ${
        hasDifferences
          ? html`<label>${this.say('acceptedWhy')}<input id="accepted" required maxlength="200" size="40" autocomplete="off" .value=${this.accepted} @keydown=${noSubmit}
            @input=${(event: Event) => {
              this.accepted = (event.target as HTMLInputElement).value;
            }}></label>`
          : nothing
      }
      <button class="main" id="close" ?disabled=${this.isBusy}>${this.say('signOff')}</button></div></form>`;
  }

  async #close(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { desk, operator } = this.context;
    if (this.isBusy) return;
    this.wrong = operator === '' ? this.say('operatorMissing') : '';
    if (this.wrong) return;
    this.isBusy = true;
    try {
      const accepted = this.accepted.trim();
      const body = { operator, ...(accepted ? { accepted } : {}) };
      const result = await desk.closeDay(this.date, desk.newKey(), body);
      if (result.outcome !== 'closed')
        this.wrong = `${this.say('dayNotClosed')} ${result.reason ?? ''}`;
      await this.#load();
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      this.trouble = error;
    } finally {
      this.isBusy = false;
    }
  }
}

function noSubmit(event: KeyboardEvent): void {
  if (event.key === 'Enter') event.preventDefault();
}
