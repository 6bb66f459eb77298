import { type ErrorTexts, texts } from './table.ts';

/** Golden cases that stand beside a plan. */
export const CASES_ERRORS = {
  'cases.invalid': texts(
    [
      '方案的算例文件不符合规定，逐条问题附后（文件、行、列、路径、规则）',
      '算例缺少手算过程或应得结果，字段写错，或算例属于另一份方案',
      '与窗口结算无关；请方案编写人更正算例',
      '读取 problems 并对照 docs/plan-cases.md 与 schemas/cases.schema.json 更正',
    ],
    [
      "a plan's cases break their rules; each problem follows with file, line, column, path and rule",
      'a case lacks its arithmetic or its result, a field is misspelt, or the cases are of another plan',
      'no settlement depends on it; have whoever writes the plan correct the case',
      'read problems and correct the document by docs/plan-cases.md and schemas/cases.schema.json',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
