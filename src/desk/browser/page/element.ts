/** What the page's elements have in common. Each can stand in any page: it is given a context and tells events. */

import { type CSSResultGroup, html, LitElement, type TemplateResult } from 'lit';
import type { Json } from '../../client/desk.ts';
import { DeskProblem } from '../../client/problem.ts';
import type { Language, PageContext } from './context.ts';
import { COMMON } from './style.ts';
import { WORDS, type Word } from './words.ts';

/** Milliseconds between two looks at what others may change. */
const LOOK_MS = 2_000;

export abstract class PageElement extends LitElement {
  static override styles: CSSResultGroup = COMMON;
  static override properties: Record<string, object> = { context: { attribute: false } };

  declare context: PageContext;
  #looking: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopLooking();
  }

  /** Repeats `look` while this stands in a page: what others do shows by itself. */
  keepLooking(look: () => void): void {
    this.stopLooking();
    this.#looking = setInterval(look, LOOK_MS);
  }

  stopLooking(): void {
    clearInterval(this.#looking);
  }

  get language(): Language {
    return this.context?.language ?? 'zh';
  }

  /** The page's own words in the language of the moment; `{n}` is replaced. */
  say(word: Word, facts: Readonly<Record<string, string | number>> = {}): string {
    const [zh, en] = WORDS[word];
    const text: string = this.language === 'en' ? en : zh;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
  }

  /** A text of the service in the language of the moment. */
  pick(text: Json): string {
    return text?.[this.language] ?? '';
  }

  tell(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** Moves the focus to what is now most important; screen readers say it. */
  focusOn(selector: string): void {
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
    });
  }

  /** What went wrong and what to do about it, in words. */
  problem(error: unknown): TemplateResult {
    if (!(error instanceof DeskProblem)) throw error;
    const { title, advice, problems, code } = error.body;
    const isCut = code === 'client.unreachable';
    return html`<div class="refusal" role="alert">
      <p><strong>${isCut ? this.say('serviceCut') : title}</strong></p>
      ${advice ? html`<p>${advice.likelyReason}</p><p>→ ${advice.clerkDoes}</p>` : ''}
      ${problems ? html`<ul>${problems.map(({ path, rule }) => html`<li>${this.place(path)} <span class="note">${rule}</span></li>`)}</ul>` : ''}
      <p class="note">${code}</p>
    </div>`;
  }

  /** `lines[3].quantity` as the clerk counts. */
  place(path: string): string {
    return path.replace(/lines\[(\d+)\]/, (_, index: string) =>
      this.say('lineNumber', { n: Number(index) + 1 }),
    );
  }
}
