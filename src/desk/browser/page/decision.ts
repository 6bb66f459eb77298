/** 试算与结果: who pays what, layer by layer, and why. */

import { css, html, nothing, type TemplateResult } from 'lit';
import type { Json } from '../../client/desk.ts';
import { cashDue, decimal, sumOf, yuan } from './amounts.ts';
import { PageElement } from './element.ts';
import { PAYERS_STYLE, payersBar } from './payers.ts';
import { FILLS, REST_FILL, stackedBar } from './stackedBar.ts';
import { COMMON } from './style.ts';

/** Whom no fund stands for. */
const NO_FUND = ['cash', 'hospital'];

/** `<onecard-decision .context .decided>`: a trial, or what a visit decided. */
export class OnecardDecision extends PageElement {
  static override styles = [
    COMMON,
    PAYERS_STYLE,
    css`
      .figures { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; align-items: baseline; }
      .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem 2.5rem; }
      h3 { margin-top: 0.75rem; }
      details { border-top: 1px solid #d5dce3; padding: 0.25rem 0; }
      summary { min-height: 2.25rem; cursor: pointer; padding: 0.35rem 0; overflow-wrap: anywhere; }
      details > div { padding: 0 0 0.5rem 1rem; }
      li { overflow-wrap: anywhere; }
    `,
  ];
  static override properties = { ...PageElement.properties, decided: { attribute: false } };

  declare decided: Json;

  /** F1: opens every "why", or closes them. */
  toggleWhy(): void {
    const all = [...this.renderRoot.querySelectorAll('details')];
    const isClosed = all.some((each) => !each.open);
    for (const each of all) each.open = isClosed;
    all[0]?.querySelector('summary')?.focus();
  }

  override render() {
    if (!this.decided) return nothing;
    const { outcome, adjudication } = this.decided;
    return outcome === 'adjudicated' ? this.#amounts(adjudication) : this.#refused();
  }

  #payer(name: string): string {
    return this.pick(this.context.vocabulary?.payers?.[name]) || name;
  }

  #amounts(decision: Json) {
    const payers = Object.keys(decision.byPayer);
    const funds = payers.filter((each) => !NO_FUND.includes(each));
    const sums = Object.fromEntries(payers.map((each) => [each, BigInt(decision.byPayer[each])]));
    return html`
      ${this.decided.needsReview ? html`<div class="warning">${this.say('review')}${this.#findings()}</div>` : nothing}
      <div class="figures">
        <div><div>${this.say('cashDue')}</div><div class="big" id="cash">¥ ${yuan(cashDue(decision))}</div>
          ${decision.till ? html`<div class="note" id="exact">${this.say('cashExact', { cash: yuan(decision.byPayer.cash ?? '0') })}</div>` : nothing}</div>
        <div><div>${this.say('fundsPaid')}</div><div class="second">${yuan(sumOf(funds.map((each) => decision.byPayer[each])).toString())}</div></div>
        <div><div>${this.say('total')}</div><div class="second">${yuan(decision.total)}</div></div>
      </div>
      <h3>${this.say('whoPays')}</h3>
      ${payersBar(sums, this.context.vocabulary?.payers, (payer) => this.#payer(payer))}
      <div class="columns"><div><h3>${this.say('layers')}</h3>
      ${(decision.layers ?? []).map((layer: Json) => this.#layer(layer, decision))}
      ${this.#steps(this.say('wholeBill'), decision.steps)}${this.#cap(decision)}</div>
      <div>${this.#reasons(decision)}</div></div>`;
  }

  #reasons({ byReason }: Json) {
    const shown = Object.keys(byReason).filter((each) => byReason[each] !== '0');
    return html`<h3>${this.say('why')}</h3><table><tbody>${shown.map(
      (each) =>
        html`<tr><th scope="row">${this.pick(this.context.vocabulary?.reasons?.[each]) || each}</th><td class="amount">${yuan(byReason[each])}</td></tr>`,
    )}</tbody></table>`;
  }

  /** How much of the year's cap is used once this is settled. */
  #cap({ steps, usageAfter }: Json) {
    const step = steps.find((each: Json) => each.inputs.cap && each.inputs.counter === 'benefit');
    const cap = step && decimal(step.inputs.cap.replace(/ yuan$/, ''), 2);
    if (!cap) return nothing;
    const used = BigInt(usageAfter.benefitDrawn);
    const left = cap > used ? cap - used : 0n;
    const [usedText, capText, leftText] = [used, cap, left].map((each) => yuan(each.toString()));
    const text = this.say('usageFigures', { used: usedText!, cap: capText!, left: leftText! });
    const parts = [
      { fen: used, fill: FILLS[0], label: usedText! },
      { fen: left, fill: REST_FILL, label: leftText! },
    ];
    return html`<h3>${this.say('usageOfCap')}</h3>${stackedBar(parts, text)}<p class="amount">${text}</p>`;
  }

  #layer({ id, payer, base, paid }: Json, { steps }: Json): TemplateResult {
    const facts = { payer: this.#payer(payer), paid: yuan(paid), base: yuan(base) };
    const own = steps.filter((step: Json) => step.rule.startsWith(`${id}.`) && !step.lineId);
    return this.#steps(this.say('layerOf', facts), own);
  }

  #steps(title: string, steps: readonly Json[]): TemplateResult {
    return html`<details><summary>${title} · ${this.say('why')}</summary><div><ol>${steps.map(
      (step) => html`<li>
        <div>${this.pick(step.text)}</div>
        <div class="note">${this.say('clause')}${step.clause.isAssumed ? this.say('assumed') : ''}：${this.pick(step.clause.text)} · ${step.clause.document}</div>
        <div class="note">${this.language === 'en' ? `${this.say('formula')} ${step.formula} · ` : ''}${this.say('rule')} ${step.rule}${step.rounding ? ` · ${this.say('rounding')} ${step.rounding}` : ''}</div>
      </li>`,
    )}</ol></div></details>`;
  }

  /** Why it cannot be: every reason, with where in the bill. */
  #refused() {
    const { vocabulary } = this.context;
    const { reasons = [], failed = [], outcome } = this.decided;
    return html`<div class="refusal" role="alert"><ul>
      ${reasons.map((each: Json) => html`<li>${this.pick(vocabulary?.refusals?.[each.code]) || each.code} <span class="note">${this.place(each.path ?? '')}</span></li>`)}
      ${failed.map((each: Json) => html`<li>${this.pick(vocabulary?.checks?.[each.name]?.means) || each.name} → ${this.pick(vocabulary?.checks?.[each.name]?.clerkDoes)}</li>`)}
      </ul>${this.#findings()}<p class="note">${outcome}</p></div>`;
  }

  #findings() {
    const findings: readonly Json[] = this.decided.findings ?? [];
    if (findings.length === 0) return nothing;
    return html`<ul>${findings.map((each) => html`<li>${this.pick(each.text) || this.pick(each.clause?.text)} <span class="note">${this.place(each.path ?? '')} ${each.rule}</span></li>`)}</ul>`;
  }
}
