/** The commands of the county's issuing desk. */

import { type Command, Option } from 'commander';
import {
  changeStatus,
  type IssueOptions,
  issueCards,
  type RenewOptions,
  reissue,
  renew,
  resetPin,
} from '../commands/issue.ts';
import {
  checkReport,
  type InitOptions,
  initIssuer,
  type ReportOptions,
  renewLists,
} from '../commands/issuer.ts';
import { changeModule, type ModuleOptions, replaceSam } from '../commands/issuerSam.ts';
import type { CommandOptions } from '../main.ts';
import type { Answer } from '../output.ts';
import type { DeskOptions } from './desk.ts';

/** Runs one command to its answer, with the options that every command has. */
type Runner = (raw: object, run: (options: CommandOptions) => Promise<Answer>) => Promise<void>;

function common(command: Command, example: string): Command {
  return command
    .addOption(new Option('--lang <language>', 'language of results').choices(['zh-CN', 'en']))
    .addOption(new Option('--json', 'one JSON envelope on standard output'))
    .addHelpText('before', `Example 例: ${example}\n`);
}

function withPassphrase(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--passphrase-file <file>',
        'its first line opens the keys; else ONECARD_ISSUER_PASSPHRASE, else asked for',
      ),
    )
    .addOption(
      new Option(
        '--token-library <file>',
        'PKCS#11 library: the signing keys are in a token, its PIN in ONECARD_TOKEN_PIN',
      ),
    )
    .addOption(new Option('--token-label <label>', 'label of that token'));
}

function withIssuer(command: Command): Command {
  return withPassphrase(command).requiredOption('--issuer <dir>', 'folder of the issuer');
}

function withTarget(command: Command): Command {
  return withEncoding(withIssuer(command))
    .requiredOption('--out <dir>', 'folder that cards and report go to')
    .addOption(new Option('--years <count>', 'years until the cards expire').default('10'))
    .addOption(
      new Option('--key-generation <number>', 'generation of the channel keys')
        .choices(['1', '2'])
        .default('1'),
    );
}

function withModuleId(command: Command, example: string): Command {
  const whole = `${example} --id 999001A000000002 --issuer issuer`;
  return withIssuer(common(command, whole)).requiredOption('--id <id>', 'of the module');
}

function withCardFile(command: Command): Command {
  return command.addOption(
    new Option('--file <card>', 'file of a virtual card; else the card in the reader'),
  );
}

function withEncoding(command: Command): Command {
  return command.addOption(
    new Option('--encoding <name>', 'of the list').choices(['utf-8', 'gb18030']).default('utf-8'),
  );
}

/** @param card the `card` command, which the desk shares with the terminal */
export function addIssuing(program: Command, card: Command, answer: Runner): void {
  const issuer = program.command('issuer').description('a county that issues cards');
  withPassphrase(common(issuer.command('init'), 'onecard issuer init --county 999001 --out issuer'))
    .description('makes its keys, certificates and security modules in an encrypted store')
    .requiredOption('--county <code>', 'six digits')
    .addOption(
      new Option('--suite <number>', '1 international, 2 Chinese national')
        .choices(['1', '2'])
        .default('1'),
    )
    .requiredOption('--out <dir>', 'folder of the issuer')
    .action((raw: InitOptions) => answer(raw, (options) => initIssuer(options, raw)));
  withIssuer(common(issuer.command('lists'), 'onecard issuer lists --issuer issuer'))
    .description('signs the lists of blocked cards and modules anew')
    .action((raw: DeskOptions) => answer(raw, (options) => renewLists(options, raw)));
  const sam = issuer.command('sam').description('security modules of the county');
  for (const [name, status, description] of [
    ['block', 'blocked', 'blocks a module in the county’s signed list'],
    ['unblock', 'good', 'takes a blocked module out of the list again'],
  ] as const) {
    withModuleId(sam.command(name), `onecard issuer sam ${name}`)
      .description(description)
      .action((raw: ModuleOptions) => answer(raw, (options) => changeModule(options, status, raw)));
  }
  withModuleId(sam.command('replace'), 'onecard issuer sam replace')
    .description('blocks a module and makes another of its role')
    .action((raw: ModuleOptions) => answer(raw, (options) => replaceSam(options, raw)));
  const report = issuer.command('report').description('issuing reports');
  common(
    report.command('verify <file>'),
    'onecard issuer report verify cards/issued-1.report --issuer issuer --cards cards',
  )
    .description('whether the county signed it, and whether it speaks of the cards at hand')
    .addOption(new Option('--issuer <dir>', 'folder of the issuer, for the root'))
    .addOption(new Option('--root <file>', 'certificate of the province to trust'))
    .addOption(new Option('--cards <dir>', 'folder of the cards that it speaks of'))
    .action((file: string, raw: ReportOptions) =>
      answer(raw, (options) => checkReport(options, file, raw)),
    );

  withTarget(
    common(
      card.command('issue <list>'),
      'onecard card issue persons.csv --issuer issuer --out cards',
    ),
  )
    .description('a card for every row of a list; again goes on where it was broken off')
    .addOption(new Option('--centre <file>', 'ledger of the centre to register the persons with'))
    .action((file: string, raw: IssueOptions) =>
      answer(raw, (options) => issueCards(options, file, raw)),
    );
  withTarget(
    common(
      card.command('reissue'),
      'onecard card reissue --serial 9990010000000001 --issuer issuer --centre centre.sqlite --out cards',
    ),
  )
    .description('blocks a lost card and makes another with the usage restored from the centre')
    .requiredOption('--serial <serial>', 'of the lost card')
    .requiredOption('--centre <file>', 'ledger of the centre')
    .addOption(
      new Option('--list <list>', 'the holder as they are today; else as on the lost card'),
    )
    .action((raw: IssueOptions & { serial: string }) =>
      answer(raw, (options) => reissue(options, raw)),
    );
  for (const [name, status, description] of [
    ['block', 'blocked', 'blocks a card in the county’s signed list'],
    ['unblock', 'good', 'takes a blocked card out of the list again'],
  ] as const) {
    const example = `onecard card ${name} --serial 9990010000000001 --issuer issuer`;
    withIssuer(common(card.command(name), example))
      .description(description)
      .requiredOption('--serial <serial>', 'of the card')
      .action((raw: DeskOptions & { serial: string }) =>
        answer(raw, (options) => changeStatus(options, status, raw)),
      );
  }
  for (const [name, options, description] of [
    ['rotate-keys', '--key-generation 2', 'gives a card the channel keys of another generation'],
    ['update', '--list persons.csv', 'writes the holder of a card as they are today, signed anew'],
  ] as const) {
    const example = `onecard card ${name} --serial 9990010000000001 --issuer issuer ${options}`;
    const command = withEncoding(withCardFile(withIssuer(common(card.command(name), example))))
      .description(description)
      .requiredOption('--serial <serial>', 'of the card')
      .action((raw: RenewOptions) => answer(raw, (given) => renew(given, raw)));
    const generation = new Option('--key-generation <number>', 'of the channel keys').choices([
      '1',
      '2',
    ]);
    const list = new Option('--list <list>', 'the holder as they are today');
    command.addOption(generation.makeOptionMandatory(name === 'rotate-keys'));
    command.addOption(list.makeOptionMandatory(name === 'update'));
  }
  withCardFile(
    withIssuer(common(card.command('pin'), 'onecard card pin --issuer issuer --file one.card')),
  )
    .description('unblocks the PIN of a card, and sets the one of ONECARD_HOLDER_PIN')
    .action((raw: DeskOptions & { file?: string }) =>
      answer(raw, (options) => resetPin(options, raw)),
    );
}
