/** In each page that the manifest names: marks the document, and passes messages between page and worker. */

import { FROM_EXTENSION, TO_EXTENSION } from '../client/extension.ts';
import { type Port, runtime } from './chrome.ts';

document.documentElement.setAttribute('data-onecard-extension', '1');

let port: Port | undefined;

window.addEventListener('message', ({ source, origin, data }) => {
  if (source !== window || origin !== location.origin) return;
  if (data === null || data?.direction !== TO_EXTENSION) return;
  const { direction: _direction, ...message } = data;
  // A page that connects anew begins anew.
  if (message.kind === 'hello') port = opened();
  port?.postMessage(message);
});

function opened(): Port {
  port?.disconnect();
  const made = runtime.connect();
  made.onMessage.addListener((message) => {
    window.postMessage({ ...(message as object), direction: FROM_EXTENSION }, location.origin);
  });
  return made;
}
