/** 项目检索: a combobox over the catalogue (WAI-ARIA pattern), by code, name or pinyin initials. */

import { html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { PageElement } from './element.ts';

/** Milliseconds of quiet before the service is asked. */
const QUIET_MS = 150;

/** `<onecard-item-picker .context .date>`: tells `oc-item` with the item that was chosen. */
export class OnecardItemPicker extends PageElement {
  static override properties = {
    ...PageElement.properties,
    date: { attribute: false },
    found: { state: true },
    active: { state: true },
    asked: { state: true },
  };

  declare date: string;
  declare found: readonly Json[];
  declare active: number;
  declare asked: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #words = '';

  constructor() {
    super();
    this.found = [];
    this.active = 0;
    this.asked = false;
  }

  clear(): void {
    this.found = [];
    this.asked = false;
    this.#input().value = '';
  }

  override focus(): void {
    this.#input()?.focus();
  }

  #input(): HTMLInputElement {
    return this.renderRoot.querySelector('input')!;
  }

  override render() {
    const isOpen = this.found.length > 0;
    return html`<label for="words">${this.say('itemSearch')}</label>
      <input id="words" role="combobox" autocomplete="off" aria-expanded=${isOpen} aria-controls="list"
        aria-autocomplete="list" aria-activedescendant=${isOpen ? `o${this.active}` : nothing}
        @input=${(event: Event) => this.#typed(event)} @keydown=${(event: KeyboardEvent) => this.#key(event)}>
      <ul id="list" role="listbox" class="plain" aria-label=${this.say('item')} ?hidden=${!isOpen}>
        ${this.found.map(
          (
            item,
            index,
          ) => html`<li id="o${index}" role="option" aria-selected=${index === this.active}
            class=${index === this.active ? 'active' : ''} @click=${() => this.#choose(index)}>
            ${index === this.active ? '▸ ' : ''}${this.pick(item.name) || item.name.zh} <span class="note">${item.code} ${item.benefitClass}</span></li>`,
        )}
      </ul>
      <p class="note" role="status">${
        isOpen
          ? this.say('itemsFound', { n: this.found.length })
          : this.asked
            ? this.say('itemNone')
            : ''
      }</p>`;
  }

  #typed(event: Event): void {
    this.#words = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#search(this.#words), QUIET_MS);
  }

  async #search(words: string): Promise<void> {
    if (words === '') {
      this.found = [];
      this.asked = false;
      return;
    }
    try {
      const query = `q=${encodeURIComponent(words)}&date=${encodeURIComponent(this.date)}`;
      const { items } = await this.context.desk.call('GET', `/v1/catalogue/items?${query}`);
      if (words !== this.#words) return;
      this.found = items;
      this.active = 0;
      this.asked = true;
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      this.found = [];
    }
  }

  #key(event: KeyboardEvent): void {
    const count = this.found.length;
    // While an input method composes, its keys are its own.
    if (event.isComposing || count === 0) {
      if (event.key === 'Enter') event.preventDefault();
      return;
    }
    if (event.key === 'ArrowDown') this.active = (this.active + 1) % count;
    else if (event.key === 'ArrowUp') this.active = (this.active + count - 1) % count;
    else if (event.key === 'Enter') this.#choose(this.active);
    else if (event.key === 'Escape') this.clear();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #choose(index: number): void {
    const item = this.found[index];
    if (!item) return;
    this.found = [];
    this.asked = false;
    this.#input().value = this.pick(item.name) || item.name.zh;
    this.tell('oc-item', item);
  }
}
