/** 结算单: the settlement as the journal holds it. */

import { html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { yuan } from './amounts.ts';
import { PageElement } from './element.ts';

/** `<onecard-receipt .context settlement>`; what stands inside is shown between the figures and the text. */
export class OnecardReceipt extends PageElement {
  static override properties = {
    ...PageElement.properties,
    settlement: { type: String },
    found: { state: true },
    trouble: { state: true },
  };

  declare settlement: string;
  declare found: Json;
  declare trouble: unknown;

  override updated(changed: Map<string, unknown>): void {
    if ((changed.has('settlement') || changed.has('context')) && this.settlement) void this.#load();
  }

  async #load(): Promise<void> {
    try {
      this.found = await this.context.desk.receipt(this.settlement);
      this.trouble = undefined;
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      this.trouble = error;
    }
  }

  override render() {
    if (this.trouble) return this.problem(this.trouble);
    if (!this.found) return html`<p role="status">${this.say('loading')}</p>`;
    const { adjudication, text, settlement } = this.found;
    return html`<div>${this.say('cashDue')}</div>
      <div class="big" id="cash">¥ ${yuan(adjudication.byPayer.cash ?? '0')}</div>
      <p class="note">${this.say('settlementNumber')} <span class="amount" id="number">${settlement}</span></p>
      <slot></slot>
      ${text ? html`<pre tabindex="0" role="region" aria-label=${this.say('receipt')}>${text}</pre>` : nothing}`;
  }
}
