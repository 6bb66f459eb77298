#!/usr/bin/env node
/** The `onecard` command. Each command answers once; see docs/command-line.md. */

import { Command, CommanderError, Option } from 'commander';
import { chinaDate, instant } from '../../src/time.ts';
import { insertCard, readCard } from './commands/card.ts';
import {
  checkCatalogue,
  FIND_CHOICES,
  type FindOptions,
  findItem,
  type ImportOptions,
  importCatalogueFile,
} from './commands/catalogue.ts';
import { type DemoOptions, runDemo } from './commands/demo.ts';
import { type DoctorOptions, examineDeskOf } from './commands/doctor.ts';
import { listReaders, watchReaders } from './commands/readers.ts';
import { insertSam, showSam } from './commands/sam.ts';
import type { SourceOptions } from './desk/sources.ts';
import { isChild, onOrphaned, runInChild, sayLastWord } from './inChild.ts';
import { addIssuing } from './issuing/program.ts';
import { addJournal } from './journal/program.ts';
import { chooseLanguage } from './language.ts';
import { addOffline, withLink } from './offline/program.ts';
import {
  type Answer,
  EXIT,
  type OutputOptions,
  printAnswer,
  printError,
  say,
  UsageError,
} from './output.ts';
import { version } from './package.ts';
import { addPlans } from './plans/program.ts';
import { addReceipts } from './receipt/program.ts';
import type { SamOptions } from './sam.ts';
import { addDesk } from './service/program.ts';
import { addSettling } from './settling/program.ts';
import { addSimulation } from './simulation/program.ts';
import { addDay, addRefunds, addStays } from './stay/program.ts';
import { HOME_NAMES, type HomeName } from './world/persons.ts';
import { PROFILE_NAMES, type ProfileName } from './world/profiles.ts';

/** A watch that is interrupted gives its readers back; one whose driver hangs cannot. */
const WATCH_END_MS = 2_000;

/** What every command is told. */
export interface CommandOptions extends OutputOptions, SamOptions {
  readonly data: string;
  readonly reader: 'virtual' | 'pcsc';
  /** The card of the world to put into the reader; without one the PC/SC reader's own card is used. */
  readonly card: HomeName | undefined;
  /** A card already in use, in place of one of the world. */
  readonly profile?: ProfileName | undefined;
  /** Whether the centres of the world answer. */
  readonly centre?: 'reachable' | 'away' | undefined;
  readonly signal: AbortSignal;
}

export interface RawOptions {
  readonly data: string;
  readonly reader: 'virtual' | 'pcsc';
  readonly card?: HomeName;
  readonly home?: HomeName;
  readonly profile?: ProfileName;
  readonly lang?: string;
  readonly json?: boolean;
  readonly bill?: string;
  readonly sam?: string;
  readonly samTls?: string;
  readonly centre?: 'reachable' | 'away';
}

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());
onOrphaned(() => interrupted.abort());

// Whoever reads along may go away (`onecard … | head`): that ends the printing, never a settlement.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.exitCode = EXIT.defect;
    if (stream === process.stdout) say(`stdout: ${error.message}`);
  });
}

function outputOptions({ json = false, lang }: RawOptions): OutputOptions {
  return { json, language: chooseLanguage(lang, process.env) };
}

/** Runs one command to its single answer, or to its end if it has printed all along; whatever fails becomes an explained error. */
async function answer(
  raw: RawOptions,
  run: (options: CommandOptions) => Promise<Answer | undefined>,
): Promise<void> {
  const options: CommandOptions = {
    ...outputOptions(raw),
    data: raw.data,
    reader: raw.reader,
    card: raw.card ?? raw.home ?? (raw.reader === 'virtual' ? 'yinjiang' : undefined),
    profile: raw.profile,
    sam: raw.sam ?? 'soft',
    samTls: raw.samTls,
    centre: raw.centre,
    signal: interrupted.signal,
  };
  try {
    const result = await run(options);
    if (result) printAnswer(result, options);
  } catch (error) {
    printError(error, options);
    if (interrupted.signal.aborted) process.exitCode = EXIT.interrupted;
  }
}

