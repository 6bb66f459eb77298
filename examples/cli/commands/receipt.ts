/** `onecard receipt preview` and `onecard receipt print`: slips of the journal's settlements, on paper. */

import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import {
  openDeskStore,
  openKeptRecords,
  openPrints,
  type PaperName,
  type PrintFormat,
  type Prints,
  parsePrinter,
  printed,
  type Slip,
  type SlipKind,
} from '../../../src/desk/index.ts';
import type { SettlementId } from '../../../src/model/index.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, UsageError } from '../output.ts';
import { STAY_TEXTS } from '../stay/text.ts';
import { pick } from '../text.ts';
import type { World } from '../world/open.ts';
import { withWorld } from './settle.ts';
import { settlementId } from './settleLater.ts';

interface Where {
  readonly format: PrintFormat;
  readonly paper: PaperName;
  readonly slip: SlipKind;
  readonly output?: string;
}

export interface ReceiptPrintOptions extends Where {
  readonly operator: string;
  /** `ADDRESS,PAPER` */
  readonly printer?: string;
}

/** Lays a slip out without counting it: marked as a preview. */
export function previewReceipt(
  options: CommandOptions,
  text: string,
  where: Where,
): Promise<Answer> {
  const id = settlementId(text);
  return withPrints(options, async (prints, world) => {
    const slip = prints.preview(id, where.slip, options.language);
    return slip ? laidOut(slip, where, world, { id }) : noReceipt(options, id);
  });
}

/** Counts a print and makes it: the original once, then copies. */
export function printReceipt(
  options: CommandOptions,
  text: string,
  where: ReceiptPrintOptions,
): Promise<Answer> {
  const id = settlementId(text);
  const { operator, slip: kind, printer: address, output } = where;
  if ((address === undefined) === (output === undefined)) {
    throw new UsageError('--printer ADDRESS,PAPER or --output FILE  请指定打印机或文件');
  }
  const printer = address === undefined ? undefined : printerAt(address);
  return withPrints(options, async (prints, world) => {
    const request = { id: randomUUID(), settlement: id, slip: kind, operator };
    const counted = await prints.count(request);
    const slip = counted && prints.slipOf(counted, options.language);
    if (!counted || !slip) return noReceipt(options, id);
    const { copyNumber } = counted;
    if (!printer) return laidOut(slip, where, world, { id, copyNumber });
    const at = world.equipment.clock.now();
    const { bytes } = await printed([slip], { format: 'escpos', paper: printer.paper, at });
    await printer.send(bytes);
    const data = { id, copyNumber, printer: address, bytes: bytes.length };
    return { exit: EXIT.done, outcome: 'printed', data, text: `✓ ${bytes.length} → ${address}` };
  });
}

function printerAt(address: string) {
  try {
    return parsePrinter(`printer=${address}`);
  } catch (cause) {
    throw new UsageError(`--printer ${address}: tcp:HOST:9100,80mm  打印机地址有误`, { cause });
  }
}

function withPrints(
  options: CommandOptions,
  run: (prints: Prints, world: World) => Promise<Answer>,
): Promise<Answer> {
  return withWorld(options, async (world) => {
    const { equipment } = world;
    const store = openDeskStore(`${options.data}/desk.sqlite`);
    try {
      return await run(
        openPrints({ kept: openKeptRecords(store, equipment.clock), equipment }),
        world,
      );
    } finally {
      store.close();
    }
  });
}

async function laidOut(
  slip: Slip,
  { format, paper, output }: Where,
  world: World,
  told: object,
): Promise<Answer> {
  if (output === undefined && format !== 'html') {
    throw new UsageError(`--format ${format} needs --output FILE  请指定文件`);
  }
  const { bytes } = await printed([slip], { format, paper, at: world.equipment.clock.now() });
  const html = output === undefined ? new TextDecoder().decode(bytes) : undefined;
  if (output !== undefined) await written(output, bytes);
  const data = { ...told, format, paper, ...(html === undefined ? { output } : { html }) };
  const text = html ?? `✓ ${output}`;
  return { exit: EXIT.done, outcome: 'printed', data, text, isReport: true };
}

async function written(file: string, bytes: Uint8Array): Promise<void> {
  try {
    // It names a person: for the owner alone.
    await writeFile(file, bytes, { mode: 0o600 });
  } catch (cause) {
    throw new UsageError(`${file}: cannot be written 无法写入`, { cause });
  }
}

function noReceipt({ language }: CommandOptions, id: SettlementId): Answer {
  const text = pick(STAY_TEXTS['no-receipt'], language);
  return { exit: EXIT.declined, outcome: 'no-receipt', data: { id }, text };
}
