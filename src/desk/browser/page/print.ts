/** 打印: a slip of a settlement, a trial, or lists of a day, on this browser's paper or a printer of the service. */

import { html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { inTurn, isCut } from './context.ts';
import { PageElement } from './element.ts';
import { printDocument } from './printing.ts';

const PAPERS = ['A5', 'A4', '241mm', '80mm', '58mm'] as const;
const KEPT = 'onecard.paper';
const TO_PRINTER = 'printer:';
/** 票据代码 8 digits, 票据号码 10, 校验码 6 characters; anything or nothing between them. */
const INVOICE = /^(\d{8})\D{0,3}(\d{10})(?:[^0-9A-Za-z]{0,3}([0-9A-Za-z]{6}))?$/;

/**
 * `<onecard-print .context settlement [slip=reversal]>`, `<onecard-print .context .bill>` for its trial, which is
 * tried once more, or `<onecard-print .context date [stay]>` for lists of a day. Tells `oc-operator-missing`, and `oc-printed` with what was counted.
 */
export class OnecardPrint extends PageElement {
  static override properties = {
    ...PageElement.properties,
    settlement: { type: String },
    slip: { type: String },
    bill: { attribute: false },
    date: { type: String },
    stay: { type: String },
    printers: { state: true },
    target: { state: true },
    invoice: { state: true },
    wrong: { state: true },
    done: { state: true },
    isBusy: { state: true },
    trouble: { state: true },
  };

  declare settlement: string;
  declare slip: string;
  declare bill: Json;
  declare date: string;
  /** Without one, everyone’s lists. */
  declare stay: string;
  declare printers: readonly Json[];
  /** A paper, or a printer. */
  declare target: string;
  declare invoice: string;
  declare wrong: string;
  declare done: string;
  declare isBusy: boolean;
  declare trouble: unknown;
  #asked: { readonly request: string; readonly key: string } | undefined;

  constructor() {
    super();
    this.printers = [];
    this.target = localStorage.getItem(KEPT) ?? PAPERS[0];
    this.invoice = this.wrong = this.done = '';
    this.isBusy = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.#look());
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (
      changed.has('settlement') ||
      changed.has('bill') ||
      changed.has('date') ||
      changed.has('stay')
    )
      this.done = '';
  }

  async #look(): Promise<void> {
    try {
      this.printers = (await this.context.desk.call('GET', '/v1/printers')).printers;
    } catch (error) {
      // Without leave to print the button says so itself.
      if (!(error instanceof DeskProblem)) throw error;
    }
  }

  override render() {
    // What nobody counts goes to no printer that other people stand at.
    const printers = this.bill ? [] : this.printers;
    const places = [
      ...PAPERS.map((paper) => [paper, paper] as const),
      ...printers.map(({ name, paper }) => [`${TO_PRINTER}${name}`, `${name} ${paper}`]),
    ];
    const isKnown = places.some(([place]) => place === this.target);
    return html`<div class="row">
        <label>${this.say('paper')}<select id="paper" @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}>
          ${places.map(([place, text]) => html`<option value=${place!} ?selected=${isKnown ? place === this.target : place === PAPERS[0]}>${text}</option>`)}</select></label>
        ${this.settlement ? this.#invoiceField() : nothing}
        <button id="print" aria-disabled=${this.isBusy} @keydown=${noRepeat} @click=${() => void this.print()}>${this.say(this.bill ? 'printTrial' : this.settlement ? 'print' : 'printLists')}</button>
      </div>
      ${this.wrong ? html`<p class="bad" role="alert" id="print-wrong">${this.wrong}</p>` : nothing}
      ${this.trouble ? this.problem(this.trouble) : nothing}
      ${this.done ? html`<p class="good" role="status" id="printed">✓ ${this.done}</p>` : nothing}`;
  }

  #invoiceField() {
    return html`<label>${this.say('invoice')}<input id="invoice" size="30" maxlength="30" autocomplete="off" .value=${this.invoice} aria-describedby=${this.wrong ? 'print-wrong' : nothing}
      @input=${(event: Event) => {
        this.invoice = (event.target as HTMLInputElement).value;
      }}></label>`;
  }

  #choose(place: string): void {
    this.target = place;
    localStorage.setItem(KEPT, place);
  }

  async print(): Promise<void> {
    if (this.isBusy) return;
    this.trouble = undefined;
    this.wrong = this.done = '';
    this.isBusy = true;
    try {
      if (this.bill) await this.#printTrial();
      else if (this.settlement) await this.#printSlip();
      else await this.#printLists();
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      this.trouble = error;
    } finally {
      this.isBusy = false;
    }
  }

  get #printer(): string | undefined {
    const found = this.printers.find(({ name }) => `${TO_PRINTER}${name}` === this.target);
    return found?.name;
  }

  get #paper(): string {
    return PAPERS.find((paper) => paper === this.target) ?? PAPERS[0];
  }

  async #printSlip(): Promise<void> {
    const { desk, operator } = this.context;
    const text = this.invoice.trim();
    const [, code, number, check] = INVOICE.exec(text) ?? [];
    if (text !== '' && !code) this.wrong = this.say('invoiceWrong');
    if (operator === '') {
      this.wrong = this.say('operatorMissing');
      this.tell('oc-operator-missing');
    }
    if (this.wrong) return;
    const printer = this.#printer;
    const body = {
      operator,
      slip: this.slip || 'settlement',
      ...(printer ? { printer } : {}),
      ...(code ? { invoice: { code, number, ...(check ? { check } : {}) } } : {}),
    };
    const at = `/v1/settlements/${this.settlement}`;
    const counted = await this.#counted(`${at}/print`, body);
    if (!printer) {
      const path = `${at}/receipt?format=html&paper=${this.#paper}&print=${counted.print}`;
      printDocument(await desk.call('GET', path), this.say('receipt'));
    }
    const { copyNumber } = counted;
    this.done =
      copyNumber === 0 ? this.say('printedOriginal') : this.say('printedCopy', { n: copyNumber });
    this.tell('oc-printed', counted);
  }

  /** Whether it was counted is not known after a cut: the same key asks, and counts no second print. */
  async #counted(path: string, body: Json): Promise<Json> {
    const { desk } = this.context;
    const request = `${path} ${JSON.stringify(body)}`;
    if (this.#asked?.request !== request) this.#asked = { request, key: desk.newKey() };
    try {
      const counted = await desk.callOnce(path, this.#asked.key, body);
      this.#asked = undefined;
      return counted;
    } catch (error) {
      if (!isCut(error)) this.#asked = undefined;
      throw error;
    }
  }

  async #printTrial(): Promise<void> {
    const path = `/v1/trials/print?format=html&paper=${this.#paper}`;
    const print = await inTurn(() => this.context.desk.call('POST', path, { bill: this.bill }));
    if (typeof print === 'string') printDocument(print, this.say('printTrial'));
    this.done = this.say(typeof print === 'string' ? 'printedTrial' : 'notDecided');
  }

  async #printLists(): Promise<void> {
    const { desk } = this.context;
    const { date, stay } = this;
    const printer = this.#printer;
    if (printer) {
      const body = { printer, ...(stay ? { stay } : {}) };
      await desk.callOnce(`/v1/stays/lists/${date}/print`, desk.newKey(), body);
    } else {
      const lists = stay ? `/v1/stays/${stay}/days/${date}` : `/v1/stays/lists/${date}`;
      const path = `${lists}?format=html&paper=${this.#paper}`;
      printDocument(await desk.call('GET', path), this.say('dailyList'));
    }
    this.done = this.say('printedLists');
  }
}

/** A key that is held down is one print. */
function noRepeat(event: KeyboardEvent): void {
  if (event.repeat) event.preventDefault();
}