function common(command: Command, example: string): Command {
  return command
    .addOption(new Option('--data <dir>', 'folder of the world').default('.onecard'))
    .addOption(new Option('--lang <language>', 'language of results').choices(['zh-CN', 'en']))
    .addOption(new Option('--json', 'one JSON envelope on standard output'))
    .addHelpText('before', `Example 例: ${example}\n`);
}

/** Readers beside PC/SC are looked at only when they are named: the desk may need the port for something else. */
function withOtherReaders(command: Command): Command {
  return command
    .addOption(new Option('--serial <port>', 'the reader on this serial port too'))
    .addOption(new Option('--hid', 'HID readers too'));
}

function withReader(command: Command): Command {
  return command.addOption(
    new Option('--reader <kind>', 'a virtual card in this process, or the PC/SC daemon')
      .choices(['virtual', 'pcsc'])
      .default('virtual'),
  );
}

function withModule(command: Command): Command {
  return command
    .addOption(
      new Option('--sam <module>', 'security module: soft, reader:NAME or https://…').default(
        'soft',
      ),
    )
    .addOption(new Option('--sam-tls <dir>', 'ca.pem, cert.pem and key.pem for an https module'));
}

function withCard(command: Command): Command {
  return command.addOption(
    new Option('--card <name>', 'card of the world to put into the reader').choices(HOME_NAMES),
  );
}

function withProfile(command: Command): Command {
  return command.addOption(
    new Option('--profile <name>', 'a card already in use, in place of one of the world')
      .choices(PROFILE_NAMES)
      .conflicts('card'),
  );
}

function withBill(command: Command): Command {
  return withLink(withModule(withCard(withReader(command)))).requiredOption(
    '--bill <file>',
    'the bill, JSON or YAML',
  );
}

const program = new Command('onecard')
  .description('跨县就医，当场补偿 — reimbursed on the spot, in another county')
  .version(version)
  .exitOverride();

withModule(withReader(common(program.command('demo'), 'onecard demo --home jimunai --lang en')))
  .description('settles the next bill of the demo and prints the receipt')
  .addOption(new Option('--home <name>', 'home county').choices(HOME_NAMES).default('yinjiang'))
  .addOption(
    new Option('--suite <number>', 'of a world that is made now: 1 international, 2 national')
      .choices(['1', '2'])
      .default('1'),
  )
  .action((raw: DemoOptions) => answer(raw, (options) => runDemo(options, raw)));

const card = program.command('card').description('the card in the reader');
withModule(
  withProfile(withCard(withReader(common(card.command('read'), 'onecard card read --json')))),
)
  .description('which card it is, what it says, and every check on it by name')
  .action((raw: RawOptions) => answer(raw, readCard));
withProfile(withCard(common(card.command('insert'), 'onecard card insert --card jimunai')))
  .description('keeps a virtual card in a slot of the PC/SC daemon (vpcd) until interrupted')
  .action((raw: RawOptions) => answer({ card: 'yinjiang', ...raw, reader: 'pcsc' }, insertCard));

addIssuing(program, card, (raw, run) =>
  answer({ data: '.onecard', reader: 'virtual', ...raw }, run),
);

addDesk(
  program,
  (raw, run) => answer({ data: '.onecard', reader: 'virtual', ...raw }, run),
  common,
  (command) => withOtherReaders(withModule(withCard(withReader(command)))),
);
addOffline(program, common, (raw, run) =>
  answer({ data: '.onecard', reader: 'virtual', ...raw }, run),
);

const sam = program.command('sam').description('the security module');
withModule(common(sam.command('status'), 'onecard sam status --sam "reader:Virtual PCD 00 01"'))
  .description('who it is, what it may still do, and whether a county stands behind it')
  .action((raw: RawOptions) => answer({ ...raw, reader: 'virtual' }, showSam));
common(sam.command('insert'), 'onecard sam insert')
  .description("keeps the world's module in the second slot of the PC/SC daemon until interrupted")
  .action((raw: RawOptions) => answer({ ...raw, reader: 'pcsc' }, insertSam));

const inWorld = (raw: object, run: (options: CommandOptions) => Promise<Answer>) =>
  answer({ data: '.onecard', reader: 'virtual', ...raw }, run);
