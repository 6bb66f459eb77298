/** 账单: from the hospital system, from a file, or typed in. */

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { yuan } from './amounts.ts';
import { isCut } from './context.ts';
import {
  billDocument,
  type Draft,
  keepProvider,
  keptProvider,
  newDraft,
  type Provider,
  totalFen,
  wrongDiagnosis,
} from './draft.ts';
import { PageElement } from './element.ts';
import type { Word } from './words.ts';

const LEVELS = ['village', 'township', 'county', 'prefecture', 'province'] as const;

/** `<onecard-bill .context .card>`: tells `oc-draft` with what is typed in, and `oc-bill` with a bill's document. */
export class OnecardBill extends PageElement {
  static override properties = {
    ...PageElement.properties,
    card: { attribute: false },
    handed: { state: true },
    draft: { attribute: false },
    provider: { state: true },
    wrong: { state: true },
    wrongField: { state: true },
  };

  declare card: Json;
  declare handed: readonly Json[];
  declare draft: Draft;
  declare provider: Provider;
  declare wrong: string;
  declare wrongField: string;

  constructor() {
    super();
    this.handed = [];
    this.draft = newDraft();
    this.provider = keptProvider('');
    this.wrong = '';
    this.wrongField = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#look();
    this.keepLooking(() => void this.#look());
  }

  /** The hospital system hands bills over, corrects them and takes them back while this is open. */
  async #look(): Promise<void> {
    await this.updateComplete;
    const { vocabulary, desk } = this.context;
    if (this.provider.county === '')
      this.provider = { ...this.provider, county: vocabulary?.county?.code ?? '' };
    try {
      const { bills } = await desk.call('GET', '/v1/bills');
      const mine = this.card?.insurance.memberNumber;
      this.handed = bills.filter((each: Json) => each.memberNumber === mine);
    } catch (error) {
      // A page without leave to see them has files and the keyboard.
      if (!(error instanceof DeskProblem)) throw error;
      if (!isCut(error)) this.stopLooking();
    }
  }

