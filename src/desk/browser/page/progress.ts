/** 结算进程: what is happening in a sentence, what Esc does, and how it ended where it did not end well. */

import { html, nothing } from 'lit';
import type { Json } from '../../client/desk.ts';
import { PageElement } from './element.ts';
import type { RunView } from './visitRun.ts';

/** States in which money must not be taken: what ends in them is undecided. */
const OPEN_STATES = [
  'unknown',
  'card-pending',
  'card-committed',
  'card-signed',
  'reversing',
  'intent',
  'answered',
];

/** `<onecard-progress .context .view>`: a visit while it goes on, and after it. */
export class OnecardProgress extends PageElement {
  static override properties = {
    ...PageElement.properties,
    view: { attribute: false },
    confirmKey: { attribute: false },
    isCancelAsked: { attribute: false },
    isResumed: { attribute: false },
  };

  declare view: RunView;
  declare confirmKey: string;
  /** Esc was pressed once where it means taking back. */
  declare isCancelAsked: boolean;
  declare isResumed: boolean;

  override render() {
    if (!this.view) return nothing;
    const { visit, asks, refused, neverBegun } = this.view;
    if (refused)
      return html`<h2 id="h" tabindex="-1">${this.say('visitFailed')}</h2>${this.problem(refused)}`;
    if (neverBegun) return nothing;
    return html`
      <h2 id="h" tabindex="-1">${visit?.isOver ? this.say('visitFailed') : this.say('visitTitle')}</h2>
      <p class="note">${visit ? `${this.say('billNumber')} ${visit.billNumber}` : ''} ${this.isResumed ? this.say('resumed') : ''}</p>
      ${this.view.isCut ? html`<div class="warning" role="alert">${this.say('serviceCutLong')}</div>` : nothing}
      <p class="second" role="status" id="sentence">${visit ? this.pick(visit.now.sentence) : this.say('sending')}</p>
      ${asks ? this.#amounts(visit) : nothing}
      ${visit?.isOver ? this.#end(visit) : html`<p id="escape">${this.#escape(visit)}</p>`}
      ${this.#steps(visit)}`;
  }

  #amounts(visit: Json) {
    return html`<div class="warning">${this.isResumed ? this.say('amountsAsked', { key: this.confirmKey }) : this.say('amountsMoved')}</div>
      <onecard-decision .context=${this.context} .decided=${visit.decided}></onecard-decision>
      <div class="actions"><button class="main" id="agree" @click=${() => this.tell('oc-agree')}><kbd>${this.confirmKey}</kbd>${this.say('confirm')}</button></div>`;
  }

  #escape(visit: Json): string {
    if (!visit) return this.say('escUnknown');
    const { cancellable } = visit.now;
    if (this.isCancelAsked && cancellable === 'by-reversal') return this.say('escAgain');
    return this.say(
      cancellable === 'freely'
        ? 'escFreely'
        : cancellable === 'by-reversal'
          ? 'escByReversal'
          : 'escNo',
    );
  }

  #end(visit: Json) {
    const { result, failure, now } = visit;
    const isOpen = OPEN_STATES.includes(now.state);
    return html`${isOpen ? html`<div class="warning"><strong>${this.say('chargeNothing')}</strong></div>` : nothing}
      ${failure ? this.#told(failure) : nothing}
      ${typeof result?.cause === 'object' ? this.#told(result.cause) : nothing}
      ${result && (result.reasons || result.failed) ? html`<onecard-decision .context=${this.context} .decided=${result}></onecard-decision>` : nothing}`;
  }

  #told({ title, advice, code }: Json) {
    return html`<div class="refusal"><p><strong>${title}</strong></p>
      ${advice ? html`<p>${advice.likelyReason}</p><p>→ ${advice.clerkDoes}</p>` : nothing}<p class="note">${code}</p></div>`;
  }

  #steps(visit: Json) {
    const steps: readonly Json[] = visit?.steps ?? [];
    if (steps.length === 0) return nothing;
    return html`<h3>${this.say('progress')}</h3><ol>${steps.map((each) => html`<li>${this.pick(each.sentence)}</li>`)}</ol>`;
  }
}
