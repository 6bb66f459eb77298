/** 收费员页面: the frame around the steps: what is up, what is undecided, and the keys. */

import { css, html, nothing, type TemplateResult } from 'lit';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { enter, type Language, ownDesk } from './context.ts';
import { PageElement } from './element.ts';
import { actionOf, type KeyAction, type KeyTable, keyTable } from './keys.ts';
import { COMMON } from './style.ts';
import { STAGES, type Stage } from './visit.ts';
import type { OnecardVisitSteps } from './visitSteps.ts';
import type { Word } from './words.ts';

/** Milliseconds between two looks at the service. */
const LOOK_MS = 2_000;
const LANGUAGE = 'onecard.language';
const OPERATOR = 'onecard.operator';

type View = 'visit' | 'undecided' | 'receipts' | 'reverse' | 'dayEnd' | 'funds' | 'stays';

/** Where a key leads; the others belong to the steps of the patient. */
const VIEWS: Readonly<Partial<Record<KeyAction, View>>> = {
  read: 'visit',
  undecided: 'undecided',
  receipts: 'receipts',
  reverse: 'reverse',
  dayEnd: 'dayEnd',
};

const STAGE_WORDS: Readonly<Record<Stage, Word>> = {
  card: 'stepCard',
  person: 'stepPerson',
  bill: 'stepBill',
  trial: 'stepTrial',
  visit: 'stepVisit',
  receipt: 'stepReceipt',
};

/** `<onecard-desk>`: the whole page; it finds the service that served it. */
export class OnecardDesk extends PageElement {
  static override styles = [
    COMMON,
    css`
      /* Nothing lies over anything: the steps scroll between head and keys, where there is height for it. */
      @media screen and (min-height: 40rem) and (min-width: 48rem) { :host { height: 100vh; display: grid; grid-template-rows: auto 1fr auto; } main { overflow: auto; } }
      header { background: #16202a; color: #fff; padding: 0.5rem 1rem; display: flex; flex-wrap: wrap; gap: 0.35rem 1.25rem; align-items: center; }
      header h1 { font-size: 1.15rem; margin: 0; margin-inline-end: auto; }
      header button, header input { background: #16202a; color: #fff; border-color: #b8c4cf; min-height: 2.25rem; }
      header button:hover { background: #34414d; }
      header label { flex-direction: row; gap: 0.4rem; align-items: center; }
      header :focus-visible { outline-color: #ffd54a; }
      header .off { background: #fff; color: #a31515; font-weight: 600; padding: 0 0.5rem; border-radius: 3px; }
      header .count { background: #ffd54a; color: #16202a; font-weight: 600; }
      main { padding: 1rem max(1rem, calc(50% - 36rem)); }
      ol.steps { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; list-style: none; padding: 0; margin: 0 0 0.75rem; color: #44525f; }
      ol.steps [aria-current] { color: #0b57d0; font-weight: 700; text-decoration: underline; text-underline-offset: 0.3em; }
      nav { background: #fff; border-top: 1px solid #c3ccd5; padding: 0.5rem 1rem; display: flex; flex-wrap: wrap; gap: 0.5rem; justify-content: center; }
      nav button { padding-inline: 0.7rem; }
      @media (max-width: 30rem) { main { padding: 0.5rem; } }
      @media print { header, nav, ol.steps { display: none; } }
    `,
  ];
  static override properties = {
    ...PageElement.properties,
    view: { state: true },
    stage: { state: true },
    status: { state: true },
    isCut: { state: true },
    isPaired: { state: true },
    chosen: { state: true },
  };