  /** As it waits now: it may have been corrected since it was drawn, or be gone. */
  async #take({ provider, billNumber }: Json): Promise<void> {
    await this.#look();
    const found = this.handed.find(
      (each) => each.provider === provider && each.billNumber === billNumber,
    );
    if (found && this.isConnected) this.tell('oc-bill', found.document);
  }

  override render() {
    return html`<section class="panel" aria-labelledby="h1"><h2 id="h1" tabindex="-1">${this.say('billFromHis')}</h2>${this.#list()}</section>
      <section class="panel" aria-labelledby="h2"><h2 id="h2">${this.say('billFromFile')}</h2>
        <label>${this.say('billFromFile')}<input id="file" type="file" accept=".json,application/json" @change=${(event: Event) => void this.#file(event)}></label>
      </section>
      ${this.wrong ? html`<div class="refusal" role="alert" id="wrong">${this.wrong}</div>` : nothing}
      <form class="panel" aria-labelledby="h3" novalidate @submit=${(event: Event) => this.#submit(event)}>
        <h2 id="h3">${this.say('billTyped')}</h2>
        ${this.#visitFields()}${this.#providerFields()}
        <onecard-bill-lines .context=${this.context} .lines=${this.draft.lines} .date=${this.draft.dischargedOn}
          @oc-lines=${(event: CustomEvent) => {
            this.#set({ lines: event.detail });
          }}></onecard-bill-lines>
        <p class="second">${this.say('total')} ${yuan(totalFen(this.draft.lines).toString())}</p>
        <div class="actions"><button class="main" id="try"><kbd>F4</kbd>${this.say('tryBill')}</button></div>
      </form>`;
  }

  /** F4, from wherever the focus is. */
  submit(): void {
    this.renderRoot.querySelector('form')?.requestSubmit();
  }

  #list() {
    if (this.handed.length === 0) return html`<p class="note">${this.say('billNoneHandedIn')}</p>`;
    return html`<ul class="plain">${repeat(
      this.handed,
      // The focus stays on its bill, wherever that moves to.
      ({ provider, billNumber }) => `${provider} ${billNumber}`,
      (
        each,
      ) => html`<li class="row middle"><span>${each.billNumber}</span><span class="amount">${each.total}</span>
        <button class="take" @click=${() => void this.#take(each)}>${this.say('take')} <span class="visually-hidden">${each.billNumber}</span></button></li>`,
    )}</ul>`;
  }

  #text(
    name: string,
    word: Word,
    value: string,
    change: (value: string) => void,
    more: { type?: string; size?: number } = {},
  ) {
    const isWrong = this.wrongField === name;
    return html`<label>${this.say(word)}<input id=${name} type=${more.type ?? 'text'} size=${more.size ?? 20} .value=${value}
      aria-invalid=${isWrong} aria-describedby=${isWrong ? 'wrong' : nothing} autocomplete="off"
      @keydown=${noSubmit} @input=${(event: Event) => change((event.target as HTMLInputElement).value)}></label>`;
  }

  #visitFields() {
    const { draft } = this;
    const set = (change: Partial<Draft>) => this.#set(change);
    return html`<div class="row">
      ${this.#text('billNumber', 'billNumber', draft.billNumber, (billNumber) => set({ billNumber: billNumber.trim() }))}
      <label>${this.say('kind')}<select id="kind" .value=${draft.kind} @change=${(event: Event) => set({ kind: (event.target as HTMLSelectElement).value as Draft['kind'] })}>
        <option value="outpatient">${this.say('outpatient')}</option><option value="inpatient">${this.say('inpatient')}</option></select></label>
      ${this.#text('admittedOn', 'admittedOn', draft.admittedOn, (admittedOn) => set({ admittedOn }), { type: 'date' })}
      ${this.#text('dischargedOn', 'dischargedOn', draft.dischargedOn, (dischargedOn) => set({ dischargedOn }), { type: 'date' })}
      ${this.#text('diagnoses', 'diagnoses', draft.diagnoses, (diagnoses) => set({ diagnoses }), { size: 36 })}
    </div>`;
  }

  #set(change: Partial<Draft>): void {
    this.draft = { ...this.draft, ...change };
    this.tell('oc-draft', this.draft);
  }

  #providerFields() {
    const { provider } = this;
    const set = (change: Partial<Provider>) => {
      this.provider = { ...this.provider, ...change };
    };
    return html`<fieldset><legend>${this.say('provider')}</legend><div class="row">
      ${this.#text('providerCode', 'providerCode', provider.code, (code) => set({ code: code.trim() }))}
      ${this.#text('providerName', 'providerName', provider.name, (name) => set({ name }))}
      <label>${this.say('providerLevel')}<select id="providerLevel" @change=${(event: Event) => set({ level: (event.target as HTMLSelectElement).value })}>
        ${LEVELS.map((level) => html`<option value=${level} ?selected=${level === provider.level}>${this.pick(this.context.vocabulary?.levels?.[level]) || level}</option>`)}</select></label>
      <label class="inline"><input id="isDesignated" type="checkbox" .checked=${provider.isDesignated} @change=${(event: Event) => set({ isDesignated: (event.target as HTMLInputElement).checked })}>${this.say('isDesignated')}</label>
    </div></fieldset>`;
  }

  #submit(event: Event): void {
    event.preventDefault();
    const { draft, provider } = this;
    const needed: readonly (readonly [string, Word, unknown])[] = [
      ['billNumber', 'billNumber', draft.billNumber],
      ['diagnoses', 'diagnoses', draft.diagnoses.trim()],
      ['providerCode', 'providerCode', provider.code],
      ['providerName', 'providerName', provider.name],
      ['lines', 'lines', draft.lines.length > 0],
    ];
    const missing = needed.filter(([, , value]) => !value);
    if (missing.length > 0) {
      const fields = missing.map(([, word]) => this.say(word)).join('；');
      this.#refuse(missing[0]![0], this.say('missing', { fields }));
      return;
    }
    const code = wrongDiagnosis(draft.diagnoses);
    if (code) {
      this.#refuse('diagnoses', this.say('diagnosisUnknown', { code }));
      return;
    }
    this.wrong = this.wrongField = '';
    keepProvider(provider);
    this.tell('oc-bill', billDocument(draft, provider, this.card));
  }

  #refuse(field: string, text: string): void {
    this.wrong = text;
    this.wrongField = field;
    this.focusOn(field === 'lines' ? 'onecard-bill-lines' : `#${field}`);
  }

  async #file(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    if (!file) return;
    try {
      const document: Json = JSON.parse(await file.text());
      if (document?.format !== 'onecard-bill/1') throw new SyntaxError('format');
      this.wrong = '';
      this.tell('oc-bill', document);
    } catch {
      this.wrong = this.say('fileUnreadable');
    }
    input.value = '';
  }
}

/** Enter in a field never tries the bill: the key for that is on its button. */
function noSubmit(event: KeyboardEvent): void {
  if (event.key === 'Enter') event.preventDefault();
}
