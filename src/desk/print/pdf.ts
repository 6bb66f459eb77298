/** A print as PDF, by pdfkit where it is installed: its text can be searched and copied again. */

import { OneCardError } from '../../errors/index.ts';
import type { Instant } from '../../time.ts';
import type { Slip } from './blocks.ts';
import { type PrintFont, printFont } from './font.ts';
import { type PaperName, paperOf } from './paper.ts';
import { drawPages } from './pdfPages.ts';
import { drawRoll } from './pdfRoll.ts';
import { rollHeightMm } from './roll.ts';

/** What of pdfkit is used; lengths are points, from the upper left. */
export interface PdfDocument {
  y: number;
  addPage(options: object): PdfDocument;
  registerFont(name: string, file: string, face?: string): PdfDocument;
  font(name: string): PdfDocument;
  fontSize(points: number): PdfDocument;
  lineWidth(points: number): PdfDocument;
  moveTo(x: number, y: number): PdfDocument;
  lineTo(x: number, y: number): PdfDocument;
  rect(x: number, y: number, width: number, height: number): PdfDocument;
  dash(points: number): PdfDocument;
  undash(): PdfDocument;
  stroke(): PdfDocument;
  fill(): PdfDocument;
  text(text: string, x: number, y: number, options: object): PdfDocument;
  heightOfString(text: string, options: object): number;
  widthOfString(text: string): number;
  on(event: 'data', take: (part: Uint8Array) => void): PdfDocument;
  on(event: 'end' | 'error', take: (error?: unknown) => void): PdfDocument;
  end(): void;
}

export const FACE = 'slip';
const POINTS_OF_MM = 72 / 25.4;
/** An optional peer, so its name is no import of the bundle. */
const PDFKIT: string = 'pdfkit';

export function points(mm: number): number {
  return mm * POINTS_OF_MM;
}

/**
 * @param at stands in the file as its date
 * @throws OneCardError `print.pdf-missing`, `print.font-missing`
 */
export async function pdfOf(
  slips: readonly Slip[],
  name: PaperName,
  at: Instant,
  font?: PrintFont,
): Promise<Uint8Array> {
  const paper = paperOf(name);
  const { file, face, rollFace = face } = printFont(font);
  const document = await newDocument(slips, at);
  const parts: Uint8Array[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    document.on('data', (part) => parts.push(part));
    document.on('end', () => resolve());
    document.on('error', reject);
  });
  document.registerFont(FACE, file, paper.kind === 'roll' ? rollFace : face);
  for (const slip of slips) {
    const heightMm = paper.kind === 'roll' ? rollHeightMm(slip, paper) : paper.heightMm;
    const size = [points(paper.widthMm), points(heightMm)];
    // Nothing is broken by pdfkit itself: what is drawn knows where its page ends.
    const page = { size, margin: 0 };
    document.addPage(page).font(FACE);
    if (paper.kind === 'roll') drawRoll(document, slip, paper);
    else drawPages(document, slip, paper, () => document.addPage(page).font(FACE));
  }
  document.end();
  await ended;
  return Buffer.concat(parts);
}

async function newDocument(slips: readonly Slip[], at: Instant): Promise<PdfDocument> {
  const title = slips[0]?.blocks.find(({ kind }) => kind === 'title');
  const options = {
    autoFirstPage: false,
    lang: slips[0]?.language === 'en' ? 'en' : 'zh-CN',
    info: { Title: title?.kind === 'title' ? title.text : '', CreationDate: new Date(at) },
  };
  let made: { readonly default: new (options: object) => PdfDocument };
  try {
    made = await import(PDFKIT);
  } catch (cause) {
    throw new OneCardError('print.pdf-missing', {}, { cause });
  }
  return new made.default(options);
}
