/** The commands of off-line settlement: the terminal's outbox and the county's review list. */

import { type Command, Option } from 'commander';
import { REVIEW_RESOLUTIONS } from '../../../src/model/index.ts';
import {
  listReviews,
  type ResolveOptions,
  type ReviewOptions,
  resolveReviewCommand,
  sendOutboxCommand,
  showOutbox,
} from '../commands/outbox.ts';
import type { CommandOptions } from '../main.ts';
import type { Answer } from '../output.ts';
import { HOME_NAMES } from '../world/persons.ts';

/** Runs one command to its answer, with the options that every command has. */
type Runner = (raw: object, run: (options: CommandOptions) => Promise<Answer>) => Promise<void>;

export const CENTRE_CHOICES = ['reachable', 'away'] as const;

/** The option that cuts the link, to see what a desk does then. */
export function withLink(command: Command): Command {
  return command.addOption(
    new Option('--centre <link>', 'away: nobody answers, as when the network is down')
      .choices(CENTRE_CHOICES)
      .default('reachable'),
  );
}

function withHome(command: Command): Command {
  return command.addOption(
    new Option('--home <name>', 'home county').choices(HOME_NAMES).default('yinjiang'),
  );
}

export function addOffline(
  program: Command,
  common: (command: Command, example: string) => Command,
  run: Runner,
): void {
  const outbox = program.command('outbox').description('settlements that were made off line');
  common(outbox.command('status'), 'onecard outbox status')
    .description('how many wait for their centre, and what sum is at risk')
    .action((raw: object) => run(raw, showOutbox));
  withLink(common(outbox.command('send'), 'onecard outbox send'))
    .description('hands them in, in their order; exit 31 while something still waits')
    .action((raw: object) => run(raw, sendOutboxCommand));

  const review = program.command('review').description('what the county centre looks at');
  withHome(common(review.command('list'), 'onecard review list'))
    .description('settlements that were made off line and do not fit the ledger')
    .option('--all', 'those that were decided too')
    .action((raw: ReviewOptions) => run(raw, (options) => listReviews(options, raw)));
  withHome(
    common(
      review.command('resolve'),
      'onecard review resolve 019a0000-0000-7000-8000-000000000001 --as accepted --operator 07 --note "checked"',
    ),
  )
    .description('ends a review, once')
    .argument('<id>')
    .addOption(
      new Option('--as <resolution>', 'how').choices(REVIEW_RESOLUTIONS).makeOptionMandatory(),
    )
    .requiredOption('--operator <name>', 'who decides')
    .requiredOption('--note <text>', 'why')
    .action((id: string, raw: ResolveOptions) =>
      run(raw, (options) => resolveReviewCommand(options, id, raw)),
    );
}