  declare view: View;
  declare stage: Stage;
  declare status: Json;
  declare isCut: boolean;
  declare isPaired: boolean | undefined;
  /** A settlement or a stay out of a list. */
  declare chosen: Json;
  readonly #keys: KeyTable = keyTable();
  #looking: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.view = 'visit';
    this.stage = 'card';
    this.isCut = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.#key);
    addEventListener('storage', this.#stored);
    void this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.#key);
    removeEventListener('storage', this.#stored);
    clearInterval(this.#looking);
  }

  async #start(): Promise<void> {
    this.#setContext(localStorage.getItem(LANGUAGE) === 'en' ? 'en' : 'zh');
    // The service may be starting: the looks below find it.
    const isIn = await enter().catch(() => false);
    this.#setContext(this.language);
    this.#looking = setInterval(() => void this.#look(), LOOK_MS);
    await this.#look();
    if (!isIn && !this.isCut) this.isPaired = false;
  }

  async #look(): Promise<void> {
    try {
      const { desk, vocabulary } = this.context;
      this.status = await desk.status();
      this.isCut = false;
      this.isPaired = this.status.isPaired;
      if (this.isPaired && !vocabulary) this.#words(await desk.call('GET', '/v1/vocabulary'));
    } catch (error) {
      if (!(error instanceof DeskProblem)) throw error;
      // A refused token is an answer: the page has to be opened anew.
      if (error.status === 401) this.isPaired = false;
      else this.isCut = true;
    }
  }

