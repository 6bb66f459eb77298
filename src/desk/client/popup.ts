/**
 * The second way: a window of the service itself, opened by the page. It is of one origin with the
 * service, so the browser asks nobody; messages carry what the page wants. Old shells have it too.
 */

import { type Carrier, WayClosed } from './carrier.ts';
import { isMessage, newNonce, PROTOCOL } from './messages.ts';
import { Postbox } from './postbox.ts';

/** Milliseconds until the window reports: a browser process starts. */
const READY_MS = 15_000;
/** How often it is looked whether the clerk closed the window. */
const CLOSED_CHECK_MS = 500;
const SHAPE = 'popup,width=480,height=360';

/**
 * Opens the window. Call it while a click is handled, or the browser blocks it.
 * @throws WayClosed
 */
export async function popupCarrier(url: string): Promise<Carrier> {
  const nonce = newNonce(Date.now());
  const address = `${url}/window#nonce=${nonce}&origin=${encodeURIComponent(location.origin)}`;
  const popup = window.open(address, '_blank', SHAPE);
  if (!popup) throw new WayClosed('pop-up-blocked');
  const postbox = new Postbox(nonce, (message) => popup.postMessage(message, url));
  const receive = (event: MessageEvent) => {
    // Exactly that window, and exactly that service in it.
    if (event.source === popup && event.origin === url) postbox.receive(event.data);
  };
  try {
    await ready(popup, url, nonce);
  } catch (error) {
    popup.close();
    throw error;
  }
  window.addEventListener('message', receive);
  const watch = setInterval(() => {
    if (popup.closed) postbox.close();
  }, CLOSED_CHECK_MS);
  return {
    way: 'window',
    carry: (request) => postbox.carry(request),
    close() {
      clearInterval(watch);
      window.removeEventListener('message', receive);
      postbox.close();
      popup.close();
    },
  };
}

function ready(popup: Window, url: string, nonce: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (error?: WayClosed) => {
      clearTimeout(timer);
      clearInterval(watch);
      window.removeEventListener('message', receive);
      if (error) reject(error);
      else resolve();
    };
    const receive = (event: MessageEvent) => {
      if (event.source !== popup || event.origin !== url) return;
      if (isMessage(event.data, nonce) && event.data.onecard === PROTOCOL) {
        if (event.data.kind === 'ready') stop();
      }
    };
    const timer = setTimeout(() => stop(new WayClosed('no-answer')), READY_MS);
    const watch = setInterval(() => {
      if (popup.closed) stop(new WayClosed('window-closed'));
    }, CLOSED_CHECK_MS);
    window.addEventListener('message', receive);
  });
}
