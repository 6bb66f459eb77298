/** 中途结算, 出院: lays a bill of a stay down; it is settled as any other, once the card is read. */

import { html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { chinaToday } from './days.ts';
import { PageElement } from './element.ts';
import type { Word } from './words.ts';

const DISPOSITIONS: Readonly<Record<string, Word>> = {
  home: 'toHome',
  referred: 'toOther',
  died: 'hasDied',
  other: 'other',
};

/** Why a bill is not laid down. */
const REFUSED: Readonly<Record<string, Word>> = {
  'nothing-charged': 'nothingCharged',
  'day-in-future': 'dayInFuture',
  'day-before-admission': 'dayBeforeAdmission',
  'charged-after': 'chargedAfter',
  'number-used': 'numberUsed',
  'bill-reversing': 'billReversing',
  'not-now': 'notNow',
};

/** `<onecard-stay-bill .context stay>`: tells `oc-stay-changed` once the bill is laid down. */
export class OnecardStayBill extends PageElement {
  static override properties = {
    ...PageElement.properties,
    stay: { type: String },
    billPart: { state: true },
    fields: { state: true },
    isBusy: { state: true },
    wrong: { state: true },
    trouble: { state: true },
  };

  declare stay: string;
  declare billPart: 'discharge' | 'interim';
  declare fields: Readonly<Record<'billNumber' | 'day' | 'disposition' | 'referral', string>>;
  declare isBusy: boolean;
  declare wrong: string;
  declare trouble: unknown;
  #key: string | undefined;

  constructor() {
    super();
    this.billPart = 'discharge';
    this.fields = { billNumber: '', day: chinaToday(), disposition: 'home', referral: '' };
    this.isBusy = false;
    this.wrong = '';
  }

  #input(name: keyof OnecardStayBill['fields'], word: Word, type = 'text') {
    return html`<label>${this.say(word)}<input id=${`stay-${name}`} type=${type} required maxlength="30" autocomplete="off" .value=${this.fields[name]} aria-describedby=${this.wrong ? 'stay-wrong' : nothing}
      @keydown=${noSubmit} @input=${(event: Event) => this.#set({ [name]: (event.target as HTMLInputElement).value })}></label>`;
  }

  #set(change: Partial<OnecardStayBill['fields']>): void {
    this.fields = { ...this.fields, ...change };
    // Another bill is another request.
    this.#key = undefined;
  }

  override render() {
    const isDischarge = this.billPart === 'discharge';
    const { disposition } = this.fields;
    return html`<form @submit=${(event: SubmitEvent) => void this.#submit(event)}><fieldset><legend>${this.say('layDown')}</legend><div class="row">
      <label>${this.say('kind')}<select id="part" @change=${(event: Event) => {
        this.billPart = (event.target as HTMLSelectElement).value as OnecardStayBill['billPart'];
        this.#key = undefined;
      }}><option value="discharge">${this.say('discharge')}</option><option value="interim">${this.say('interim')}</option></select></label>
      ${this.#input('billNumber', 'billNumber')}
      ${this.#input('day', isDischarge ? 'dischargedOn' : 'billedUntil', 'date')}
      ${
        isDischarge
          ? html`<label>${this.say('disposition')}<select id="disposition" @change=${(event: Event) => this.#set({ disposition: (event.target as HTMLSelectElement).value })}>
            ${Object.entries(DISPOSITIONS).map(([name, word]) => html`<option value=${name} ?selected=${name === disposition}>${this.say(word)}</option>`)}</select></label>`
          : nothing
      }
      ${isDischarge && disposition === 'referred' ? this.#input('referral', 'referralNumber') : nothing}
      <button id="lay-down" aria-disabled=${this.isBusy}>${this.say('layDown')}</button></div></fieldset>
      ${this.wrong ? html`<div class="refusal" role="alert" id="stay-wrong">${this.wrong}</div>` : nothing}
      ${this.trouble ? this.problem(this.trouble) : nothing}</form>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { desk, operator } = this.context;
    if (this.isBusy) return;
    this.trouble = undefined;
    this.wrong = operator === '' ? this.say('operatorMissing') : '';
    if (this.wrong) {
      this.tell('oc-operator-missing');
      return;
    }
    const { billNumber, day, disposition, referral } = this.fields;
    const body =
      this.billPart === 'interim'
        ? { billNumber: billNumber.trim(), until: day, operator }
        : {
            billNumber: billNumber.trim(),
            dischargedOn: day,
            disposition,
            ...(disposition === 'referred' ? { referralNumber: referral.trim() } : {}),
            operator,
          };
    this.isBusy = true;
    this.#key ??= desk.newKey();
    try {
      const path = `/v1/stays/${this.stay}/${this.billPart}`;
      const result: Json = await desk.callOnce(path, this.#key, body);
      if (result.outcome === 'bill-due' || result.outcome === 'nothing-due')
        this.tell('oc-stay-changed', result);
      else {
        this.wrong = this.#refused(result);
        // What was refused may be asked for anew once the cause is gone.
        this.#key = undefined;
      }
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      this.trouble = error;
    } finally {
      this.isBusy = false;
    }
  }

  #refused({ outcome, reason = outcome, lineId = '' }: Json): string {
    return `${this.say(REFUSED[reason] ?? 'notDecided')} ${lineId} [${reason}]`;
  }
}

function noSubmit(event: KeyboardEvent): void {
  if (event.key === 'Enter') event.preventDefault();
}
