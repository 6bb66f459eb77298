/** 结算单: the settlement as the journal holds it. */

import { html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { cashDue, yuan } from './amounts.ts';
import { isCut } from './context.ts';
import { PageElement } from './element.ts';

/** `<onecard-receipt .context settlement>`; what stands inside is shown between the figures and the text. Tells `oc-standing` with the settlement's state. */
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

  override connectedCallback(): void {
    super.connectedCallback();
    this.keepLooking(() => void this.#look());
  }

  override willUpdate(changed: Map<string, unknown>): void {
    // The figures of one settlement never stand under the number of another.
    if (changed.has('settlement')) this.found = this.trouble = undefined;
  }

  override updated(changed: Map<string, unknown>): void {
    if ((changed.has('settlement') || changed.has('context')) && this.settlement) void this.#load();
  }

  async #load(): Promise<void> {
    const { settlement } = this;
    try {
      const found = await this.context.desk.receipt(settlement);
      if (settlement !== this.settlement) return;
      this.found = found;
      this.trouble = undefined;
      this.tell('oc-standing', found.state);
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      if (settlement === this.settlement) this.trouble = error;
    }
  }

  /** Somebody else may take it back while it is on the screen. */
  async #look(): Promise<void> {
    const { settlement, found } = this;
    if (!found?.state) return;
    try {
      const { state } = await this.context.desk.settlement(settlement);
      if (settlement === this.settlement && state !== found.state) await this.#load();
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      if (!isCut(error)) this.stopLooking();
    }
  }

  override render() {
    if (this.trouble) return this.problem(this.trouble);
    if (!this.found) return html`<p role="status">${this.say('loading')}</p>`;
    const { adjudication, text, settlement } = this.found;
    return html`${this.#cash(yuan(cashDue(adjudication)))}
      <p class="note">${this.say('settlementNumber')} <span class="amount" id="number">${settlement}</span></p>
      <slot></slot>
      ${text ? html`<pre tabindex="0" role="region" aria-label=${this.say('receipt')}>${text}</pre>` : nothing}`;
  }

  #cash(cash: string) {
    const { state } = this.found;
    if (state === 'reversed' || state === 'reversing')
      return html`<div class="warning" role="status" id="taken-back">${this.say(state === 'reversed' ? 'takenBack' : 'reversalPending', { cash })}</div>`;
    return html`<div>${this.say('cashDue')}</div>
      <div class="big" id="cash">¥ ${cash}</div>`;
  }
}
