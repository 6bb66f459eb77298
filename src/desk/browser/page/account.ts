/** 住院账户: what was paid in, what the bills took, and who owes whom. */

import { html, type TemplateResult } from 'lit';
import type { Json } from '../../client/desk.ts';
import { yuan } from './amounts.ts';
import type { PageElement } from './element.ts';

export function accountLine(on: PageElement, { paidIn, cash, balance }: Json): TemplateResult {
  const isDue = String(balance).startsWith('-');
  const amount = String(balance).replace('-', '');
  return html`<p id="account">${on.say('paidIn')} <span class="amount">${yuan(paidIn)}</span> · ${on.say('cashOfBills')} <span class="amount">${yuan(cash)}</span> ·
    <strong>${on.say(isDue ? 'stillDue' : 'givenBack')} <span class="amount">${yuan(amount)}</span></strong></p>`;
}
