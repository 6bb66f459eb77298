/** 就诊结算: the steps of one patient, from the card to the receipt. The desk around it passes keys on. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import { accountLine } from './account.ts';
import type { OnecardBill } from './bill.ts';
import { inTurn } from './context.ts';
import type { OnecardDecision } from './decision.ts';
import { newDraft } from './draft.ts';
import { PageElement } from './element.ts';
import type { KeyAction, KeyTable } from './keys.ts';
import { pendingVisits } from './pending.ts';
import { NEW_VISIT, type PatientVisit } from './visit.ts';
import { VisitRun } from './visitRun.ts';

/** Milliseconds that a card is waited for. */
const CARD_WAIT_MS = 60_000;

/** `<onecard-visit-steps .context .keys>` */
export class OnecardVisitSteps extends PageElement {
  static override properties = {
    ...PageElement.properties,
    keys: { attribute: false },
    visit: { state: true },
    waitsUntil: { state: true },
    isTrying: { state: true },
    isTakingUp: { state: true },
    isCancelAsked: { state: true },
    trouble: { state: true },
    notice: { state: true },
  };

  declare keys: KeyTable;
  declare visit: PatientVisit;
  /** While a card is waited for: when that ends. */
  declare waitsUntil: number | undefined;
  declare isTrying: boolean;
  /** What an earlier page began is being looked for. */
  declare isTakingUp: boolean;
  declare isCancelAsked: boolean;
  declare trouble: unknown;
  declare notice: string;
  #calling: AbortController | undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;
  #wasCut = false;

  constructor() {
    super();
    this.visit = NEW_VISIT;
    this.isTrying = this.isCancelAsked = false;
    this.isTakingUp = pendingVisits().length > 0;
    this.notice = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.#takeUp());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#calling?.abort();
    clearInterval(this.#ticking);
  }

  /** Whether something is under way that other keys must not disturb. */
  get isBusy(): boolean {
    const { run } = this.visit;
    const isCalling = this.waitsUntil !== undefined || this.isTrying || this.isTakingUp;
    return isCalling || (run !== undefined && !run.isOver);
  }

  act(action: KeyAction): void {
    if (action === 'read') void this.readCard();
    if (action === 'try') this.#pressTry();
    if (action === 'confirm') void this.confirm();
    if (action === 'why')
      this.renderRoot.querySelector<OnecardDecision>('onecard-decision')?.toggleWhy();
  }

  /** F2: a new patient. */
  async readCard(): Promise<void> {
    if (this.isBusy) return;
    this.#go({ stage: 'card' });
    this.waitsUntil = Date.now() + CARD_WAIT_MS;
    this.#ticking = setInterval(() => this.requestUpdate(), 1_000);
    this.#calling = new AbortController();
    try {
      const { signal } = this.#calling;
      const card = await inTurn(() => this.context.desk.readCard({ waitMs: CARD_WAIT_MS, signal }));
      if (card.outcome === 'verified') this.#go({ stage: 'person', card });
      else this.#go({ stage: 'card', card });
    } catch (error) {
      this.#fail(error);
    } finally {
      clearInterval(this.#ticking);
      this.waitsUntil = undefined;
    }
  }

  /** F4: what is typed in, or the bill of the trial anew. */
  #pressTry(): void {
    const { stage, bill } = this.visit;
    if (this.isBusy) return;
    if (stage === 'bill') this.renderRoot.querySelector<OnecardBill>('onecard-bill')?.submit();
    else if (stage === 'trial' && bill) void this.tryBill(bill);
  }

  async tryBill(bill: Json): Promise<void> {
    if (this.isBusy) return;
    this.trouble = undefined;
    this.notice = this.#isOfOther(bill) ? this.say('billOfOther', { n: bill.billNumber }) : '';
    if (this.notice) return;
    this.isTrying = true;
    this.#calling = new AbortController();
    try {
      const { signal } = this.#calling;
      const decided = await inTurn(() => this.context.desk.trial(bill, { signal }));
      this.#go({ stage: 'trial', bill, decided });
    } catch (error) {
      this.#fail(error);
    } finally {
      this.isTrying = false;
    }
  }

  /** The card on the reader may be another by now: the name on the screen is that of the one that was read. */
  #isOfOther(bill: Json): boolean {
    const member: unknown = bill.patient?.memberNumber;
    return typeof member === 'string' && member !== this.visit.card?.insurance.memberNumber;
  }

