import { describe, expect, test } from 'vitest';
import type {
  AdjudicationFields,
  SettlementId,
  SettlementStatement,
  SignedSettlementFields,
} from '../../../src/model/index.ts';
import { parseYuan } from '../../../src/money.ts';
import {
  RECEIPT_COLUMNS,
  type ReceiptSource,
  renderExplanation,
  renderReceipt,
  renderTrial,
} from '../../../src/settlement/index.ts';
import { displayWidth } from '../../../src/settlement/receipt/width.ts';
import { parseInstant } from '../../../src/time.ts';
import { bill, decided, jimunai, personA, personB, request, usage } from '../support.ts';

const statement = {
  id: '0199e1a2-7b3c-7def-8123-456789abcdef' as SettlementId,
  settledAt: parseInstant('2026-03-09T02:15:00Z'),
} as SettlementStatement;

function source(adjudication: AdjudicationFields, path: string, person = personA): ReceiptSource {
  return {
    sequence: 12,
    at: parseInstant('2026-03-09T02:15:03Z'),
    hash: new Uint8Array(32).fill(0xab),
    signed: { statement } as SignedSettlementFields,
    adjudication,
    bill: bill(path),
    holder: { name: person.name, memberNumber: person.memberNumber },
  };
}

const FIRST = 'examples/bills/yinjiang-inpatient.json';
const first = source(decided(request()), FIRST);
/** 1,378.29 payable, 1,000.00 left below the cap. */
const capped = source(decided(request({ usage: usage({ benefitDrawn: '49000.00' }) })), FIRST);
const JIMUNAI = 'examples/bills/jimunai-inpatient.json';
const other = source(
  decided(request({ person: personB, plan: jimunai, bill: bill(JIMUNAI) })),
  JIMUNAI,
  personB,
);

/** Figures at the end of rows with `label`, as they are printed. */
function figures(text: string, label: string): readonly string[] {
  const rows = text.split('\n').filter((line) => line.trim().startsWith(label));
  return rows.map((line) => /(?<= )[\d,]+\.\d\d(?= |$)/.exec(line)?.[0] ?? '');
}

test.each([
  ['yinjiang.zh', () => renderReceipt(first, 'zh')],
  ['yinjiang.en', () => renderReceipt(first, 'en')],
  ['jimunai.zh', () => renderReceipt(other, 'zh')],
  ['yinjiang-trial.zh', () => renderTrial(first, 'zh')],
  ['yinjiang-explanation.zh', () => renderExplanation(first.adjudication, 'zh')],
  ['yinjiang-explanation.en', () => renderExplanation(first.adjudication, 'en')],
])('%s as it was approved', async (name, render) => {
  await expect(render()).toMatchFileSnapshot(`approved/${name}.txt`);
});

