/** 未决: settlements whose outcome nobody knows yet. */

import { html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { yuan } from './amounts.ts';
import { chinaTime } from './days.ts';
import { PageElement } from './element.ts';

/** `<onecard-undecided .context>` */
export class OnecardUndecided extends PageElement {
  static override properties = {
    ...PageElement.properties,
    found: { state: true },
    answers: { state: true },
    trouble: { state: true },
  };

  declare found: readonly Json[] | undefined;
  declare answers: Readonly<Record<string, Json>>;
  declare trouble: unknown;

  constructor() {
    super();
    this.answers = {};
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.load());
    this.keepLooking(() => void this.load());
  }

  async load(): Promise<void> {
    try {
      this.found = (await this.context.desk.call('GET', '/v1/settlements/undecided')).settlements;
      this.trouble = undefined;
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      this.trouble = error;
    }
  }

  override render() {
    return html`<h2 id="h" tabindex="-1">${this.say('undecidedTitle')}</h2>
      ${this.trouble ? this.problem(this.trouble) : nothing}
      ${this.found === undefined ? nothing : this.found.length === 0 ? html`<p role="status">${this.say('undecidedNone')}</p>` : this.#list(this.found)}`;
  }

  #list(found: readonly Json[]) {
    return html`<div class="warning">${this.say('undecidedAdvice')}</div><div class="scroll" tabindex="0" role="region" aria-label=${this.say('undecidedTitle')}><table>
      <thead><tr><th scope="col">${this.say('at')}</th><th scope="col">${this.say('billNumber')}</th><th scope="col" class="amount">${this.say('total')}</th><th scope="col">${this.say('state')}</th></tr></thead>
      <tbody>${found.map(
        (
          each,
        ) => html`<tr><td>${chinaTime(each.at)}</td><th scope="row">${each.billNumber}<div class="note">${each.settlement}</div></th><td class="amount">${yuan(each.total)}</td>
          <td>${this.answers[each.settlement]?.state ?? this.answers[each.settlement]?.outcome ?? ''} <button @click=${() => void this.#ask(each.settlement)}>${this.say('askAgain')} <span class="visually-hidden">${each.billNumber}</span></button></td></tr>`,
      )}</tbody></table></div>`;
  }

  async #ask(id: string): Promise<void> {
    try {
      const answer = await this.context.desk.settlement(id);
      this.answers = { ...this.answers, [id]: answer };
      await this.load();
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      this.trouble = error;
    }
  }
}
