/** 住院账户: what was paid in, what the bills took, and who owes whom. */

import { html, type TemplateResult } from 'lit';
import type { Json } from '../../client/desk.ts';
import { yuan } from './amounts.ts';
import type { PageElement } from './element.ts';

/** @param state of the stay: before its end nothing is given back, what was paid in stands for bills to come */
export function accountLine(
  on: PageElement,
  { paidIn, cash, balance }: Json,
  state: string,
): TemplateResult {
  const isDue = String(balance).startsWith('-');
  const isOver = state === 'discharged' || state === 'cancelled';
  const left = isOver ? 'givenBack' : 'depositLeft';
  const amount = String(balance).replace('-', '');
  return html`<p id="account">${on.say('paidIn')} <span class="amount">${yuan(paidIn)}</span> · ${on.say('cashOfBills')} <span class="amount">${yuan(cash)}</span> ·
    <strong>${on.say(isDue ? 'stillDue' : left)} <span class="amount">${yuan(amount)}</span></strong></p>`;
}
