/** Slips as the bytes of a format. */

import { utf8 } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Instant } from '../../time.ts';
import type { Slip } from './blocks.ts';
import { escposOf } from './escpos.ts';
import type { PrintFont } from './font.ts';
import { htmlOf } from './html.ts';
import { type PaperName, paperOf } from './paper.ts';
import { pdfOf } from './pdf.ts';

export const PRINT_FORMATS = ['html', 'pdf', 'escpos'] as const;
export type PrintFormat = (typeof PRINT_FORMATS)[number];

export interface PrintRequest {
  readonly format: PrintFormat;
  readonly paper: PaperName;
  /** Stands in a PDF file as its date. */
  readonly at: Instant;
  /** Of PDF files; one of the system's unless given. */
  readonly font?: PrintFont | undefined;
}

export interface Printed {
  /** Media type. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * One print of all `slips`, each on paper of its own.
 * @throws OneCardError `print.paper-refused`, `print.pdf-missing`, `print.font-missing`
 */
export async function printed(slips: readonly Slip[], request: PrintRequest): Promise<Printed> {
  const { format, paper: name, at, font } = request;
  switch (format) {
    case 'html':
      return { type: 'text/html; charset=utf-8', bytes: utf8(htmlOf(slips, name)) };
    case 'pdf':
      return { type: 'application/pdf', bytes: await pdfOf(slips, name, at, font) };
    case 'escpos': {
      const paper = paperOf(name);
      if (paper.kind !== 'roll') throw new OneCardError('print.paper-refused', { paper: name });
      return { type: 'application/octet-stream', bytes: escposOf(slips, paper) };
    }
  }
}
