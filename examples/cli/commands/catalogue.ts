/** `onecard catalogue import`, `check` and `find`. */

import { rename, writeFile } from 'node:fs/promises';
import { type Language, OneCardError } from '../../../src/errors/index.ts';
import {
  type CountyCode,
  MEMBER_CATEGORIES,
  type MemberCategory,
  PROVIDER_LEVELS,
  type ProviderLevel,
} from '../../../src/model/index.ts';
import { percentText, type Quantity, quantityText, unitPriceText } from '../../../src/money.ts';
import {
  type Catalogue,
  type CatalogueImport,
  catalogueChanges,
  csvLine,
  encodeCatalogue,
  type ItemTerms,
  REPORT_HEADER,
  type RefusedRow,
  refusedRowCsv,
  refusedRowText,
} from '../../../src/settlement/index.ts';
import { plainDate } from '../../../src/time.ts';
import { importTables, loadCatalogue } from '../catalogue/load.ts';
import { LineFile } from '../catalogue/report.ts';
import { readDocument } from '../files.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, say, UsageError } from '../output.ts';

export interface ImportOptions {
  readonly output: string;
  readonly report?: string;
  readonly acceptRefused?: boolean;
  readonly compare?: string;
  readonly changes?: string;
}

/** Refused rows shown on the screen; the report has all of them. */
const SHOWN_MAX = 20;

/** Collects what a person is shown, and writes the rest to the report. */
function refusals(language: Language, report: string | undefined) {
  const shown: string[] = [];
  const file = report === undefined ? undefined : new LineFile(report, REPORT_HEADER);
  return {
    shown,
    take: (row: RefusedRow): void => {
      if (shown.length < SHOWN_MAX) shown.push(refusedRowText(row, language));
      file?.write(refusedRowCsv(row, language));
    },
    close: () => file?.close(),
  };
}

/** Imports tables and writes them as a file to open. */
export async function importCatalogueFile(
  { language }: CommandOptions,
  head: string,
  options: ImportOptions,
): Promise<Answer> {
  const text = await readDocument(head);
  const refused = refusals(language, options.report);
  const result = await importTables(text, head, refused.take).finally(refused.close);
  const { catalogue, rowsRefused } = result;
  if (!catalogue || (rowsRefused > 0 && !options.acceptRefused)) {
    return refusedAnswer(result, refused.shown, language);
  }
  for (const line of refused.shown) say(line);
  const changes = options.compare === undefined ? undefined : await compare(options, catalogue);
  const bytes = encodeCatalogue(catalogue);
  await replaceFile(options.output, bytes);
  const counts = countsText(result, language);
  const summary = changes
    ? language === 'zh'
      ? `\n新增 ${changes.added}，删除 ${changes.removed}，变更 ${changes.changed}`
      : `\nadded ${changes.added}, removed ${changes.removed}, changed ${changes.changed}`
    : '';
  return {
    exit: EXIT.done,
    outcome: 'imported',
    data: { ...dataOf(result), ...(changes ? { changes } : {}), file: options.output },
    text: `${counts}${summary}\n${options.output} (${bytes.length} B)`,
  };
}

/** A new file in place of an old one, whole or not at all. */
async function replaceFile(file: string, bytes: Uint8Array): Promise<void> {
  const part = `${file}.part`;
  try {
    await writeFile(part, bytes, { flush: true });
    await rename(part, file);
  } catch (cause) {
    throw new OneCardError('document.cannot-write', { file }, { cause });
  }
}

async function compare({ compare: file, changes }: ImportOptions, after: Catalogue) {
  const { catalogue: before } = await loadCatalogue(file!, () => undefined);
  if (!before) throw new UsageError(`--compare ${file}: no catalogue`);
  const counts = { added: 0, removed: 0, changed: 0 };
  const list =
    changes === undefined
      ? undefined
      : new LineFile(changes, csvLine(['change', 'code', 'from', 'name', 'fields']));
  for (const change of catalogueChanges(before, after)) {
    counts[change.change] += 1;
    const item = change.change === 'removed' ? change.before : change.after;
    const fields = change.change === 'changed' ? change.fields.join(' ') : '';
    list?.write(csvLine([change.change, item.code, item.from ?? '', item.name.zh, fields]));
  }
  list?.close();
  return counts;
}

function dataOf({ catalogue, rowsRead, rowsRefused, refusedByRule }: CatalogueImport) {
  return {
    ...(catalogue ? { reference: catalogue.reference, items: catalogue.itemCount } : {}),
    rowsRead,
    rowsRefused,
    refusedByRule,
  };
}

function countsText({ rowsRead, rowsRefused, catalogue }: CatalogueImport, language: Language) {
  const { items, shares, codes } = rowsRead;
  const kept = catalogue?.itemCount ?? 0;
  return language === 'zh'
    ? `读入目录 ${items} 行、比例 ${shares} 行、院内编码 ${codes} 行；拒绝 ${rowsRefused} 行；目录 ${kept} 条`
    : `read ${items} items, ${shares} shares, ${codes} hospital codes; ${rowsRefused} rows refused; ${kept} items in the catalogue`;
}

