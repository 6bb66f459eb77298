/** `onecard plan test`: the golden cases of plans, to the fen. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../../src/errors/index.ts';
import {
  type CaseResult,
  parsePlan,
  problemText,
  runPlanCases,
} from '../../../src/settlement/index.ts';
import { readDocument } from '../files.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, UsageError } from '../output.ts';
import { shipped } from '../package.ts';

interface TestedPlan {
  readonly file: string;
  readonly results: readonly CaseResult[];
}

/** Runs the cases beside each plan; without files those of every plan of the package. */
export async function testPlans(
  { language }: CommandOptions,
  files: readonly string[],
): Promise<Answer> {
  const tested: TestedPlan[] = [];
  for (const file of files.length > 0 ? files : shippedPlans()) {
    const cases = casesOf(file);
    if (!existsSync(cases)) {
      throw new UsageError(
        language === 'en' ? `${file} has no cases: ${cases}` : `${file} 没有算例：${cases}`,
      );
    }
    const plan = parsePlan(await readDocument(file), file);
    tested.push({ file, results: runPlanCases(plan, await readDocument(cases), cases) });
  }
  const differing = tested.flatMap(({ results }) => results).filter(isDifferent);
  return {
    exit: differing.length === 0 ? EXIT.done : EXIT.invalidDocument,
    outcome: differing.length === 0 ? 'cases-agree' : 'cases-differ',
    data: { plans: tested },
    text: tested.map((plan) => planText(plan, language)).join('\n'),
    isReport: true,
    summary:
      language === 'en' ? `${differing.length} cases differ` : `${differing.length} 例不一致`,
  };
}

/** `plans/a.yaml` has its cases in `plans/a.cases.yaml`. */
function casesOf(file: string): string {
  return file.replace(/(?:\.ya?ml|\.json)?$/, '.cases.yaml');
}

function shippedPlans(): readonly string[] {
  const folder = shipped('plans');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cases.yaml'))
    .map((name) => join(folder, name.replace('.cases.yaml', '.yaml')));
}

function isDifferent({ problems }: CaseResult): boolean {
  return problems.length > 0;
}

function planText({ file, results }: TestedPlan, language: Language): string {
  const differing = results.filter(isDifferent);
  const head =
    language === 'en'
      ? `${file}: ${results.length} cases, ${differing.length} differ`
      : `${file}：${results.length} 例，${differing.length} 例不一致`;
  const told = differing.flatMap(({ name, line, problems }) => [
    `  ${name} (${language === 'en' ? 'line' : '行'} ${line})`,
    ...problems.map((problem) => `    ${problemText(problem, language)}`),
  ]);
  return [head, ...told].join('\n');
}
