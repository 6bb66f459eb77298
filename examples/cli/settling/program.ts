/** The commands of settlement: decide, settle, and what becomes of it later. */

import { type Command, Option } from 'commander';
import { explainSettlement } from '../commands/explain.ts';
import { commitBill, tryBillFile } from '../commands/settle.ts';
import {
  type ReverseCommandOptions,
  recoverCommand,
  reverseCommand,
  showSettlementStatus,
} from '../commands/settleLater.ts';
import type { CommandOptions } from '../main.ts';
import type { Answer } from '../output.ts';

/** Runs one command to its answer, with the options that every command has. */
type Runner = (raw: object, run: (options: CommandOptions) => Promise<Answer>) => Promise<void>;

type Layer = (command: Command) => Command;

/** Options that several commands have. */
interface Layers {
  readonly common: (command: Command, example: string) => Command;
  readonly withBill: Layer;
  readonly withCard: Layer;
  readonly withModule: Layer;
  readonly withReader: Layer;
}

const BILL = 'examples/bills/yinjiang-inpatient.json';
const ID = '019a0000-0000-7000-8000-000000000001';

/** @returns the group, for what else is done with settlements */
export function addSettling(program: Command, layers: Layers, run: Runner): Command {
  const settle = program.command('settle').description('settlement of a bill');
  addDeciding(settle, layers, run);
  addLater(settle, layers, run);
  return settle;
}

function addDeciding(settle: Command, { common, withBill }: Layers, run: Runner): void {
  withBill(common(settle.command('trial'), `onecard settle trial --bill ${BILL}`))
    .description('who would pay what, and why; keeps nothing')
    .action((raw: { readonly bill: string }) =>
      run(raw, (options) => tryBillFile(options, raw.bill)),
    );
  withBill(common(settle.command('commit'), `onecard settle commit --bill ${BILL}`))
    .description('settles; the same bill again is answered, not paid twice')
    .action((raw: { readonly bill: string }) =>
      run(raw, (options) => commitBill(options, raw.bill)),
    );
}

function addLater(settle: Command, layers: Layers, run: Runner): void {
  const { common, withCard, withModule, withReader } = layers;
  common(settle.command('status'), `onecard settle status ${ID}`)
    .description('what became of a settlement: processed, in progress, or not found')
    .argument('<id>')
    .action((id: string, raw: object) => run(raw, (options) => showSettlementStatus(options, id)));
  const example = `onecard settle reverse ${ID} --reason "wrong patient"`;
  withModule(withCard(withReader(common(settle.command('reverse'), example))))
    .description('takes a settlement back; with a card it must be the settlement’s own')
    .argument('<id>')
    .requiredOption('--reason <text>', 'stands in the journal for ever')
    .option('--operator <name>', 'who takes it back', 'desk')
    .option('--second <name>', 'the second pair of eyes')
    .action((id: string, raw: ReverseCommandOptions) =>
      run(raw, (options) => reverseCommand(options, id, raw)),
    );
  withModule(common(settle.command('recover'), 'onecard settle recover'))
    .description('asks for every settlement that is open, and closes what needs no card')
    .action((raw: object) => run(raw, recoverCommand));
  common(settle.command('explain'), 'onecard settle explain --line 9')
    .description(
      'how a settlement of the journal was computed; with a line, why it did not get more',
    )
    .addOption(new Option('--settlement <id>', 'which one; the newest without'))
    .addOption(new Option('--line <id>', 'a line of its bill'))
    .action((raw: { readonly settlement?: string; readonly line?: string }) =>
      run(raw, async (options) =>
        explainSettlement({ ...options, settlement: raw.settlement, line: raw.line }),
      ),
    );
}
