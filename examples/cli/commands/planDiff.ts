/** `onecard plan diff`: what changes from one plan to another, rule by rule and in money. */

import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Language, OneCardError } from '../../../src/errors/index.ts';
import { type Amount, yuanText } from '../../../src/money.ts';
import {
  alwaysUnder,
  type BillsDifference,
  billsDifference,
  type Catalogue,
  type PastBill,
  type Plan,
  parseCatalogue,
  parsePastBill,
  parsePlan,
  planDocumentOf,
  type RuleDifference,
  ruleDifferences,
  ruleDifferenceText,
  type WrittenVersion,
  writtenVersion,
} from '../../../src/settlement/index.ts';
import { readDocument } from '../files.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, UsageError } from '../output.ts';
import { shipped } from '../package.ts';

/** Bills told one by one: those whose patients gain or lose most. */
const BILLS_TOLD = 10;

interface Side {
  readonly name: string;
  readonly written: WrittenVersion;
  readonly plan: Plan;
}

/** `a` and `b` are `FILE`, whose last version is taken, or `FILE@VERSION`. */
export async function diffPlans(
  { language }: CommandOptions,
  a: string,
  b: string,
  billsFile: string | undefined,
): Promise<Answer> {
  const [one, other] = [await openSide(a, language), await openSide(b, language)];
  const rules = ruleDifferences(one.written, other.written);
  const bills = billsFile === undefined ? undefined : await compareBills(one, other, billsFile);
  return {
    exit: EXIT.done,
    outcome: 'compared',
    data: { a: one.name, b: other.name, rules, ...(bills && { bills }) },
    text: [
      `${one.name} → ${other.name}`,
      ...rulesText(rules, language),
      ...(bills ? billsText(bills, language) : []),
    ].join('\n'),
  };
}

async function openSide(of: string, language: Language): Promise<Side> {
  const [, file = of, version] = /^(.*?)(?:@([^@/\\]+))?$/.exec(of) ?? [];
  const text = await readDocument(file);
  const whole = parsePlan(text, file);
  const written = writtenVersion(planDocumentOf(text, file), version);
  if (!written) {
    const versions = whole.versions.map(({ reference }) => reference.version).join(', ');
    const message = language === 'en' ? 'has no version' : '没有版本';
    throw new UsageError(`${file} ${message} ${version} (${versions})`);
  }
  const { name } = written;
  const chosen = whole.versions.find(({ reference }) => reference.version === name)!;
  return { name: `${whole.id}@${name}`, written, plan: alwaysUnder(whole, chosen) };
}

async function compareBills(one: Side, other: Side, file: string): Promise<BillsDifference> {
  const known = await catalogues();
  const bills = await readPastBills(file);
  return billsDifference([one.plan, other.plan], bills, (county) => known.get(county));
}

/** One JSON document a line: a bill, or `{ "bill": …, "person": { "category", "bornOn", … } }`. */
async function readPastBills(file: string): Promise<readonly PastBill[]> {
  const bills: PastBill[] = [];
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      number += 1;
      if (line.trim() !== '') bills.push(parsePastBill(line, `${file}:${number}`));
    }
  } catch (cause) {
    if (cause instanceof OneCardError) throw cause;
    throw new OneCardError('document.cannot-read', { file }, { cause });
  }
  return bills;
}

/** Catalogues of the package, by county of treatment. */
async function catalogues(): Promise<ReadonlyMap<string, Catalogue>> {
  const folder = shipped('catalogues');
  const found = new Map<string, Catalogue>();
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.yaml'))) {
    const file = join(folder, name);
    const catalogue = parseCatalogue(await readDocument(file), file);
    found.set(catalogue.county.code, catalogue);
  }
  return found;
}

function rulesText(rules: readonly RuleDifference[], language: Language): readonly string[] {
  const head = language === 'en' ? `${rules.length} rules differ` : `共 ${rules.length} 处规则不同`;
  return [head, ...rules.map((rule) => `  ${ruleDifferenceText(rule, language)}`)];
}

function yuan(fen: bigint): string {
  return yuanText(fen as Amount);
}

function signed(fen: bigint): string {
  return fen > 0n ? `+${yuan(fen)}` : yuan(fen);
}

function billsText(difference: BillsDifference, language: Language): readonly string[] {
  const { bills, total, byPayer, less, more, same, onlyBefore, onlyAfter, neither } = difference;
  const zh = language !== 'en';
  const payers = Object.entries(byPayer).map(
    ([payer, { before, after }]) =>
      `  ${payer}: ${yuan(before)} → ${yuan(after)} (${signed(after - before)})`,
  );
  const told = difference.each
    .flatMap(({ billNumber, before, after }) =>
      before === undefined || after === undefined || before === after
        ? []
        : [{ billNumber, before, after, moved: after - before }],
    )
    .sort((one, other) => (size(one.moved) < size(other.moved) ? 1 : -1))
    .slice(0, BILLS_TOLD)
    .map(
      ({ billNumber, before, after, moved }) =>
        `  ${billNumber}: ${zh ? '现金' : 'cash'} ${yuan(before)} → ${yuan(after)} (${signed(moved)})`,
    );
  return [
    zh
      ? `账单 ${bills} 张，总费用 ${yuan(total)} 元`
      : `${bills} bills, ${yuan(total)} yuan in total`,
    ...payers,
    zh
      ? `病人少付 ${less} 张，多付 ${more} 张，不变 ${same} 张；仅前者结算 ${onlyBefore} 张，仅后者结算 ${onlyAfter} 张，都不结算 ${neither} 张`
      : `patients pay less on ${less} bills, more on ${more}, the same on ${same}; only the first decides ${onlyBefore}, only the second ${onlyAfter}, neither ${neither}`,
    ...told,
  ];
}

function size(fen: bigint): bigint {
  return fen < 0n ? -fen : fen;
}
