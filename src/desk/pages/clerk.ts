/** 收费员页面 at `/desk`: one document, one script, one style; all else is drawn in the browser. */

import { type DeskRoutes, route } from '../routes.ts';
import { asset, builtText, html } from './assets.ts';

const STYLE = `html { color-scheme: light; }
body { margin: 0; background: #eef1f4; color: #16202a; font: 16px/1.5 system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif; }
noscript { display: block; padding: 2rem; }
@media print { body { background: #fff; } }
`;

const PAGE = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>OneCard 一卡通结算</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/desk/page.css">
<script src="/desk/page.js" defer></script>
<onecard-desk></onecard-desk>
<noscript>本页需要 JavaScript。This page needs JavaScript.</noscript>
</html>
`;

const PUBLIC = { method: 'GET', access: 'anyone' } as const;

export function clerkPage(): DeskRoutes {
  return {
    name: 'clerk-page',
    routes: [
      route({
        ...PUBLIC,
        path: '/desk',
        summary: { zh: '收费员页面', en: 'the clerk’s page' },
        handle: () => html(PAGE),
      }),
      route({
        ...PUBLIC,
        path: '/desk/page.css',
        summary: { zh: '样式', en: 'style' },
        handle: () => asset('css', STYLE),
      }),
      route({
        ...PUBLIC,
        path: '/desk/page.js',
        summary: { zh: '脚本', en: 'script' },
        handle: () => asset('js', builtText('page.js')),
      }),
    ],
  };
}
