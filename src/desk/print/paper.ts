/** 纸张: what receipts are printed on. Pages come one after the other, a roll is as long as its print. */

interface Paper {
  readonly widthMm: number;
  readonly marginMm: number;
}

export interface PagePaper extends Paper {
  readonly kind: 'pages';
  readonly heightMm: number;
  /** Size of the text, in points. */
  readonly textPt: number;
}

export interface RollPaper extends Paper {
  readonly kind: 'roll';
  /** Columns of the printer's own face (Font A, 12 × 24 dots); a Chinese character takes two. */
  readonly columns: number;
}

export const PAPERS = {
  A4: { kind: 'pages', widthMm: 210, heightMm: 297, marginMm: 14, textPt: 10.5 },
  A5: { kind: 'pages', widthMm: 148, heightMm: 210, marginMm: 9, textPt: 8.5 },
  // 241-1/2: continuous forms of 9.5 in, perforated every 5.5 in; half an inch of holes on each side.
  '241mm': { kind: 'pages', widthMm: 241, heightMm: 139.7, marginMm: 14, textPt: 9.5 },
  // 576 and 384 dots of 1/8 mm are printed on.
  '80mm': { kind: 'roll', widthMm: 80, marginMm: 4, columns: 48 },
  '58mm': { kind: 'roll', widthMm: 58, marginMm: 5, columns: 32 },
} as const satisfies Record<string, PagePaper | RollPaper>;

export type PaperName = keyof typeof PAPERS;
export const PAPER_NAMES = Object.keys(PAPERS) as [PaperName, ...PaperName[]];

export function paperOf(name: PaperName): PagePaper | RollPaper {
  return PAPERS[name];
}
