/** A print as one HTML document with its own `@page`: whatever prints it knows the paper. */

import type { Block, Slip } from './blocks.ts';
import { codeMarkup, escaped } from './markup.ts';
import { type PagePaper, type PaperName, paperOf } from './paper.ts';
import { rollBody, rollStyle } from './roll.ts';
import { SLIP_TEXTS } from './slips/texts.ts';

/** The document; each slip begins a page. */
export function htmlOf(slips: readonly Slip[], name: PaperName): string {
  const paper = paperOf(name);
  const style = paper.kind === 'roll' ? rollStyle(slips, paper) : pageStyle(paper);
  const bodies = slips.map((slip) =>
    paper.kind === 'roll' ? rollBody(slip, paper) : slip.blocks.map((each) => block(each, slip)),
  );
  const language = slips[0]?.language === 'en' ? 'en' : 'zh-CN';
  const title = slips[0]?.blocks.find(({ kind }) => kind === 'title');
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<title>${escaped(title?.kind === 'title' ? title.text : '')}</title>
<style>
${style}</style>
${bodies.map((body) => `<section class="slip">\n${[body].flat().join('\n')}\n</section>`).join('\n')}
</html>
`;
}

function pageStyle({ widthMm, heightMm, marginMm, textPt }: PagePaper): string {
  return `@page { size: ${widthMm}mm ${heightMm}mm; margin: ${marginMm}mm; }
html { font: ${textPt}pt/1.35 'Noto Sans CJK SC', 'Microsoft YaHei', SimSun, sans-serif; color: #000; background: #fff; }
body { margin: 0; }
h1 { font-size: 1.35em; text-align: center; margin: 0 0 0.4em; }
h2 { font-size: 1em; margin: 0.6em 0 0.1em; border-bottom: 0.5pt solid; }
.mark { border: 1pt solid; font-weight: 700; text-align: center; margin: 0 0 0.4em; padding: 0.1em; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: 0.05em 0.4em 0.05em 0; overflow-wrap: anywhere; font-weight: 400; }
th[scope=row] { white-space: nowrap; width: 1%; padding-inline-end: 1em; }
td.amount, th.amount { text-align: end; white-space: nowrap; width: 7em; font-variant-numeric: tabular-nums; }
td.remark { padding-inline-start: 1em; font-size: 0.9em; }
tr.sum > * { font-weight: 700; border-top: 0.5pt solid; }
.figure { border-block: 1.5pt solid; margin: 0.5em 0; padding: 0.2em 0; display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; }
.figure strong { font-size: 1.7em; font-variant-numeric: tabular-nums; }
.figure p { flex-basis: 100%; margin: 0; text-align: end; }
.notes p { margin: 0; font-size: 0.9em; }
.line { display: inline-block; border-bottom: 0.5pt solid; min-width: 10em; height: 1.2em; }
.code svg { width: 22mm; height: 22mm; display: block; }
tr, .figure, .code, .mark, p { break-inside: avoid; }
h1, h2 { break-after: avoid; }
.slip + .slip { break-before: page; }
@media screen { body { width: ${widthMm - 2 * marginMm}mm; max-width: 100%; margin: ${marginMm}mm auto; } }
`;
}

function block(each: Block, { language }: Slip): string {
  switch (each.kind) {
    case 'title':
      return `<h1>${escaped(each.text)}</h1>`;
    case 'mark':
      return `<p class="mark">${escaped(each.text)}</p>`;
    case 'heading':
      return `<h2>${escaped(each.text)}</h2>`;
    case 'pairs':
      return `<table>${each.rows
        .map(([label, value]) => {
          const shown = value === '' ? '<span class="line"></span>' : escaped(value);
          return `<tr><th scope="row">${escaped(label)}</th><td>${shown}</td></tr>`;
        })
        .join('\n')}</table>`;
    case 'amounts':
      return `<table>${each.rows
        .map(({ label, amount, remark, isSum }) => {
          const kind = isSum ? ' class="sum"' : '';
          return `<tr${kind}><th scope="row">${escaped(label)}</th><td class="amount">${escaped(amount)}</td><td class="remark">${escaped(remark ?? '')}</td></tr>`;
        })
        .join('\n')}</table>`;
    case 'items': {
      const heads = (['price', 'quantity', 'amount'] as const).map(
        (key) => `<th scope="col" class="amount">${SLIP_TEXTS[key][language]}</th>`,
      );
      const rows = each.rows.map(({ name, figures }) => {
        const cells = figures.map((text) => `<td class="amount">${escaped(text)}</td>`);
        return `<tr><td>${escaped(name)}</td>${cells.join('')}</tr>`;
      });
      return `<table><thead><tr><th scope="col">${SLIP_TEXTS.item[language]}</th>${heads.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
    }
    case 'figure':
      return `<div class="figure"><span>${escaped(each.label)}</span><strong>${escaped(each.amount)}</strong><p>${escaped(each.capitals)}</p></div>`;
    case 'notes':
      return `<div class="notes">${each.lines.map((line) => `<p>${escaped(line)}</p>`).join('\n')}</div>`;
    case 'code':
      return codeMarkup(each.text);
  }
}