describe('the receipt', () => {
  const zh = renderReceipt(first, 'zh');
  const en = renderReceipt(first, 'en');

  test('says who pays, and it adds up', () => {
    expect(figures(zh, '统筹基金 ')).toEqual(['1,378.29']);
    expect(figures(zh, '病人现金')).toEqual(['2,090.71']);
    expect(figures(zh, '合计')).toEqual(['3,469.00', '3,469.00']);
    expect(figures(en, 'Pooled fund')).toEqual(['1,378.29']);
    expect(figures(en, 'Patient, cash')).toEqual(['2,090.71']);
  });

  test('shows the fund also when it pays nothing', () => {
    const path = 'examples/bills/yinjiang-second-visit.json';
    const below = renderReceipt(source(decided(request({ bill: bill(path) })), path), 'zh');
    expect(figures(below, '统筹基金 ')).toEqual(['0.00']);
    expect(figures(below, '病人现金')).toEqual(['205.00']);
  });

  test('says why, with the clause and whether it is assumed', () => {
    expect(zh).toMatch(/目录外自费 +263\.00 {2}2 行 \[\d+\]【假定】/);
    expect(zh).toMatch(/起付线 +300\.00 {2}\[\d+\]【假定】 \[\d+\]【假定】/);
    expect(zh).toMatch(/比例自付 +1,127\.69 {2}\[\d+\]\n/);
    expect(zh).toContain('补偿比例：2505.98 × 55% = 1378.29 元');
    expect(en).toMatch(/Deductible +300\.00 {2}\[\d+\] \(assumed\) \[\d+\]\s+\(assumed\)/);
    expect(zh).not.toContain('超封顶线');
  });

  test('says the cash large and in words', () => {
    expect(zh).toContain('¥ 2 , 0 9 0 . 7 1');
    expect(zh).toContain('人民币贰仟零玖拾元柒角壹分');
    expect(en).toContain('¥ 2 , 0 9 0 . 7 1');
  });

  test("says the year's usage", () => {
    expect(figures(zh, '已付起付线')).toEqual(['300.00']);
    expect(figures(zh, '封顶线剩余')).toEqual(['48,621.71']);
    const text = renderReceipt(capped, 'zh');
    expect(figures(text, '封顶线剩余')).toEqual(['0.00']);
    expect(figures(text, '超封顶线')).toEqual(['378.29']);
  });

  test('names settlement, journal entry, time in China and bill', () => {
    for (const text of [zh, en]) {
      expect(text).toContain(statement.id);
      expect(text).toContain('2026-03-09 10:15:00');
      expect(text).toContain('ZY202603090001');
      expect(text).toContain('ab'.repeat(16));
    }
    expect(zh).toMatch(/流水号 +12\n/);
  });

  test('masks the household', () => {
    for (const text of [zh, en, renderTrial(first, 'zh')]) {
      expect(text).not.toContain(personA.memberNumber);
      expect(text).toContain('999001-**-**-**-***-1');
    }
  });

  test('lists every clause that a step stands on', () => {
    const flat = zh.replace(/\s/g, '');
    for (const { clause } of first.adjudication.steps) {
      expect(flat).toContain(
        `${clause.isAssumed ? '【假定】' : ''}${clause.text.zh}`.replace(/\s/g, ''),
      );
    }
  });

  test('keeps to its columns, and figures stand below each other', () => {
    for (const text of [zh, en, renderReceipt(other, 'zh')]) {
      const lines = text.split('\n');
      for (const line of lines) {
        const hanging = /[，。；）]*$/.exec(line)![0].length;
        expect(displayWidth(line) - 2 * hanging, line).toBeLessThanOrEqual(RECEIPT_COLUMNS);
      }
      const ends = lines.flatMap((line) => {
        const row = /^ {2}\S.*? [\d,]+\.\d\d(?= {2}|$)/.exec(line);
        return row && !line.includes('¥') ? [displayWidth(row[0])] : [];
      });
      expect(ends.length).toBeGreaterThan(9);
      expect(new Set(ends).size).toBe(1);
    }
  });
});

describe('the trial', () => {
  test('is marked and carries no number of a settlement', () => {
    const trial = renderTrial(first, 'zh');
    expect(trial.match(/试算单/g)).toHaveLength(2);
    expect(trial).not.toContain(statement.id);
    expect(trial).not.toMatch(/流水号|凭证校验码|结算编号/);
    expect(renderTrial(first, 'en')).toContain('TRIAL');
    expect(renderReceipt(first, 'zh')).not.toContain('试算');
  });
});

test('a receipt whose payers do not add up is not printed', () => {
  const { adjudication } = first;
  const byPayer = { ...adjudication.byPayer, cash: parseYuan('2090.72') };
  const wrong = { ...first, adjudication: { ...adjudication, byPayer } };
  expect(() => renderReceipt(wrong, 'zh')).toThrow(RangeError);
});

describe('the explanation', () => {
  test('tells every step, its rule and its figure', () => {
    for (const language of ['zh', 'en'] as const) {
      const text = renderExplanation(first.adjudication, language);
      first.adjudication.steps.forEach((step, index) => {
        expect(text).toContain(`${index + 1}. ${step.text[language]} [${step.rule}]`);
      });
    }
  });

  test('marks what is assumed, roundings too', () => {
    const zh = renderExplanation(first.adjudication, 'zh');
    expect(zh).toContain('四舍五入【假定】');
    const marked = first.adjudication.steps.filter(({ clause }) => clause.isAssumed).length;
    const rounded = first.adjudication.steps.filter(({ rounding }) =>
      rounding?.includes('assumed'),
    );
    expect(zh.match(/【假定】/g)).toHaveLength(marked + rounded.length);
  });
});
