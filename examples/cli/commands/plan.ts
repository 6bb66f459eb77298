/** `onecard plan check`, `onecard plan explain` and `onecard plan schema`. */

import { toHex } from '../../../src/bytes.ts';
import type { Language } from '../../../src/errors/index.ts';
import {
  DocumentError,
  type Plan,
  parsePlan,
  planDocumentOf,
  planSchema,
  problemText,
  renderPlan,
} from '../../../src/settlement/index.ts';
import { readDocument } from '../document.ts';
import { type Answer, EXIT, type OutputOptions } from '../output.ts';

/** Checks every file; what is wrong with one does not keep the next from being looked at. */
export async function checkPlans(
  { language }: OutputOptions,
  files: readonly string[],
): Promise<Answer> {
  const texts: string[] = [];
  const plans: object[] = [];
  let isInvalid = false;
  for (const file of files) {
    const text = await readDocument(file);
    try {
      const plan = parsePlan(text, file);
      texts.push(summaryOf(plan, file, language));
      plans.push({ file, outcome: 'valid', id: plan.id, hash: toHex(plan.hash) });
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      isInvalid = true;
      texts.push(...error.problems.map((problem) => problemText(problem, language)));
      plans.push({ file, outcome: 'invalid', problems: error.problems });
    }
  }
  return {
    exit: isInvalid ? EXIT.invalidDocument : EXIT.done,
    outcome: isInvalid ? 'plan.invalid' : 'valid',
    data: { plans },
    text: texts.join('\n'),
    isReport: true,
  };
}

function summaryOf(plan: Plan, file: string, language: Language): string {
  const hash = toHex(plan.hash).slice(0, 16);
  const versions = plan.versions.map(({ reference, from, until }) =>
    language === 'zh'
      ? `  ${reference.version}：自 ${from.date} 起${until.date ? `至 ${until.date} 止` : '，未截止'}`
      : `  ${reference.version}: from ${from.date}${until.date ? ` to ${until.date}` : ', open'}`,
  );
  const head =
    language === 'zh'
      ? `✓ ${file}：${plan.name.zh}（${plan.id}），摘要 ${hash}…`
      : `✓ ${file}: ${plan.name.en} (${plan.id}), digest ${hash}…`;
  return [head, ...versions].join('\n');
}

/** Reads a plan out: every rule with the clause that it stands in. */
export async function explainPlan({ language }: OutputOptions, file: string): Promise<Answer> {
  const text = await readDocument(file);
  const plan = parsePlan(text, file);
  return {
    exit: EXIT.done,
    outcome: 'valid',
    data: { id: plan.id, hash: toHex(plan.hash), document: planDocumentOf(text, file) },
    text: renderPlan(planDocumentOf(text, file), language),
  };
}

/** The JSON Schema that editors check plans by. */
export function printPlanSchema(): Answer {
  const schema = planSchema();
  return {
    exit: EXIT.done,
    outcome: 'schema',
    data: schema,
    text: JSON.stringify(schema, undefined, 2),
  };
}