function refusedAnswer(
  result: CatalogueImport,
  shown: readonly string[],
  language: Language,
): Answer {
  const more = result.rowsRefused - shown.length;
  const rest = more > 0 ? [language === 'zh' ? `…… 另有 ${more} 行` : `… and ${more} more`] : [];
  const summary = countsText(result, language);
  return {
    exit: EXIT.invalidDocument,
    outcome: 'rows-refused',
    data: { ...dataOf(result), shown },
    text: [...shown, ...rest, summary].join('\n'),
    summary,
  };
}

/** Reads a catalogue in any form, and says whether it holds. */
export async function checkCatalogue(
  { language }: CommandOptions,
  file: string,
  { report }: { readonly report?: string },
): Promise<Answer> {
  const refused = refusals(language, report);
  const { form, catalogue, counts } = await loadCatalogue(file, refused.take).finally(
    refused.close,
  );
  if (!catalogue || (counts && counts.rowsRefused > 0)) {
    return refusedAnswer(counts!, refused.shown, language);
  }
  const { reference, county, itemCount: items, from, until } = catalogue;
  const days = `${from} – ${until ?? (language === 'zh' ? '长期' : 'open')}`;
  const what =
    language === 'zh'
      ? `目录 ${reference.id} ${reference.version}，${county.name.zh}，${items} 条，${days}`
      : `catalogue ${reference.id} ${reference.version}, ${county.name.en}, ${items} items, ${days}`;
  const digest = Buffer.from(reference.hash).toString('hex');
  return {
    exit: EXIT.done,
    outcome: 'checked',
    data: { form, reference, county, from, until: until ?? 'open', items },
    text: `${what}\nSHA-256 ${digest}`,
  };
}

export interface FindOptions {
  readonly region: string;
  readonly person: string;
  readonly level: string;
  readonly date: string;
}

/** What a catalogue says of one item. */
export async function findItem(
  { language }: CommandOptions,
  file: string,
  code: string,
  options: FindOptions,
): Promise<Answer> {
  if (!/^\d{6}$/.test(options.region)) throw new UsageError('--region expected six digits');
  const date = plainDate(options.date);
  const { catalogue } = await loadCatalogue(file, (row) => say(refusedRowText(row, language)));
  const terms = catalogue?.termsFor(
    { itemCode: code },
    {
      region: options.region as CountyCode,
      personType: options.person as MemberCategory,
      level: options.level as ProviderLevel,
      date,
    },
  );
  if (!terms) {
    const text =
      language === 'zh' ? `${code} 在 ${date} 不在目录` : `${code} is not listed on ${date}`;
    return { exit: EXIT.declined, outcome: 'not-in-catalogue', data: { code, date }, text };
  }
  const { selfPayShare, ...rest } = terms;
  return {
    exit: EXIT.done,
    outcome: 'found',
    data: { ...rest, selfPayShare: percentText(selfPayShare) },
    text: termsText(terms, language),
  };
}

export const FIND_CHOICES = { person: MEMBER_CATEGORIES, level: PROVIDER_LEVELS } as const;

function termsText(
  { item, selfPayShare, ceiling, price, ...terms }: ItemTerms,
  language: Language,
) {
  const isChinese = language === 'zh';
  const yuan = isChinese ? '元' : 'yuan';
  const rows: readonly (readonly [zh: string, en: string, value: string | undefined])[] = [
    ['编码', 'code', item.code],
    ['名称', 'name', item.name[language]],
    ['类别', 'class', item.benefitClass],
    ['先行自付', 'self-pay first', percentText(selfPayShare)],
    ['限价', 'ceiling', ceiling && `${unitPriceText(ceiling)} ${yuan}`],
    ['核定价格', 'price', price && `${unitPriceText(price)} ${yuan}`],
    ['基本药物', 'essential', yesNo(terms.isEssential, isChinese)],
    ['中医药', 'Chinese medicine', yesNo(terms.isTcm, isChinese)],
    ['限定支付', 'restriction', terms.restriction && plain(terms.restriction)],
    ['常规用法', 'usual use', item.usual && plain(item.usual)],
    ['起止', 'days', `${item.from ?? '…'} – ${item.until ?? '…'}`],
  ];
  return rows
    .filter(([, , value]) => value !== undefined)
    .map(([zh, en, value]) => `${isChinese ? `${zh}：` : `${en}: `}${value}`)
    .join('\n');
}

function yesNo(value: boolean, isChinese: boolean): string {
  return value ? (isChinese ? '是' : 'yes') : isChinese ? '否' : 'no';
}

/** `diagnoses=J18 J44 ageMin=18`. */
function plain(fields: object): string {
  return Object.entries(fields)
    .map(([name, value]) => {
      if (typeof value === 'bigint') return `${name}=${quantityText(value as Quantity)}`;
      return `${name}=${Array.isArray(value) ? value.join(' ') : value}`;
    })
    .join(' ');
}
