/** A print of the service on this browser's own paper: in a frame of its own, which knows its page size. */

const FRAME = 'onecard-print-frame';

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createHTML(text: string): string },
  ): { createHTML(text: string): string };
}

/** The service writes prints itself, and nothing in one runs: the page's policy lets no inline script in. */
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy(
  'onecard-print',
  { createHTML: (text) => text },
);

/** A document of the service has one style, in its head. */
const STYLE = /<style>([^<]*)<\/style>/;

/** Opens the browser's print dialogue for `text`. */
export function printDocument(text: string, title: string): void {
  // A style element would need leave for inline styles, even where it is only read.
  const bare = text.replace(STYLE, '');
  const parsed = new DOMParser().parseFromString(policy?.createHTML(bare) ?? bare, 'text/html');
  document.getElementById(FRAME)?.remove();
  const frame = document.createElement('iframe');
  frame.id = FRAME;
  frame.title = title;
  frame.tabIndex = -1;
  // Out of sight, but laid out: a frame that is not displayed prints nothing.
  Object.assign(frame.style, { position: 'fixed', width: '0', height: '0', border: '0' });
  document.body.append(frame);
  const inside = frame.contentDocument!;
  const view = frame.contentWindow as Window & typeof globalThis;
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(STYLE.exec(text)?.[1] ?? '');
  inside.adoptedStyleSheets = [sheet];
  inside.documentElement.lang = parsed.documentElement.lang;
  inside.title = parsed.title;
  const slips = [...parsed.body.children].map((each) => inside.importNode(each, true));
  inside.body.replaceChildren(...slips);
  view.print();
}
