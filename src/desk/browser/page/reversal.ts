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
  };

  /** A settlement out of the day's list. */
  declare original: Json;
  declare isBusy: boolean;
  declare isCutOff: boolean;
  declare result: Json;
  declare trouble: unknown;
  /** One name for one reversal: made at the first press, kept through repetitions. */
  #key: string | undefined;

  constructor() {
    super();
    this.isBusy = false;
    this.isCutOff = false;
  }

  override render() {
    if (!this.original) return nothing;
    const { billNumber, patient, settlement, byPayer } = this.original;
    const funds = sumOf(
      Object.keys(byPayer)
        .filter((each) => each !== 'cash' && each !== 'hospital')
        .map((each) => byPayer[each]),
    );
    const facts = { funds: yuan(funds.toString()), cash: yuan(byPayer.cash ?? '0') };
    return html`<h2 id="h" tabindex="-1">${this.say('reversal')}</h2>
      <p>${billNumber} · ${patient} · <span class="amount">${yuan(this.original.total)}</span></p><p class="note amount">${settlement}</p>
      <div class="warning">${this.say('reversalEffect', facts)}</div>
      ${this.trouble ? this.problem(this.trouble) : nothing}
      ${this.isCutOff ? html`<div class="warning" role="alert">${this.say('serviceCutLong')}</div>` : nothing}
      ${this.isBusy ? html`<p class="second" role="status">${this.say('reversing')}</p>` : this.result ? this.#result() : this.#form()}`;
  }

  #result() {
    const { outcome } = this.result;
    const isDone = outcome === 'reversed' || outcome === 'voided';
    const word = isDone
      ? 'reversalDone'
      : outcome === 'reversing'
        ? 'reversalPending'
        : 'reversalNot';
    return html`<p class="second" role="status" id="outcome">${this.say(word)} <span class="note">${outcome}</span></p>`;
  }

  #form() {
    return html`<form @submit=${this.#submit}>
      <div class="row">
        <label>${this.say('reversalReason')}<input id="reason" name="reason" required maxlength="200" size="40" autocomplete="off" @keydown=${noSubmit}></label>
        <label>${this.say('second')}<input id="second" name="second" maxlength="60" autocomplete="off" @keydown=${noSubmit}></label>
        <label class="inline"><input id="here" name="here" type="checkbox">${this.say('cardHere')}</label>
      </div>
      <div class="actions"><button class="main" id="reverse">${this.say('reverseNow')}</button></div>
    </form>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy) return;
    const fields = new FormData(event.target as HTMLFormElement);
    const text = (name: string) => String(fields.get(name) ?? '').trim();
    if (this.context.operator === '') return this.tell('oc-operator-missing');
    const body = {
      reason: text('reason'),
      operator: this.context.operator,
      card: fields.get('here') ? 'here' : 'absent',
      ...(text('second') ? { second: text('second') } : {}),
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
