/** A plan as text, for the officer who signs it: every version, every layer, every figure with its clause. */

import type { Language } from '../../errors/table.ts';
import type { Bilingual } from '../../model/index.ts';
import type { DocumentValue } from '../document/tree.ts';

interface ClauseText {
  readonly article?: Bilingual;
  readonly document: string;
  readonly text: Bilingual;
  readonly assumed?: Bilingual;
}

type Fields = { readonly [field: string]: DocumentValue };

/**
 * Field by field, as the document has them, each rule followed by the clause that it stands in.
 * @param document the values of a plan document that passed its door (`planDocumentOf`)
 */
export function renderPlan(document: DocumentValue, language: Language): string {
  const { documents, clauses, leftOut, versions, ...head } = document as Fields;
  const book = { documents: documents as Fields, clauses: clauses as Fields, language };
  const lines = [
    ...section(head, 0, book),
    '',
    ...(versions as readonly DocumentValue[]).flatMap((version) => [
      ...section(version as Fields, 0, book),
      '',
    ]),
    language === 'zh' ? '未计算的条款：' : 'provisions not computed:',
    ...(leftOut as readonly Fields[]).flatMap((each) => [
      `  - ${(each.reason as unknown as Bilingual)[language]}`,
      ...clauseLines(each.clause as string, 2, book),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

interface Book {
  readonly documents: Fields;
  readonly clauses: Fields;
  readonly language: Language;
}

/** Depth is bounded by the document's schema. */
function section(fields: Fields, depth: number, book: Book): readonly string[] {
  const { clause, ...rest } = fields;
  const indent = '  '.repeat(depth);
  const lines = Object.entries(rest).flatMap(([field, value]) => fieldLines(field, value, book));
  const own = typeof clause === 'string' ? clauseLines(clause, depth, book) : [];
  return lines.length === 0 ? own : [...lines.map((line) => indent + line), ...own];
}

function fieldLines(field: string, value: DocumentValue, book: Book): readonly string[] {
  if (value === null || typeof value !== 'object') return [`${field}: ${value}`];
  if (Array.isArray(value)) {
    if (value.every((each) => typeof each !== 'object')) return [`${field}: ${value.join(', ')}`];
    return value.flatMap((each, index) => [
      `${field} ${index + 1}:`,
      ...section(each as Fields, 1, book),
    ]);
  }
  const { zh, en } = value as Fields;
  if (typeof zh === 'string' && typeof en === 'string') {
    return [`${field}: ${book.language === 'zh' ? zh : en}`];
  }
  return [`${field}:`, ...section(value as Fields, 1, book)];
}

function clauseLines(
  name: string,
  depth: number,
  { clauses, documents, language }: Book,
): readonly string[] {
  const clause = clauses[name] as unknown as ClauseText;
  const { title } = documents[clause.document] as unknown as { readonly title: Bilingual };
  const article = clause.article ? ` ${clause.article[language]}` : '';
  const assumed = clause.assumed
    ? language === 'zh'
      ? `【假定：${clause.assumed.zh}】`
      : ` [assumed: ${clause.assumed.en}]`
    : ` (${title[language]}${article})`;
  return [`${'  '.repeat(depth)}  § ${clause.text[language]}${assumed}`];
}
