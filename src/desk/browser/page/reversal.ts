/** 冲正: taking a settlement back, with a reason, and a second person above the limit. */

import { html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { sumOf, yuan } from './amounts.ts';
import { isCut, pause } from './context.ts';
import { PageElement } from './element.ts';

const RETRY_MS = 1_000;

/** `<onecard-reversal .context .original>`: tells `oc-reversed` when it was taken back. */
export class OnecardReversal extends PageElement {
  static override properties = {
    ...PageElement.properties,
    original: { attribute: false },
    isBusy: { state: true },
    isCutOff: { state: true },
    result: { state: true },
    trouble: { state: true },
    fields: { state: true },
    isOperatorMissing: { state: true },
  };

  /** A settlement out of the day's list. */
  declare original: Json;
  declare isBusy: boolean;
  declare isCutOff: boolean;
  declare result: Json;
  declare trouble: unknown;
  declare isOperatorMissing: boolean;
  /** What was typed in: a refusal takes nothing of it away. */
  declare fields: { readonly reason: string; readonly second: string; readonly here: boolean };
  /** One name for one reversal: made at the first press, kept through repetitions. */
  #key: string | undefined;

  constructor() {
    super();
    this.isBusy = false;
    this.isCutOff = this.isOperatorMissing = false;
    this.fields = { reason: '', second: '', here: false };
  }

  override render() {
    if (!this.original) return nothing;
    const { billNumber, patient, settlement, byPayer, cashDue } = this.original;
    const funds = sumOf(
      Object.keys(byPayer)
        .filter((each) => each !== 'cash' && each !== 'hospital')
        .map((each) => byPayer[each]),
    );
    const facts = { funds: yuan(funds.toString()), cash: yuan(cashDue) };
    return html`<h2 id="h" tabindex="-1">${this.say('reversal')}</h2>
      <p>${billNumber} · ${patient} · <span class="amount">${yuan(this.original.total)}</span></p><p class="note amount">${settlement}</p>
      <div class="warning">${this.say('reversalEffect', facts)}</div>
      ${this.isOperatorMissing ? html`<div class="refusal" role="alert">${this.say('operatorMissing')}</div>` : nothing}
      ${this.trouble ? this.problem(this.trouble) : nothing}
      ${this.isCutOff ? html`<div class="warning" role="alert">${this.say('serviceCutLong')}</div>` : nothing}
      ${this.isBusy ? html`<p class="second" role="status">${this.say('reversing')}</p>` : this.result ? this.#result() : this.#form()}`;
  }

  #result() {
    const { outcome, decidedOtherwise = [] } = this.result;
    const isDone = outcome === 'reversed' || outcome === 'voided';
    const word = isDone
      ? 'reversalDone'
      : outcome === 'reversing'
        ? 'reversalPending'
        : 'reversalNot';
    return html`<p class="second" role="status" id="outcome">${this.say(word)} <span class="note">${outcome}</span></p>
      ${decidedOtherwise.length > 0 ? html`<div class="warning">${this.say('decidedOtherwise', { ids: decidedOtherwise.join(' ') })}</div>` : nothing}
      ${outcome === 'reversed' ? html`<h3>${this.say('reversalSlip')}</h3><onecard-print .context=${this.context} settlement=${this.original.settlement} slip="reversal"></onecard-print>` : ''}`;
  }

  #form() {
    const { reason, second, here } = this.fields;
    const set = (name: 'reason' | 'second') => (event: Event) => {
      this.fields = { ...this.fields, [name]: (event.target as HTMLInputElement).value };
    };
    return html`<form @submit=${(event: SubmitEvent) => void this.#submit(event)}>
      <div class="row">
        <label>${this.say('reversalReason')}<input id="reason" required maxlength="200" size="40" autocomplete="off" .value=${reason} @input=${set('reason')} @keydown=${noSubmit}></label>
        <label>${this.say('second')}<input id="second" maxlength="60" autocomplete="off" .value=${second} @input=${set('second')} @keydown=${noSubmit}></label>
        <label class="inline"><input id="here" type="checkbox" .checked=${here} @change=${(
          event: Event,
        ) => {
          this.fields = { ...this.fields, here: (event.target as HTMLInputElement).checked };
        }}>${this.say('cardHere')}</label>
      </div>
      <div class="actions"><button class="main" id="reverse">${this.say('reverseNow')}</button></div>
    </form>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy || this.result) return;
    const { operator } = this.context;
    this.isOperatorMissing = operator === '';
    if (this.isOperatorMissing) return this.tell('oc-operator-missing');
    const { reason, second, here } = this.fields;
    const body = {
      reason: reason.trim(),
      operator,
      card: here ? 'here' : 'absent',
      ...(second.trim() ? { second: second.trim() } : {}),
    };
    this.isBusy = true;
    this.trouble = undefined;
    this.#key ??= this.context.desk.newKey();
    try {
      this.result = await this.#reverse(this.#key, body);
      this.tell('oc-reversed', this.result);
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      this.trouble = error;
      // Nothing was done under this key: another second person is another request.
      this.#key = undefined;
    } finally {
      this.isBusy = false;
      this.focusOn('#h');
    }
  }

  /** Repeats under the same key until there is an answer. */
  async #reverse(key: string, body: Json): Promise<Json> {
    for (;;) {
      try {
        const result = await this.context.desk.reverse(this.original.settlement, key, body);
        this.isCutOff = false;
        return result;
      } catch (error) {
        if (!isCut(error)) throw error;
        this.isCutOff = true;
        await pause(RETRY_MS);
      }
    }
  }
}

function noSubmit(event: KeyboardEvent): void {
  if (event.key === 'Enter') event.preventDefault();
}