  /** F9: settles what the trial shows, once; or agrees to amounts that moved. */
  async confirm(): Promise<void> {
    const { stage, bill, decided, run } = this.visit;
    if (stage === 'visit' && run?.view.asks) return run.agree();
    if (stage !== 'trial' || decided?.outcome !== 'adjudicated' || this.isBusy) return;
    await this.#begin(bill, decided.adjudication.byPayer);
  }

  async #begin(bill: Json, seen: Json): Promise<void> {
    const { desk, operator } = this.context;
    const key = desk.newKey();
    const request = { key, billNumber: String(bill.billNumber), bill, seen };
    await this.#run(
      new VisitRun(desk, { ...request, ...(operator ? { operator } : {}) }, this.#changed),
      {},
    );
  }

  readonly #changed = () => {
    const isCut = this.visit.run?.view.isCut ?? false;
    // Whoever shows whether the service is there hears of it at once.
    if (isCut !== this.#wasCut) this.tell('oc-changed');
    this.#wasCut = isCut;
    this.requestUpdate();
  };

  async #run(run: VisitRun, more: Partial<PatientVisit>): Promise<void> {
    this.isCancelAsked = false;
    this.#go({ stage: 'visit', run, ...more });
    await run.start();
    if (this.visit.run !== run) return;
    const { visit, neverBegun } = run.view;
    if (neverBegun) {
      this.#go(NEW_VISIT);
      this.notice = this.say('neverBegun', { n: run.request.billNumber });
    } else if (visit?.now.state === 'done' && visit.settlement) {
      const isRepeated = visit.result?.outcome === 'already-settled';
      const isUnasked = visit.result?.isUnasked === true;
      this.#go({ stage: 'receipt', settlement: visit.settlement, isRepeated, isUnasked });
      await this.#concludeStay(visit.settlement);
    } else this.focusOn('onecard-progress');
    this.tell('oc-changed');
  }

  /** A bill of a stay: its settlement is named there, and its account is shown. */
  async #concludeStay(settlement: string): Promise<void> {
    const { desk } = this.context;
    try {
      const { stays } = await desk.call('GET', '/v1/stays');
      for (const { stay, state } of stays) {
        if (!String(state).endsWith('-due')) continue;
        const concluded = await desk.call('POST', `/v1/stays/${stay}/conclusion`, {});
        const isThis = concluded.account?.settlements.includes(settlement);
        if (!isThis || this.visit.settlement !== settlement) continue;
        this.visit = { ...this.visit, account: { ...concluded.account, state: concluded.state } };
      }
    } catch (error) {
      // Where the service knows no stays; else a later step of the stay names it.
      if (!(error instanceof DeskProblem)) throw error;
    }
  }

  /** What this browser began before it was loaded anew, in this tab or another. */
  async #takeUp(): Promise<void> {
    for (const { key, billNumber } of pendingVisits()) {
      if (this.visit.stage !== 'card') break;
      const { desk } = this.context;
      await this.#run(new VisitRun(desk, { key, billNumber }, this.#changed), { isResumed: true });
    }
    this.isTakingUp = false;
  }

  /** Esc: gives up what can be given up; else one step back. */
  escape(): void {
    const { stage, run } = this.visit;
    if (this.waitsUntil !== undefined || this.isTrying) this.#calling?.abort();
    else if (run && !run.isOver) this.#escapeRun(run);
    else if (stage === 'trial') this.#go({ stage: 'bill' });
    else if (stage === 'bill') this.#go({ stage: 'person' });
    else if (stage === 'visit' && this.visit.bill) this.#go({ stage: 'bill' });
    else if (stage === 'person' || stage === 'receipt' || stage === 'visit') this.#go(NEW_VISIT);
  }

  #escapeRun(run: VisitRun): void {
    const cancellable = run.view.visit?.now.cancellable;
    if (cancellable === 'by-reversal' && !this.isCancelAsked) {
      this.isCancelAsked = true;
      return;
    }
    if (cancellable === 'freely' || cancellable === 'by-reversal') void run.cancel();
  }

  async #checked(fields: Json): Promise<void> {
    const { visit } = this;
    try {
      await this.context.desk.call('POST', '/v1/identity-checks', fields);
      // Another card may have been read meanwhile, or this one left.
      if (this.visit === visit) this.#go({ stage: 'bill' });
    } catch (error) {
      if (this.visit === visit) this.#fail(error);
    }
  }

  readonly #drafted = ({ detail }: CustomEvent) => {
    this.visit = { ...this.visit, draft: detail };
  };

  /** Shows a step with the focus on its heading, where Enter does nothing. */
  #go(change: Partial<PatientVisit>): void {
    const isNew = change === NEW_VISIT || change.stage === 'card';
    this.visit = isNew ? { ...NEW_VISIT, ...change } : { ...this.visit, ...change };
    this.trouble = undefined;
    this.notice = '';
    this.tell('oc-stage', this.visit.stage);
    this.focusOn(this.visit.stage === 'person' ? 'onecard-person' : '#top');
  }

  #fail(error: unknown): void {
    if (!(error instanceof DeskProblem)) throw error;
    if (error.code !== 'client.aborted') this.trouble = error;
    this.focusOn('#top');
  }

  override render() {
    const { stage, card } = this.visit;
    const isLater = stage === 'bill' || stage === 'trial';
    return html`${this.notice ? html`<div class="warning" role="status" id="notice">${this.notice}</div>` : nothing}
      ${isLater && card ? html`<onecard-person .context=${this.context} .card=${card} .isBrief=${true}></onecard-person>` : nothing}
      ${this.trouble ? this.problem(this.trouble) : nothing}
      ${this.isTrying ? html`<div class="warning"><span role="status">${this.say('trying')}</span> Esc ${this.say('back')}</div>` : nothing}
      ${this.#stage()}`;
  }

  #stage(): TemplateResult {
    const { context } = this;
    const { card, draft, decided, run, isResumed } = this.visit;
    switch (this.visit.stage) {
      case 'card':
        return this.#card();
      case 'person':
        return html`<onecard-person tabindex="-1" .context=${context} .card=${card} @oc-checked=${(event: CustomEvent) => void this.#checked(event.detail)}></onecard-person>`;
      case 'bill':
        return html`<h2 id="top" tabindex="-1">${this.say('bill')}</h2>
          <onecard-bill .context=${context} .card=${card} .draft=${draft ?? newDraft()} @oc-draft=${this.#drafted} @oc-bill=${(event: CustomEvent) => void this.tryBill(event.detail)}></onecard-bill>`;
      case 'trial':
        return this.#trial(decided);
      case 'visit':
        return html`<section class="panel"><span id="top" tabindex="-1"></span><onecard-progress tabindex="-1" .context=${context} .view=${run?.view} .confirmKey=${this.keys.confirm}
          .isCancelAsked=${this.isCancelAsked} .isResumed=${isResumed ?? false} @oc-agree=${() => void this.confirm()}></onecard-progress>${this.#retry()}</section>`;
      case 'receipt':
        return this.#receipt();
    }
  }

  #card() {
    if (this.isTakingUp)
      return html`<section class="panel"><h2 id="top" tabindex="-1">${this.say('loading')}</h2></section>`;
    const refused = this.visit.card;
    const left =
      this.waitsUntil === undefined
        ? 0
        : Math.max(0, Math.ceil((this.waitsUntil - Date.now()) / 1_000));
    return html`<section class="panel"><h2 id="top" tabindex="-1">${this.say(refused ? 'cardRefused' : 'readCard')}</h2>
      ${refused ? html`<onecard-decision .context=${this.context} .decided=${{ outcome: 'card-refused', failed: refused.checks.filter((each: Json) => each.outcome === 'failed') }}></onecard-decision>` : nothing}
      ${
        this.waitsUntil === undefined
          ? html`<p class="second">${this.say('cardPrompt')}</p><div class="actions"><button class="main" id="read" @click=${() => void this.readCard()}><kbd>${this.keys.read}</kbd>${this.say('readCard')}</button></div>`
          : html`<p class="second" role="status">${this.say('cardWaiting')}</p><p aria-hidden="true">${this.say('secondsLeft', { n: left })}</p><p>${this.say('escLeaves')}</p>`
      }</section>`;
  }

  #trial(decided: Json) {
    const { bill } = this.visit;
    const isDecided = decided?.outcome === 'adjudicated';
    return html`<section class="panel"><h2 id="top" tabindex="-1">${this.say(isDecided ? 'trialTitle' : 'notDecided')}</h2>
      <p class="note">${this.say('billNumber')} ${bill?.billNumber}</p>
      <onecard-decision .context=${this.context} .decided=${decided}></onecard-decision>
      ${isDecided ? html`<p class="note">${this.say('confirmHint', { key: this.keys.confirm })}</p>` : nothing}
      <div class="actions">
        ${isDecided ? html`<button class="main" id="confirm" @click=${this.#clickConfirm}><kbd>${this.keys.confirm}</kbd>${this.say('confirm')}</button>` : nothing}
        ${isDecided ? html`<button @click=${() => this.act('why')}><kbd>${this.keys.why}</kbd>${this.say('why')}</button>` : nothing}
        <button @click=${() => this.escape()}><kbd>Esc</kbd>${this.say('edit')}</button>
      </div>${isDecided ? html`<onecard-print .context=${this.context} .bill=${bill}></onecard-print>` : nothing}</section>`;
  }

  /** A click by pointer or by Enter on the button itself; a key that is held down counts once. */
  readonly #clickConfirm = () => void this.confirm();

  /** A card that was taken away too early, or an answer that never came: the same bill again ends it. */
  #retry() {
    const { run, bill, decided } = this.visit;
    if (!run?.isOver || !bill || run.view.visit?.now.state === 'declined') return nothing;
    return html`<div class="actions">
      <button class="main" id="again" @click=${() => void this.#begin(bill, decided?.adjudication?.byPayer)}>${this.say('sameCardAgain')}</button>
      <button @click=${() => this.escape()}><kbd>Esc</kbd>${this.say('back')}</button></div>`;
  }

  readonly #stands = ({ detail }: CustomEvent) => {
    this.visit = { ...this.visit, standing: detail };
  };

  #receipt() {
    const { settlement, standing, isRepeated, isUnasked, account } = this.visit;
    const isBack = standing === 'reversed' || standing === 'reversing';
    const title = isBack
      ? this.say(standing === 'reversed' ? 'stateReversed' : 'stateReversing')
      : `✓ ${this.say('settled')}`;
    return html`<section class="panel"><h2 id="top" tabindex="-1" class=${isBack ? 'bad' : 'good'}>${title}</h2>
      ${isRepeated ? html`<div class="warning">${this.say('alreadySettled')}${isUnasked ? this.say('unasked') : ''}</div>` : nothing}
      <onecard-receipt .context=${this.context} settlement=${settlement ?? ''} @oc-standing=${this.#stands}>
        ${account ? accountLine(this, account, account.state) : nothing}
        <onecard-print .context=${this.context} settlement=${settlement ?? ''}></onecard-print></onecard-receipt>
      <div class="actions"><button class="main" id="next" @click=${() => void this.readCard()}><kbd>${this.keys.read}</kbd>${this.say('next')}</button></div></section>`;
  }
}
