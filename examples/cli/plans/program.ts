/** The commands of county plans: check, read out, test, compare, try on past bills. */

import { type Command, Option } from 'commander';
import { checkPlans, explainPlan, printPlanSchema } from '../commands/plan.ts';
import { diffPlans } from '../commands/planDiff.ts';
import { testPlans } from '../commands/planTest.ts';
import { tryPlanOnBills, type WhatIfOptions } from '../commands/planWhatIf.ts';
import type { CommandOptions } from '../main.ts';
import type { Answer } from '../output.ts';

type Runner = (raw: object, run: (options: CommandOptions) => Promise<Answer>) => Promise<void>;

export function addPlans(
  program: Command,
  common: (command: Command, example: string) => Command,
  run: Runner,
): void {
  const plan = program.command('plan').description('plans of counties');
  common(plan.command('check'), 'onecard plan check plans/yinjiang-2019.yaml')
    .description('every problem of the files, with line and column')
    .argument('<files...>')
    .action((files: readonly string[], raw: object) =>
      run(raw, (options) => checkPlans(options, files)),
    );
  common(plan.command('explain'), 'onecard plan explain plans/yinjiang-2019.yaml')
    .description('reads a plan out: every rule with the clause it stands in')
    .argument('<file>')
    .action((file: string, raw: object) => run(raw, (options) => explainPlan(options, file)));
  common(plan.command('what-if'), 'onecard plan what-if --plan plan.yaml --bills bills.jsonl')
    .description('a year of past bills under another plan, on all cores')
    .addOption(new Option('--plan <file>', 'its last version decides').makeOptionMandatory())
    .addOption(new Option('--bills <file>', 'a bill a line, as JSON').makeOptionMandatory())
    .addOption(new Option('--checkpoint <file>', 'where a stopped run is gone on from'))
    .action((raw: WhatIfOptions) => run(raw, (options) => tryPlanOnBills(options, raw)));
  common(plan.command('schema'), 'onecard plan schema')
    .description('the JSON Schema of a plan')
    .action((raw: object) => run(raw, async () => printPlanSchema()));
  common(plan.command('test'), 'onecard plan test plans/guyuan-2018.yaml')
    .description('the golden cases beside each plan, to the fen; all shipped plans without files')
    .argument('[files...]')
    .action((files: readonly string[], raw: object) =>
      run(raw, (options) => testPlans(options, files)),
    );
  common(
    plan.command('diff'),
    'onecard plan diff plans/jimunai-2011.yaml@2011-before-april plans/jimunai-2011.yaml',
  )
    .description('rule by rule, and with past bills in money; FILE or FILE@VERSION')
    .argument('<a>')
    .argument('<b>')
    .addOption(new Option('--bills <file>', 'past bills, one JSON document a line'))
    .action((a: string, b: string, raw: { readonly bills?: string }) =>
      run(raw, (options) => diffPlans(options, a, b, raw.bills)),
    );
}
