/** One bar for one sum: its parts side by side, adding up to the whole. A picture; the figures stand beside it. */

import { svg, type TemplateResult } from 'lit';
import { pieces } from './amounts.ts';

/** Width of the drawing in its own units. */
const WIDTH = 1_000;
const HEIGHT = 40;

/** Told apart by pattern number as well as by colour. */
export interface Part {
  readonly fen: bigint;
  readonly fill: string;
  readonly label: string;
}

/** Fills that differ in lightness too, so that they stay apart in grey. */
export const FILLS = [
  '#0b57d0',
  '#12805c',
  '#8a5300',
  '#7b2d8e',
  '#a31515',
  '#3c5a78',
  '#5f6f00',
  '#00687a',
] as const;
export const CASH_FILL = '#2d3842';
/** What is left of a limit. */
export const REST_FILL = '#c3ccd5';

export function stackedBar(parts: readonly Part[], name: string): TemplateResult {
  const whole = parts.reduce((sum, { fen }) => sum + fen, 0n);
  let left = 0;
  return svg`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="100%" height="28" preserveAspectRatio="none" role="img" aria-label=${name}>
    ${parts.map(({ fen, fill, label }) => {
      const width = pieces(fen, whole, WIDTH);
      const at = left;
      left += width;
      return svg`<rect x=${at} y="0" width=${width} height=${HEIGHT} fill=${fill} stroke="#fff" stroke-width="2"><title>${label}</title></rect>`;
    })}</svg>`;
}
