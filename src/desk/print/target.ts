/** What a caller asks a print for: a format and a paper, in the query of the address. */

import { RequestInvalid } from '../guard/shape.ts';
import type { Slip } from './blocks.ts';
import { PAPER_NAMES, type PaperName } from './paper.ts';
import type { Printer } from './printers/printer.ts';
import { PRINT_FORMATS, type PrintFormat, type PrintRequest, printed } from './render.ts';

export interface PrinterOptions {
  readonly printers: readonly Printer[];
  readonly printFont?: PrintRequest['font'];
}

export interface PrintTarget {
  readonly format: PrintFormat;
  readonly paper: PaperName;
}

/** Undefined where no format is asked for. @throws RequestInvalid for one that is not known */
export function targetOf(query: URLSearchParams): PrintTarget | undefined {
  const asked = query.get('format');
  if (asked === null || asked === 'json') return undefined;
  const format = PRINT_FORMATS.find((each) => each === asked);
  if (!format) throw new RequestInvalid([{ path: 'format', rule: 'invalid_value' }]);
  const name = query.get('paper') ?? (format === 'escpos' ? '80mm' : 'A5');
  const paper = PAPER_NAMES.find((each) => each === name);
  if (!paper) throw new RequestInvalid([{ path: 'paper', rule: 'invalid_value' }]);
  return { format, paper };
}

export async function response(
  slips: readonly Slip[],
  target: PrintTarget,
  how: Pick<PrintRequest, 'at' | 'font'>,
): Promise<Response> {
  const { type, bytes } = await printed(slips, { ...target, ...how });
  return new Response(Uint8Array.from(bytes), { headers: { 'Content-Type': type } });
}
