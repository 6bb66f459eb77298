/**
 * The third way: an extension that managed machines have. Its content script marks the document with
 * `data-onecard-extension` and passes messages on; the extension's own origin is one of the service's
 * `relays`.
 */

import { type Carrier, WayClosed } from './carrier.ts';
import { isMessage, newNonce, PROTOCOL } from './messages.ts';
import { Postbox } from './postbox.ts';

/** Milliseconds until the extension reports: its worker may have to start. */
const READY_MS = 3_000;

/** Name of the field that tells messages to the extension from those out of it: both stand on one window. */
export const TO_EXTENSION = 'to-extension';
export const FROM_EXTENSION = 'from-extension';

/** @throws WayClosed */
export async function extensionCarrier(url: string): Promise<Carrier> {
  if (!document.documentElement.hasAttribute('data-onecard-extension')) {
    throw new WayClosed('not-installed');
  }
  const nonce = newNonce(Date.now());
  const send = (message: object) => {
    window.postMessage({ ...message, direction: TO_EXTENSION }, location.origin);
  };
  const postbox = new Postbox(nonce, send);
  const receive = (event: MessageEvent) => {
    if (isFromExtension(event)) postbox.receive(event.data);
  };
  await ready(nonce, () => send({ onecard: PROTOCOL, nonce, kind: 'hello', url }));
  window.addEventListener('message', receive);
  return {
    way: 'extension',
    carry: (request) => postbox.carry(request),
    close() {
      window.removeEventListener('message', receive);
      postbox.close();
    },
  };
}

function isFromExtension({ source, origin, data }: MessageEvent): boolean {
  return (
    source === window &&
    origin === location.origin &&
    data !== null &&
    data?.direction === FROM_EXTENSION
  );
}

function ready(nonce: string, hello: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const receive = (event: MessageEvent) => {
      if (!isFromExtension(event) || !isMessage(event.data, nonce)) return;
      if (event.data.kind === 'ready') stop(resolve);
    };
    const timer = setTimeout(() => stop(() => reject(new WayClosed('no-answer'))), READY_MS);
    const stop = (then: () => void) => {
      clearTimeout(timer);
      window.removeEventListener('message', receive);
      then();
    };
    window.addEventListener('message', receive);
    hello();
  });
}
