/** `onecard simulate` and its options. */

import { type Command, Option } from 'commander';
import type { CommandOptions } from '../main.ts';
import type { Answer } from '../output.ts';
import { type RawSimulation, runSimulation, SIMULATION_SUITES } from './simulate.ts';

/** Runs one command to its answer, with the options that every command has. */
type Runner = (raw: object, run: (options: CommandOptions) => Promise<Answer>) => Promise<void>;

export function addSimulation(
  program: Command,
  common: (command: Command, example: string) => Command,
  run: Runner,
): void {
  common(program.command('simulate'), 'onecard simulate --seed 1 --settlements 1000')
    .description('worlds that fail in every way, and whether every settlement survives')
    .addOption(new Option('--seed <n>', 'what everything is drawn from; a fresh one without'))
    .addOption(new Option('--settlements <n>', 'how many').default('1000'))
    .addOption(new Option('--faults <kinds>', 'only these, separated by commas, or none'))
    .addOption(new Option('--keep <labels>', 'only these steps, as a failure printed them'))
    .addOption(
      new Option('--suite <name>', 'real cryptography, or a stand-in that protects nothing')
        .choices(SIMULATION_SUITES)
        .default('real'),
    )
    .action((raw: RawSimulation) => run(raw, (options) => runSimulation(options, raw)));
}
