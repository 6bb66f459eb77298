/** The commands about the terminal's journal as a file: proof, export, copies, years. */

import { type Command, Option } from 'commander';
import { checkExport, checkJournal } from '../commands/journal.ts';
import {
  backUpJournal,
  type ExportCommandOptions,
  restoreFrom,
  rotateYear,
  writeExport,
} from '../commands/journalFiles.ts';
import type { CommandOptions } from '../main.ts';
import type { Answer } from '../output.ts';

/** Runs one command to its answer, with the options that every command has. */
type Runner = (raw: object, run: (options: CommandOptions) => Promise<Answer>) => Promise<void>;

function common(command: Command, example: string): Command {
  return command
    .addOption(new Option('--data <dir>', 'folder of the world').default('.onecard'))
    .addOption(new Option('--lang <language>', 'language of results').choices(['zh-CN', 'en']))
    .addOption(new Option('--json', 'one JSON envelope on standard output'))
    .addHelpText('before', `Example 例: ${example}\n`);
}

export function addJournal(program: Command, answer: Runner): void {
  const journal = program.command('journal').description('the history of this terminal');
  common(journal.command('verify'), 'onecard journal verify')
    .description('finds changed, removed and reordered entries, and a cut tail')
    .addOption(new Option('--export <file>', 'an export, in place of the journal itself'))
    .action((raw: { readonly export?: string }) =>
      answer(raw, (options) =>
        raw.export === undefined ? checkJournal(options) : checkExport(options, raw.export),
      ),
    );
  common(journal.command('export'), 'onecard journal export --out journal.jsonl --mask')
    .description('every entry as a line of text that proves itself')
    .requiredOption('--out <file>', 'the file to write')
    .addOption(new Option('--mask', 'leave persons and cards out'))
    .action((raw: ExportCommandOptions) => answer(raw, (options) => writeExport(options, raw)));
  common(journal.command('backup'), 'onecard journal backup /media/usb/terminal.journal')
    .description('a proven copy, while the terminal is running')
    .argument('<file>', 'the file to write; it must not be there')
    .action((file: string, raw: object) => answer(raw, (options) => backUpJournal(options, file)));
  common(journal.command('restore'), 'onecard journal restore /media/usb/terminal.journal')
    .description('puts a backup in the place of a journal that is gone, unless it is too old')
    .argument('<file>', 'the backup')
    .action((file: string, raw: object) => answer(raw, (options) => restoreFrom(options, file)));
  common(journal.command('rotate'), 'onecard journal rotate')
    .description('ends the file of the year and begins the next one')
    .action((raw: object) => answer(raw, rotateYear));
}
