/** 日结签字: hospital, journal and centres compared, differences first, and the day signed off. */

import { html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { yuan } from './amounts.ts';
import { type DifferenceWords, differenceItem } from './dayDifferences.ts';
import { PageElement } from './element.ts';
import type { Word } from './words.ts';

const SIDES: Readonly<Record<string, Word>> = {
  his: 'sideHis',
  journal: 'sideJournal',
  centre: 'sideCentre',
};

/** `<onecard-day-closing .context date>`: draws nothing where the service does not close days. Tells `oc-day-asked` once it was asked to sign. */
export class OnecardDayClosing extends PageElement {
  static override properties = {
    ...PageElement.properties,
    date: { type: String },
    found: { state: true },
    books: { state: true },
    accepted: { state: true },
    isBusy: { state: true },
    trouble: { state: true },
    wrong: { state: true },
  };

  declare date: string;
  declare found: Json;
  /** What the hospital's own books say, as the service takes it. */
  declare books: Json;
  /** Why it is signed off in spite of differences. */
  declare accepted: string;
  declare isBusy: boolean;
  declare trouble: unknown;
  declare wrong: string;

  constructor() {
    super();
    this.accepted = this.wrong = '';
    this.isBusy = false;
  }

  override updated(changed: Map<string, unknown>): void {
    if (!changed.has('date') || !this.date) return;
    this.books = this.found = undefined;
    // What was said of one day, or typed in for it, is not said of another.
    this.accepted = this.wrong = '';
    void this.#load();
  }

  async #load(): Promise<void> {
    const { date, books } = this;
    const { desk } = this.context;
    this.trouble = undefined;
    try {
      const found = books
        ? await desk.call('POST', `/v1/days/${date}/comparisons`, books)
        : await desk.call('GET', `/v1/days/${date}`);
      if (date === this.date) this.found = found;
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      if (error.status !== 404) this.trouble = error;
    }
  }

  override render() {
    const { found } = this;
    const wrongDay = found?.outcome === 'other-day';
    return html`${this.trouble ? this.problem(this.trouble) : nothing}
      ${wrongDay ? html`<div class="refusal" role="alert" id="other-day">${this.say('booksOfOtherDay', { day: found.date })}</div>` : nothing}
      ${found?.comparison ? this.#report(found) : nothing}
      ${found && !found.closing ? this.#books() : nothing}`;
  }

  #books() {
    const payers = Object.keys(this.found.totals?.byPayer ?? {});
    return html`<onecard-hospital-books .context=${this.context} .payers=${payers.length > 0 ? payers : ['pooled-fund', 'cash']}
      @oc-books=${(event: CustomEvent) => {
        this.books = event.detail;
        void this.#load();
      }}></onecard-hospital-books>`;
  }

  #report({ comparison, closing, unreachable, sums = [], openVisits }: Json) {
    const differences = comparison.pairs.flatMap((pair: Json) =>
      pair.differences.map((each: Json) => ({ ...each, sides: pair.sides })),
    );
    const off = sums.filter(({ isSame }: Json) => !isSame);
    const words: DifferenceWords = {
      say: (word) => this.say(word),
      side: (side) => this.#side(side),
      layer: (layer) => this.#layer(layer),
    };
    const count = differences.length + off.length + openVisits.length;
    return html`<h3>${this.say('compared')}</h3>
      ${unreachable.length > 0 ? html`<div class="warning">${this.say('centreSilent')} ${unreachable.join(' ')}</div>` : nothing}
      ${openVisits.length > 0 ? html`<div class="warning">${this.say('undecided')} ${openVisits.length}</div>` : nothing}
      ${
        differences.length + off.length === 0
          ? html`<p class="good" id="compared">✓ ${this.say('noDifferences')}</p>`
          : html`<ul id="compared">${differences.map((each: Json) => differenceItem(each, words))}
            ${off.map((each: Json) => html`<li class="bad">${this.#layer(each.layer)} <span class="note">${this.say('sideHis')} ${figure(each.layer, each.his)} / ${this.say('sideJournal')} ${figure(each.layer, each.journal)}</span></li>`)}</ul>`
      }
      ${comparison.pairs.map((pair: Json) => this.#pair(pair))}
      ${this.wrong ? html`<div class="refusal" role="alert" id="not-closed">${this.wrong}</div>` : nothing}
      ${
        closing
          ? html`<p role="status" id="closed"><strong>${this.say('dayClosed')}</strong> ${closing.operator} <span class="note">${closing.sequence}</span></p>`
          : this.#form(count > 0)
      }`;
  }

  /** Layer by layer, count and sum; what differs stands first. */
  #pair({ sides, layers }: Json) {
    const [one, other] = sides.map((side: string) => this.#side(side));
    const rows = layers.filter(({ sums, counts }: Json) =>
      [...sums, ...counts].some((each) => String(each) !== '0'),
    );
    const isOff = ({ result }: Json) => result !== 'balanced';
    const sorted = [...rows.filter(isOff), ...rows.filter((row: Json) => !isOff(row))];
    if (sorted.length === 0) return nothing;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${`${one} / ${other}`}><table>
      <thead><tr><th scope="col">${one} / ${other}</th><th scope="col" class="amount">${one}</th><th scope="col" class="amount">${other}</th><th scope="col">${this.say('state')}</th></tr></thead>
      <tbody>${sorted.map(
        (row) => html`<tr><th scope="row">${this.#layer(row.layer)}</th>
        ${[0, 1].map((at) => html`<td class="amount">${row.counts[at]} · ${yuan(row.sums[at])}</td>`)}
        <td class=${isOff(row) ? 'bad' : ''}>${this.say(isOff(row) ? 'differs' : 'balanced')}</td></tr>`,
      )}</tbody></table></div>`;
  }

  #side(side: string): string {
    const word = SIDES[side];
    return word ? this.say(word) : side;
  }

  #layer(layer: string): string {
    if (layer === 'total') return this.say('total');
    if (layer === 'count') return this.say('count');
    return this.pick(this.context.vocabulary?.payers?.[layer]) || layer;
  }

  #form(hasDifferences: boolean) {
    return html`<form @submit=${(event: SubmitEvent) => void this.#close(event)}><div class="row">
      ${
        hasDifferences
          ? html`<label>${this.say('acceptedWhy')}<input id="accepted" required maxlength="200" size="40" autocomplete="off" .value=${this.accepted} @keydown=${noSubmit}
            @input=${(event: Event) => {
              this.accepted = (event.target as HTMLInputElement).value;
            }}></label>`
          : nothing
      }
      <button class="main" id="close" aria-disabled=${this.isBusy}>${this.say('signOff')}</button></div></form>`;
  }

  async #close(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { desk, operator } = this.context;
    if (this.isBusy) return;
    this.wrong = operator === '' ? this.say('operatorMissing') : '';
    if (this.wrong) {
      this.tell('oc-operator-missing');
      return;
    }
    this.isBusy = true;
    try {
      const accepted = this.accepted.trim();
      // What is signed for is what stands on the page, and nothing that came in between.
      const shown = { comparison: this.found.comparison.digest, ...(accepted ? { accepted } : {}) };
      const body = { operator, ...shown, ...this.books };
      const result = await desk.closeDay(this.date, desk.newKey(), body);
      if (result.reason === 'comparison-changed') this.wrong = this.say('comparisonChanged');
      else if (result.outcome !== 'closed')
        this.wrong = `${this.say('dayNotClosed')} ${result.reason ?? ''}`;
      this.tell('oc-day-asked');
      await this.#load();
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      this.trouble = error;
    } finally {
      this.isBusy = false;
    }
  }
}

function figure(layer: string, value: Json): string {
  return layer === 'count' ? String(value) : yuan(String(value));
}

function noSubmit(event: KeyboardEvent): void {
  if (event.key === 'Enter') event.preventDefault();
}
