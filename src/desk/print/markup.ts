/** Texts and codes as markup. */

import { pathOf } from './qr.ts';

/** Text that is never markup. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export function codeMarkup(text: string): string {
  const { size, path } = pathOf(text);
  return `<div class="code"><svg viewBox="0 0 ${size} ${size}" role="img" aria-label="${escaped(text)}" shape-rendering="crispEdges"><path d="${path}"/></svg></div>`;
}
