/** 院方账: what the hospital's own books say of the day, from a file or as sums typed in. */

import { html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { PageElement } from './element.ts';

const SUM = /^-?\d{1,12}(\.\d{1,2})?$/;
const COUNT = /^\d{1,6}$/;

/** `<onecard-hospital-books .context .payers>`: tells `oc-books` with `{his}`, `{csv}` or `{sums}`, or undefined. */
export class OnecardHospitalBooks extends PageElement {
  static override properties = {
    ...PageElement.properties,
    payers: { attribute: false },
    source: { state: true },
    sums: { state: true },
    wrong: { state: true },
  };

  /** Whose sums are asked for. */
  declare payers: readonly string[];
  /** Name of the file that was taken. */
  declare source: string;
  declare sums: Readonly<Record<string, string>>;
  declare wrong: string;

  constructor() {
    super();
    this.payers = [];
    this.source = this.wrong = '';
    this.sums = {};
  }

  override render() {
    const field = (name: string, label: string) =>
      html`<label>${label}<input id=${`sum-${name}`} inputmode="decimal" size="12" autocomplete="off" .value=${this.sums[name] ?? ''} aria-describedby=${this.wrong ? 'books-wrong' : nothing}
        @keydown=${noSubmit} @input=${(event: Event) => {
          this.sums = { ...this.sums, [name]: (event.target as HTMLInputElement).value.trim() };
        }}></label>`;
    return html`<fieldset><legend>${this.say('hospitalBooks')}</legend>
      <div class="row"><label>${this.say('booksFromFile')}<input id="books" type="file" accept=".csv,.json,text/csv,application/json" @change=${(event: Event) => void this.#file(event)}></label>
        ${this.source ? html`<span class="note" id="books-source" role="status">${this.source}</span>` : nothing}</div>
      <form @submit=${(event: SubmitEvent) => this.#submit(event)}><div class="row">
        ${field('count', this.say('count'))}
        ${this.payers.map((payer) => field(payer, this.pick(this.context.vocabulary?.payers?.[payer]) || payer))}
        <button id="compare">${this.say('compareSums')}</button></div></form>
      ${this.wrong ? html`<p class="bad" role="alert" id="books-wrong">${this.wrong}</p>` : nothing}
    </fieldset>`;
  }

  async #file(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    if (!file) return;
    const text = await file.text();
    input.value = '';
    this.wrong = '';
    try {
      const isCsv = file.name.toLowerCase().endsWith('.csv');
      const books: Json = isCsv ? { csv: text } : { his: JSON.parse(text) };
      this.source = file.name;
      this.tell('oc-books', books);
    } catch {
      this.wrong = this.say('booksUnreadable');
    }
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const { count = '', ...payers } = this.sums;
    const given = Object.entries(payers).filter(([, text]) => text !== '');
    const isRight = COUNT.test(count) && given.every(([, text]) => SUM.test(text));
    this.wrong = isRight ? '' : this.say('sumsWrong');
    if (!isRight) return;
    this.source = '';
    this.tell('oc-books', { sums: { count: Number(count), byPayer: Object.fromEntries(given) } });
  }
}

function noSubmit(event: KeyboardEvent): void {
  if (event.key === 'Enter') event.preventDefault();
}
