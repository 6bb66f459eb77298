/** The commands of a settlement that was begun before. */

import type { Command } from 'commander';
import {
  type ReverseCommandOptions,
  recoverCommand,
  reverseCommand,
  showSettlementStatus,
} from './commands/settleLater.ts';
import type { CommandOptions, RawOptions } from './main.ts';
import type { Answer } from './output.ts';

/** The options that commands share, and how one is run to its answer. */
interface Shared {
  readonly common: (command: Command, example: string) => Command;
  readonly withModule: (command: Command) => Command;
  readonly withCard: (command: Command) => Command;
  readonly withReader: (command: Command) => Command;
  readonly answer: (
    raw: RawOptions,
    run: (options: CommandOptions) => Promise<Answer>,
  ) => Promise<void>;
}

const ID = '019a0000-0000-7000-8000-000000000001';

export function addSettleLater(settle: Command, shared: Shared): void {
  const { common, withModule, withCard, withReader, answer } = shared;
  common(settle.command('status'), `onecard settle status ${ID}`)
    .description('what became of a settlement: processed, in progress, or not found')
    .argument('<id>')
    .action((id: string, raw: RawOptions) =>
      answer({ ...raw, reader: 'virtual' }, (options) => showSettlementStatus(options, id)),
    );
  const reverse = common(
    settle.command('reverse'),
    `onecard settle reverse ${ID} --reason "wrong patient"`,
  );
  withModule(withCard(withReader(reverse)))
    .description('takes a settlement back; with a card it must be the settlement’s own')
    .argument('<id>')
    .requiredOption('--reason <text>', 'stands in the journal for ever')
    .option('--operator <name>', 'who takes it back', 'desk')
    .option('--second <name>', 'the second pair of eyes')
    .action((id: string, raw: RawOptions & ReverseCommandOptions) =>
      answer(raw, (options) => reverseCommand(options, id, raw)),
    );
  withModule(common(settle.command('recover'), 'onecard settle recover'))
    .description('asks for every settlement that is open, and closes what needs no card')
    .action((raw: RawOptions) => answer({ ...raw, reader: 'virtual' }, recoverCommand));
}