const layers = { common, withBill, withCard, withModule, withReader };
const settle = addSettling(program, layers, inWorld);
addRefunds(settle, layers, inWorld);
addReceipts(program, common, inWorld);
addStays(program, layers, inWorld);
addDay(program, common, inWorld);
addSimulation(program, common, (raw, run) =>
  answer({ ...(raw as RawOptions), reader: 'virtual' }, run),
);

addPlans(program, common, inWorld);

addJournal(program, inWorld);

const catalogue = program.command('catalogue').description('catalogues of counties of treatment');
common(catalogue.command('import'), 'onecard catalogue import head.yaml --output 999101.catalogue')
  .description('imports tables; nothing is written when a row is refused')
  .argument('<head>', 'head of the tables, YAML or JSON')
  .addOption(new Option('--output <file>', 'the file to write').makeOptionMandatory())
  .addOption(new Option('--report <file>', 'every refused row as CSV'))
  .addOption(new Option('--accept-refused', 'write without the refused rows'))
  .addOption(new Option('--compare <catalogue>', 'count what changes against an older one'))
  .addOption(new Option('--changes <file>', 'every change as CSV; with --compare'))
  .action((head: string, raw: RawOptions & ImportOptions) =>
    answer({ ...raw, reader: 'virtual' }, (options) => importCatalogueFile(options, head, raw)),
  );
common(catalogue.command('check'), 'onecard catalogue check catalogues/999101.yaml')
  .description('checks a text, tables, or an imported file')
  .argument('<catalogue>')
  .addOption(new Option('--report <file>', 'every refused row as CSV'))
  .action((file: string, raw: RawOptions & { readonly report?: string }) =>
    answer({ ...raw, reader: 'virtual' }, (options) => checkCatalogue(options, file, raw)),
  );
common(catalogue.command('find'), 'onecard catalogue find 999101.catalogue X9990011')
  .description('what a catalogue says of an item')
  .argument('<catalogue>')
  .argument('<code>', 'item code')
  .addOption(new Option('--region <county>', 'home county').default('000000'))
  .addOption(
    new Option('--person <type>', 'category of the insured')
      .choices(FIND_CHOICES.person)
      .default('ordinary'),
  )
  .addOption(
    new Option('--level <level>', 'level of the institution')
      .choices(FIND_CHOICES.level)
      .default('county'),
  )
  .addOption(
    new Option('--date <day>', 'day of the charge').default(chinaDate(instant(Date.now()))),
  )
  .action((file: string, code: string, raw: RawOptions & FindOptions) =>
    answer({ ...raw, reader: 'virtual' }, (options) => findItem(options, file, code, raw)),
  );

withOtherReaders(common(program.command('readers'), 'onecard readers --watch'))
  .description('readers of every kind, their slots and the cards in them')
  .addOption(new Option('--watch', 'what happens at them, a line each, until Ctrl-C'))
  .action(async (raw: RawOptions & SourceOptions & { readonly watch?: boolean }) => {
    const virtual = { ...raw, reader: 'virtual' as const };
    if (!isChild()) return runInChild(outputOptions(raw), raw.watch ? WATCH_END_MS : 0);
    await answer(virtual, (options) =>
      raw.watch ? watchReaders(options, raw) : listReaders(options, raw),
    );
    return sayLastWord();
  });

withOtherReaders(common(program.command('doctor'), 'onecard doctor --bundle report.json'))
  .description('what is wrong with this desk, and what to do about it')
  .addOption(new Option('--vendor <library>', "a vendor's library to look at"))
  .addOption(new Option('--bundle <file>', 'write a report for support, after showing it'))
  .addOption(new Option('--browser', 'what stands between pages and the desk service'))
  .addOption(new Option('--his <origin...>', 'pages of the hospital system; with --browser'))
  .addOption(new Option('--policies <dir>', 'write ready policy files for them; with --browser'))
  .action(async (raw: RawOptions & DoctorOptions) => {
    if (!isChild()) return runInChild(outputOptions(raw));
    await answer({ ...raw, reader: 'virtual' }, (options) => examineDeskOf(options, raw));
    return sayLastWord();
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  // The message itself went to standard error; a script that asked for JSON gets its envelope all the same.
  if (process.exitCode === EXIT.usage && process.argv.includes('--json')) {
    const language = chooseLanguage(undefined, process.env);
    printError(new UsageError(error.message), { json: true, language });
  }
}