  #words(vocabulary: Json): void {
    this.context = { ...this.context, vocabulary };
  }

  #setContext(language: Language): void {
    document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
    this.lang = document.documentElement.lang;
    const operator = localStorage.getItem(OPERATOR) ?? '';
    this.context = { ...this.context, operator, desk: ownDesk(language), language };
  }

  /** Another tab changed the language or opened the window anew. */
  readonly #stored = ({ key }: StorageEvent) => {
    if (key !== LANGUAGE) return;
    this.#setContext(localStorage.getItem(LANGUAGE) === 'en' ? 'en' : 'zh');
  };

  #switchLanguage(): void {
    const language = this.language === 'zh' ? 'en' : 'zh';
    localStorage.setItem(LANGUAGE, language);
    this.#setContext(language);
  }

  #setOperator(event: Event): void {
    const operator = (event.target as HTMLInputElement).value.trim();
    localStorage.setItem(OPERATOR, operator);
    this.context = { ...this.context, operator };
  }

  get #steps(): OnecardVisitSteps | null {
    return this.renderRoot.querySelector<OnecardVisitSteps>('onecard-visit-steps');
  }

  readonly #key = (event: KeyboardEvent) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || !this.isPaired)
      return;
    const action = actionOf(this.#keys, event.key);
    if (!action && event.key !== 'Escape') return;
    event.preventDefault();
    // A key that is held down is one press.
    if (event.repeat) return;
    if (action) this.#act(action);
    else this.#escape();
  };

  #act(action: KeyAction): void {
    const isBusy = this.#steps?.isBusy ?? false;
    const view = VIEWS[action];
    if (view === undefined) {
      // What stands behind another view is not what the clerk looks at.
      if (this.view === 'visit') this.#steps?.act(action);
    } else if (!isBusy) {
      this.#show(view);
      if (view === 'visit') this.#steps?.act(action);
    }
  }

  #escape(): void {
    if (this.view === 'visit') this.#steps?.escape();
    else if (this.chosen) this.chosen = undefined;
    else this.#show('visit');
  }

  #show(view: View): void {
    this.view = view;
    this.chosen = undefined;
    if (view !== 'visit') this.focusOn('#side');
  }

  /** A visit under way says by itself that the service is gone. */
  get #saysSo(): boolean {
    return this.view === 'visit' && this.stage === 'visit';
  }

  override render() {
    if (!this.context) return nothing;
    return html`${this.#header()}<main>
      ${this.isCut && !this.#saysSo ? html`<div class="warning" role="alert" id="cut">${this.say('serviceCutLong')}</div>` : nothing}
      ${this.isPaired === false ? this.#closed() : this.isPaired ? this.#views() : nothing}
    </main>${this.isPaired ? this.#bar() : nothing}`;
  }

  #closed() {
    return html`<section class="panel"><h2>${this.say('notPaired')}</h2><p>${this.say('notPairedAdvice')}</p></section>`;
  }

  #header() {
    const readers = this.status?.driver?.readers ?? [];
    // A journal that cannot say how many is not one without any.
    const undecided = this.status ? (this.status.journal?.undecided ?? '?') : 0;
    return html`<header><h1>${this.say('title')}</h1>
      <span class=${readers.length > 0 && !this.isCut ? '' : 'off'}>${this.isCut ? `? ${this.say('readerUnknown')}` : readers.length > 0 ? `● ${this.say('readerReady')}` : `✗ ${this.say('readerMissing')}`}</span>
      <span class=${this.isCut ? 'off' : ''}>${this.isCut ? `✗ ${this.say('serviceGone')}` : `● ${this.say('serviceReady')}`}</span>
      <button id="undecided" class=${undecided === 0 ? '' : 'count'} @click=${() => this.#act('undecided')}><kbd>${this.#keys.undecided}</kbd>${this.say('undecided')} ${undecided}</button>
      <label>${this.say('operator')}<input id="operator" size="8" maxlength="60" autocomplete="off" .value=${this.context.operator} @input=${(event: Event) => this.#setOperator(event)}></label>
      <button id="language" lang=${this.language === 'zh' ? 'en' : 'zh-CN'} @click=${() => this.#switchLanguage()}>${this.say('otherLanguage')}</button>
    </header>`;
  }

  /** The steps stay in place behind the other views, so that nothing typed in is lost. */
  #views() {
    return html`<div ?hidden=${this.view !== 'visit'}>
        <ol class="steps" aria-label=${this.say('steps')}>${STAGES.map((stage) => html`<li aria-current=${stage === this.stage ? 'step' : nothing}>${this.say(STAGE_WORDS[stage])}</li>`)}</ol>
        <onecard-visit-steps .context=${this.context} .keys=${this.#keys} @oc-stage=${(
          event: CustomEvent,
        ) => {
          this.stage = event.detail;
        }} @oc-changed=${() => void this.#look()} @oc-operator-missing=${this.#askOperator}></onecard-visit-steps>
      </div>
      ${
        this.view === 'visit'
          ? nothing
          : html`<section class="panel" id="side" tabindex="-1" @oc-operator-missing=${this.#askOperator}>${this.#side()}
        <div class="actions"><button @click=${() => this.#escape()}><kbd>Esc</kbd>${this.say('back')}</button></div></section>`
      }`;
  }

  #side(): TemplateResult {
    const { context, chosen } = this;
    const choose = (event: CustomEvent) => {
      this.chosen = event.detail;
      this.focusOn('#side');
    };
    if (this.view === 'undecided')
      return html`<onecard-undecided .context=${context}></onecard-undecided>`;
    if (this.view === 'funds') return html`<onecard-funds .context=${context}></onecard-funds>`;
    if (this.view === 'stays')
      return chosen
        ? html`<onecard-stay .context=${context} stay=${chosen.stay}></onecard-stay>`
        : html`<onecard-stays .context=${context} @oc-stay=${choose}></onecard-stays>`;
    if (chosen && this.view === 'reverse')
      return html`<onecard-reversal .context=${context} .original=${chosen} @oc-reversed=${() => void this.#look()}></onecard-reversal>`;
    if (chosen)
      return html`<h2>${this.say('reprint')}</h2><onecard-receipt .context=${context} settlement=${chosen.settlement}>
        <onecard-print .context=${context} settlement=${chosen.settlement}></onecard-print></onecard-receipt>`;
    const purpose =
      this.view === 'dayEnd' ? 'dayEnd' : this.view === 'reverse' ? 'reversal' : 'reprint';
    return html`<onecard-settlements .context=${context} .purpose=${purpose} @oc-settlement=${choose}></onecard-settlements>`;
  }

  readonly #askOperator = () => {
    this.focusOn('#operator');
  };

  /** A view that no key leads to. */
  #link(view: View, word: Word) {
    return html`<button @click=${() => (this.#steps?.isBusy ? undefined : this.#show(view))}>${this.say(word)}</button>`;
  }

  #bar() {
    const button = (action: KeyAction, word: Word) =>
      html`<button @click=${() => this.#act(action)}><kbd>${this.#keys[action]}</kbd>${this.say(word)}</button>`;
    return html`<nav aria-label=${this.say('help')}>
      ${button('read', 'readCard')}${button('try', 'tryBill')}${button('confirm', 'confirm')}${button('reverse', 'reversal')}${button('receipts', 'reprint')}${button('dayEnd', 'dayEnd')}
      ${this.#link('funds', 'fundView')}${this.#link('stays', 'stays')}
      <button @click=${() => this.#escape()}><kbd>Esc</kbd>${this.say('back')}</button></nav>`;
  }
}
