/** The commands of the desk service. */

import { type Command, Option } from 'commander';
import {
  allowOrigin,
  checkArchive,
  disallowOrigin,
  listGrants,
  pairProgram,
  readAudit,
  revokeGrant,
  runDesk,
  type ServiceOptions,
  windowOfDesk,
} from '../commands/desk.ts';
import type { CommandOptions } from '../main.ts';
import type { Answer } from '../output.ts';

type Runner = (raw: object, run: (options: CommandOptions) => Promise<Answer>) => Promise<void>;
type Decorate = (command: Command, example: string) => Command;

/**
 * @param common adds the options that every command has
 * @param withCards adds those of readers, card and security module
 */
export function addDesk(
  program: Command,
  answer: Runner,
  common: Decorate,
  withCards: (command: Command) => Command,
): void {
  const desk = program
    .command('desk')
    .description('the local service for pages and hospital systems');
  withCards(common(desk.command('start', { isDefault: true }), 'onecard desk --reader pcsc'))
    .description('serves on 127.0.0.1 until interrupted; what is under way is brought to its end')
    .addOption(new Option('--port <number>', '17100 unless told; 0 takes any that is free'))
    .addOption(
      new Option('--relay <origin...>', 'origin of an extension that may speak for a page'),
    )
    .addOption(new Option('--printer <printer...>', 'NAME=ADDRESS,PAPER: till=/dev/usb/lp0,80mm'))
    .addOption(new Option('--facades <file>', 'interfaces of others that it speaks: docs/desk.md'))
    .addOption(new Option('--confirm-in-window', 'every settlement is agreed to in the own window'))
    .addOption(
      new Option(
        '--second-person-from <yuan>',
        'a reversal of what the funds paid takes two people from here on',
      ),
    )
    .action((raw: ServiceOptions) => answer(raw, (options) => runDesk(options, raw)));
  common(desk.command('window'), 'onecard desk window')
    .description('an address of the service’s own window, good once')
    .action((raw: object) => answer(raw, windowOfDesk));
  common(desk.command('pair'), 'onecard desk pair --name "HIS 收费" --scopes read,settle')
    .description('a token for a program that is no browser; told once')
    .requiredOption('--name <name>', 'by which a person recognises it')
    .requiredOption('--scopes <list>', 'of read, identity, settle, reverse, print, admin')
    .action((raw: { name: string; scopes: string }) =>
      answer(raw, (options) => pairProgram(options, raw)),
    );
  common(desk.command('allow'), 'onecard desk allow https://his.example')
    .description('puts an origin on the list, for machines that nobody sits at')
    .argument('<origin>')
    .action((origin: string, raw: object) =>
      answer(raw, (options) => allowOrigin(options, origin)),
    );
  common(desk.command('disallow'), 'onecard desk disallow https://his.example')
    .description('takes an origin off the list and revokes its tokens')
    .argument('<origin>')
    .action((origin: string, raw: object) =>
      answer(raw, (options) => disallowOrigin(options, origin)),
    );
  common(desk.command('grants'), 'onecard desk grants')
    .description('allowed origins, and pairings that stand')
    .action((raw: object) => answer(raw, listGrants));
  common(desk.command('revoke'), 'onecard desk revoke 0123456789abcdef')
    .description('revokes a pairing')
    .argument('<grant>')
    .action((id: string, raw: object) => answer(raw, (options) => revokeGrant(options, id)));
  common(desk.command('audit'), 'onecard desk audit')
    .description('who did what, its chain checked')
    .addOption(new Option('--archive <file>', 'a file of entries that left the service’s store'))
    .action((raw: { archive?: string }) =>
      answer(raw, (options) =>
        raw.archive === undefined ? readAudit(options) : checkArchive(raw.archive),
      ),
    );
}
