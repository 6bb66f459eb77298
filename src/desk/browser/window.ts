/** The window that acts for a page: `/window#nonce=…&origin=…`, opened by the page itself. */

import { carry } from '../client/direct.ts';
import { PROTOCOL, type WindowMessage } from '../client/messages.ts';
import { element, fill } from './element.ts';
import { callOwn, ownToken } from './own.ts';
import { relay } from './relay.ts';

interface Prompt {
  readonly origin: string;
  readonly code: string;
  readonly name: string;
  readonly scopes: readonly string[];
}

/** How often the window looks for a code to show. */
const CODE_CHECK_MS = 1_000;

/** Whom this window serves, for the day that it is loaded anew. */
const SERVED = 'onecard.served';

async function start(): Promise<void> {
  const fields = new URLSearchParams(location.hash.slice(1));
  const nonce = fields.get('nonce') ?? '';
  const origin = fields.get('origin') ?? '';
  // The address is used up; a reload or a copy of it opens nothing.
  history.replaceState(null, '', '/window');
  const opener: Window | null = window.opener;
  if (opener) leaveServed(opener);
  if (!opener || origin === '')
    return show('请从医院系统的页面打开', 'open it from the page of the hospital system');
  const opened = await carry(location.origin, {
    method: 'POST',
    path: '/v1/windows',
    headers: {},
    body: { nonce, origin },
  });
  if (opened.status !== 201) {
    return show(
      '窗口地址已经用过，请从页面重新打开',
      'this address was used: open the window from the page again',
    );
  }
  const { window: secret } = opened.body as { window: string };
  const reply = (message: WindowMessage) => opener.postMessage(message, origin);
  const take = relay({
    nonce,
    reply,
    carry: (request) =>
      carry(location.origin, {
        ...request,
        headers: { ...request.headers, 'OneCard-Window': secret },
      }),
  });
  window.addEventListener('message', (event) => {
    if (event.source === opener && event.origin === origin) take(event.data);
  });
  show(`正在为 ${origin} 服务，请勿关闭`, `at the service of ${origin}; leave it open`);
  sessionStorage.setItem(SERVED, JSON.stringify({ nonce, origin }));
  reply({ onecard: PROTOCOL, nonce, kind: 'ready', version: '1' });
  watchCodes(origin);
}

/** Loaded anew, the window serves nobody: the page that it served hears of it, and waits for nothing. */
function leaveServed(opener: Window): void {
  const served = sessionStorage.getItem(SERVED);
  if (!served) return;
  sessionStorage.removeItem(SERVED);
  const { nonce, origin } = JSON.parse(served) as { nonce: string; origin: string };
  const message: WindowMessage = { onecard: PROTOCOL, nonce, kind: 'closed' };
  opener.postMessage(message, origin);
}

function show(zh: string, en: string): void {
  fill('state', element('p', { lang: 'zh-CN' }, zh), element('p', { lang: 'en' }, en));
}

/** Shows the code for this page, where this browser has opened the service's own window before. */
function watchCodes(origin: string): void {
  setInterval(() => {
    void showCode(origin).catch(() => undefined);
  }, CODE_CHECK_MS);
}

async function showCode(origin: string): Promise<void> {
  if (ownToken() === null) return;
  const { status, body } = await callOwn('GET', '/v1/pairings');
  if (status !== 200) return;
  const prompt = (body as { pairings: Prompt[] }).pairings.find((each) => each.origin === origin);
  if (!prompt) return fill('code');
  fill(
    'code',
    element('p', {}, `${prompt.origin}「${prompt.name}」`),
    element('p', {}, prompt.scopes.join(' ')),
    element('p', { class: 'code' }, prompt.code),
  );
}

void start().catch(() => show('服务没有应答', 'the service does not answer'));
