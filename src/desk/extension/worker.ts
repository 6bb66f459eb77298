/** Calls the service for pages. Which page it is, the browser says, not the page. */

import { relay } from '../browser/relay.ts';
import { carry } from '../client/direct.ts';
import { PROTOCOL, type WindowMessage } from '../client/messages.ts';
import { type Port, runtime } from './chrome.ts';

/** Nothing but the service of this computer is called. */
const SERVICE = /^http:\/\/127\.0\.0\.1:\d{1,5}$/;

interface Hello {
  readonly onecard: typeof PROTOCOL;
  readonly kind: 'hello';
  readonly nonce: string;
  readonly url: string;
}

runtime.onConnect.addListener((port) => {
  const origin = port.sender?.origin;
  let take: ((data: unknown) => boolean) | undefined;
  port.onMessage.addListener((data) => {
    if (take) {
      take(data);
      return;
    }
    if (!isHello(data) || origin === undefined) return;
    void begin(port, origin, data).then(
      (relayed) => {
        take = relayed;
      },
      // The page's client waits three seconds and goes on without.
      () => port.disconnect(),
    );
  });
});

function isHello(data: unknown): data is Hello {
  const hello = data as Partial<Hello> | null;
  return (
    typeof hello === 'object' &&
    hello !== null &&
    hello.onecard === PROTOCOL &&
    hello.kind === 'hello' &&
    typeof hello.nonce === 'string' &&
    typeof hello.url === 'string' &&
    SERVICE.test(hello.url)
  );
}

async function begin(port: Port, origin: string, { nonce, url }: Hello) {
  const opened = await carry(url, {
    method: 'POST',
    path: '/v1/windows',
    headers: {},
    body: { nonce, origin },
  });
  if (opened.status !== 201) throw new TypeError('the service refused the extension');
  const { window: secret } = opened.body as { window: string };
  const reply = (message: WindowMessage) => port.postMessage(message);
  const take = relay({
    nonce,
    reply,
    carry: (request) =>
      carry(url, { ...request, headers: { ...request.headers, 'OneCard-Window': secret } }),
  });
  reply({ onecard: PROTOCOL, nonce, kind: 'ready', version: '1' });
  return take;
}
