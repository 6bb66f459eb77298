/** 费用明细: the lines of a bill that is typed in. Enter goes from item to quantity to price, and adds the line. */

import { css, html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { yuan } from './amounts.ts';
import { type DraftLine, draftLine } from './draft.ts';
import { PageElement } from './element.ts';
import type { OnecardItemPicker } from './itemPicker.ts';
import { COMMON } from './style.ts';

/** `<onecard-bill-lines .context .lines .date>`: tells `oc-lines` with all lines after each change. */
export class OnecardBillLines extends PageElement {
  static override styles = [
    COMMON,
    css`.entry { margin-bottom: 0.75rem; } onecard-item-picker { flex: 1 1 16rem; }`,
  ];
  static override properties = {
    ...PageElement.properties,
    lines: { attribute: false },
    date: { attribute: false },
    item: { state: true },
    wrong: { state: true },
  };

  declare lines: readonly DraftLine[];
  declare date: string;
  declare item: Json;
  declare wrong: string;

  constructor() {
    super();
    this.lines = [];
    this.wrong = '';
  }

  override focus(): void {
    this.#picker()?.focus();
  }

  #picker(): OnecardItemPicker {
    return this.renderRoot.querySelector<OnecardItemPicker>('onecard-item-picker')!;
  }

  override render() {
    return html`<fieldset><legend>${this.say('lines')} · ${this.say('linesCount', { n: this.lines.length })}</legend>
      <div class="row entry" @keydown=${(event: KeyboardEvent) => this.#key(event)}>
        <onecard-item-picker .context=${this.context} .date=${this.date} @oc-item=${(event: CustomEvent) => this.#chosen(event)}></onecard-item-picker>
        <label>${this.say('quantity')}<input id="quantity" inputmode="decimal" size="6" autocomplete="off" aria-describedby=${this.wrong ? 'wrong' : nothing}></label>
        <label>${this.say('unitPrice')}<input id="unitPrice" inputmode="decimal" size="9" autocomplete="off" aria-describedby=${this.wrong ? 'wrong' : nothing}></label>
        <button type="button" id="add" @click=${() => this.#add()}>${this.say('addLine')}</button>
      </div>
      ${this.wrong ? html`<p class="bad" role="alert" id="wrong">${this.wrong}</p>` : nothing}
      ${this.lines.length > 0 ? this.#table() : nothing}
    </fieldset>`;
  }

  #table() {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.say('lines')}><table>
      <thead><tr><th scope="col">#</th><th scope="col">${this.say('item')}</th><th scope="col" class="amount">${this.say('quantity')}</th>
        <th scope="col" class="amount">${this.say('unitPrice')}</th><th scope="col" class="amount">${this.say('amount')}</th><td></td></tr></thead>
      <tbody>${this.lines.map(
        (
          line,
          index,
        ) => html`<tr><td>${index + 1}</td><th scope="row">${line.name} <span class="note">${line.itemCode}</span></th>
          <td class="amount">${line.quantity}</td><td class="amount">${line.unitPrice}</td><td class="amount">${yuan(line.fen.toString())}</td>
          <td><button type="button" aria-label=${this.say('removeLine', { n: index + 1 })} @click=${() => this.#remove(index)}>✕</button></td></tr>`,
      )}</tbody></table></div>`;
  }

  #field(id: string): HTMLInputElement {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)!;
  }

  #chosen(event: CustomEvent): void {
    this.item = event.detail;
    this.#field('quantity').value = '1';
    this.#field('unitPrice').value = '';
    this.#field('quantity').focus();
    this.#field('quantity').select();
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    const { id } = event.composedPath()[0] as HTMLElement;
    if (id === 'add') return;
    event.preventDefault();
    if (event.repeat) return;
    if (id === 'quantity') this.#field('unitPrice').focus();
    else if (id === 'unitPrice') this.#add();
  }

  #add(): void {
    const line =
      this.item &&
      draftLine({
        itemCode: this.item.code,
        name: this.item.name.zh,
        chargedOn: this.date,
        quantity: this.#field('quantity').value.trim(),
        unitPrice: this.#field('unitPrice').value.trim(),
      });
    if (!line) {
      this.wrong = this.item
        ? this.say('wrongNumber')
        : this.say('missing', { fields: this.say('item') });
      if (!this.item) this.focus();
      return;
    }
    this.wrong = '';
    this.item = undefined;
    this.#field('quantity').value = this.#field('unitPrice').value = '';
    this.#picker().clear();
    this.focus();
    this.tell('oc-lines', [...this.lines, line]);
  }

  #remove(removed: number): void {
    this.tell(
      'oc-lines',
      this.lines.filter((_, index) => index !== removed),
    );
    this.focus();
  }
}
