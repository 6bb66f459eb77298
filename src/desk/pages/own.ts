/** The service's own pages: the self-test at `/`, and the window that acts for a page. */

import { type DeskRoutes, route } from '../routes.ts';
import { asset, builtText, html } from './assets.ts';

const STYLE = `:root { color-scheme: light dark; font: 16px/1.6 system-ui, 'Noto Sans CJK SC', sans-serif; }
body { margin: 1.5rem auto; max-width: 46rem; padding: 0 1rem; }
th { text-align: left; font-weight: 600; padding-right: 1.5rem; }
.bad { color: #b00020; }
.code { font-size: 2.5rem; letter-spacing: 0.4em; font-variant-numeric: tabular-nums; margin: 0.2em 0; }
button { min-height: 2.75rem; padding: 0 1rem; font: inherit; }
@media (prefers-color-scheme: dark) { .bad { color: #ff8a80; } }
`;

function document(title: string, script: string, body: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/own/style.css">
<script src="/own/${script}.js" defer></script>
<main>
<h1>${title}</h1>
${body}
</main>
</html>
`;
}

const HOME = document(
  'OneCard 桌面服务 desk service',
  'home',
  `<section aria-labelledby="h-checks"><h2 id="h-checks">自检 self-test</h2><div id="checks" role="status"></div></section>
<section aria-labelledby="h-visits"><h2 id="h-visits">等待确认 to be agreed to</h2><div id="visits" aria-live="polite"></div></section>
<section aria-labelledby="h-codes"><h2 id="h-codes">配对码 pairing codes</h2><div id="codes" aria-live="polite"></div></section>
<section aria-labelledby="h-grants"><h2 id="h-grants">已配对 paired</h2><ul id="grants"></ul></section>`,
);

const WINDOW = document(
  'OneCard 服务窗口 window',
  'window',
  '<div id="state" role="status"></div><div id="code" aria-live="polite"></div>',
);

const PUBLIC = { method: 'GET', access: 'anyone' } as const;

export function ownPages(): DeskRoutes {
  return {
    name: 'pages',
    routes: [
      page('/', '自检页', 'the self-test', () => withoutOpener(html(HOME))),
      page('/window', '代表页面的窗口', 'the window that acts for a page', () => html(WINDOW)),
      page('/own/style.css', '样式', 'style', () => asset('css', STYLE)),
      page('/own/home.js', '脚本', 'script', () => asset('js', builtText('home.js'))),
      page('/own/window.js', '脚本', 'script', () => asset('js', builtText('window.js'))),
    ],
  };
}

function page(path: string, zh: string, en: string, handle: () => Response) {
  return route({ ...PUBLIC, path, summary: { zh, en }, handle });
}

/** No page that opened this one keeps a hand on it. */
function withoutOpener(response: Response): Response {
  response.headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  return response;
}
