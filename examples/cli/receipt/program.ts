/** The commands of receipts. */

import { type Command, Option } from 'commander';
import { PAPER_NAMES, PRINT_FORMATS, SLIP_KINDS } from '../../../src/desk/index.ts';
import { previewReceipt, printReceipt, type ReceiptPrintOptions } from '../commands/receipt.ts';
import type { CommandOptions } from '../main.ts';
import type { Answer } from '../output.ts';

type Runner = (raw: object, run: (options: CommandOptions) => Promise<Answer>) => Promise<void>;
type Decorate = (command: Command, example: string) => Command;

const ID = '019a0000-0000-7000-8000-000000000001';

export function addReceipts(program: Command, common: Decorate, run: Runner): void {
  const receipt = program.command('receipt').description('slips of settlements, on paper');
  withLayout(common(receipt.command('preview'), `onecard receipt preview ${ID} --output slip.html`))
    .description('lays a slip out, marked as a preview; nothing is counted')
    .action((id: string, raw: ReceiptPrintOptions) =>
      run(raw, (options) => previewReceipt(options, id, raw)),
    );
  const example = `onecard receipt print ${ID} --operator 测试甲 --printer /dev/usb/lp0,80mm`;
  withLayout(common(receipt.command('print'), example))
    .description('counts a print and makes it: the original once, then copies')
    .requiredOption('--operator <name>', 'stands in the journal beside a copy')
    .option('--printer <address>', 'FILE|tcp:HOST:PORT|serial:PORT:BAUD, then ,80mm or ,58mm')
    .action((id: string, raw: ReceiptPrintOptions) =>
      run(raw, (options) => printReceipt(options, id, raw)),
    );
}

function withLayout(command: Command): Command {
  return command
    .argument('<id>', 'settlement')
    .addOption(new Option('--format <format>', 'of a file').choices(PRINT_FORMATS).default('html'))
    .addOption(new Option('--paper <paper>', 'of a file').choices(PAPER_NAMES).default('A5'))
    .addOption(new Option('--slip <slip>', 'which one').choices(SLIP_KINDS).default('settlement'))
    .option('--output <file>', 'where it is written');
}
