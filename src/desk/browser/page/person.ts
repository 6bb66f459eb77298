/** 人员与身份核对: who the card says it is, and how the clerk made sure of it. */

import { html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { chinaToday } from './days.ts';
import { PageElement } from './element.ts';

const RELATIONS = ['spouse', 'child', 'parent', 'guardian', 'other'] as const;
const DOCUMENTS = [
  ['identity-card', 'identityCard'],
  ['household-register', 'householdRegister'],
  ['known', 'known'],
] as const;

/** `<onecard-person .context .card>`: tells `oc-checked` with how the person was made sure of. */
export class OnecardPerson extends PageElement {
  static override properties = {
    ...PageElement.properties,
    card: { attribute: false },
    isBrief: { attribute: false },
    by: { state: true },
  };

  declare card: Json;
  /** One line, beside later steps. */
  declare isBrief: boolean;
  declare by: 'holder' | 'agent';

  constructor() {
    super();
    this.by = 'holder';
  }

  override render() {
    if (!this.card) return nothing;
    return this.isBrief ? this.#line() : html`${this.#facts()}${this.#form()}`;
  }

  #line() {
    const { holder, insurance } = this.card;
    const year = this.#year();
    return html`<section class="panel" aria-label=${this.say('person')}>
      <strong>${holder.name}</strong> ${this.#sex()} ${this.#age()} · ${holder.identityNumber} ·
      ${this.say('homeCounty')} ${insurance.county} · ${this.#standing(year)} <span class="good">✓</span>
    </section>`;
  }

  #facts() {
    const { card, holder, insurance, checks } = this.card;
    const passed = checks.filter((each: Json) => each.outcome === 'passed').length;
    return html`<section class="panel" aria-labelledby="h">
      <h2 id="h" tabindex="-1">${this.say('person')}</h2>
      <p class="second">${holder.name} <span class="note">${this.#sex()} ${this.#age()}</span></p>
      <dl>
        <dt>${this.say('identityNumber')}</dt><dd class="amount">${holder.identityNumber}</dd>
        <dt>${this.say('bornOn')}</dt><dd>${holder.bornOn}</dd>
        <dt>${this.say('memberNumber')}</dt><dd class="amount">${insurance.memberNumber}</dd>
        <dt>${this.say('homeCounty')}</dt><dd>${insurance.county}</dd>
        <dt>${this.say('participation')}</dt><dd>${this.#standing(this.#year())}</dd>
        <dt>${this.say('cardExpires')}</dt><dd>${card.expiresOn}</dd>
      </dl>
      <p class="good">✓ ${this.say('checksPassed', { n: passed })}</p>
    </section>`;
  }

  #form() {
    return html`<form class="panel" @submit=${(event: SubmitEvent) => this.#submit(event)}>
      <p class="note">${this.say('holderIsPatient')}</p>
      <fieldset>
        <legend>${this.say('presentedBy')}</legend>
        <div class="row">
          ${(['holder', 'agent'] as const).map(
            (
              who,
            ) => html`<label class="inline"><input type="radio" name="by" value=${who} .checked=${this.by === who}
              @change=${() => {
                this.by = who;
              }}>${this.say(who === 'holder' ? 'byHolder' : 'byAgent')}</label>`,
          )}
        </div>
      </fieldset>
      <div class="row">
        ${
          this.by === 'agent'
            ? html`<label>${this.say('relation')}<select name="relation">${RELATIONS.map((each) => html`<option value=${each}>${this.say(each)}</option>`)}</select></label>`
            : nothing
        }
        <label>${this.say('document')}<select name="document">${DOCUMENTS.map(([value, word]) => html`<option value=${value}>${this.say(word)}</option>`)}</select></label>
        <button class="main" id="go"><kbd>Enter</kbd>${this.say('isSame')}</button>
      </div>
    </form>`;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const relation = fields.get('relation');
    this.tell('oc-checked', {
      presentedBy: this.by,
      document: fields.get('document'),
      ...(relation ? { relation } : {}),
    });
  }

  #year(): number {
    return Number(chinaToday().slice(0, 4));
  }

  #standing(year: number) {
    const is = this.card.insurance.participation.some((each: Json) => each.year === year);
    return html`<span class=${is ? 'good' : 'bad'}>${this.say(is ? 'participates' : 'participatesNot', { n: year })}</span>`;
  }

  #sex(): string {
    const { sex } = this.card.holder;
    return this.say(sex === 1 ? 'male' : sex === 2 ? 'female' : 'unknownSex');
  }

  #age(): string {
    const [year = 0, month = 1, day = 1] = this.card.holder.bornOn.split('-').map(Number);
    const [nowYear = 0, nowMonth = 1, nowDay = 1] = chinaToday().split('-').map(Number);
    const isBefore = nowMonth < month || (nowMonth === month && nowDay < day);
    return this.say('age', { n: nowYear - year - (isBefore ? 1 : 0) });
  }
}
