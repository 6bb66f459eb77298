/** S21 to S23: an outpatient's lines are handed in, looked at, taken back. */

import { OneCardError } from '../../../errors/index.ts';
import type { Bill } from '../../../model/index.ts';
import { plainDate } from '../../../time.ts';
import { done, type NcmsAnswer, type NcmsCall, type NcmsDesk, refused } from './desk.ts';
import { elementsWith, LINE_FIELDS, optionalText, requiredText } from './fields.ts';
import { LINES_MAX } from './limits.ts';
import {
  chargedFields,
  isSameLine,
  type KeptLine,
  lineOf,
  lineRounding,
  outpatientTerms,
  termsOf,
} from './lines.ts';
import { openVisitOf } from './outpatient.ts';
import { faultText } from './texts.ts';
import { billOfVisit, keepVisit, standingOf, type VisitRecord, visitOf } from './visitRecord.ts';
import type { XmlElement, XmlField } from './xml.ts';

/** One line of an upload: taken, or not and why. */
type Taken =
  | { readonly outcome: 'taken'; readonly line: KeptLine; readonly terms: readonly XmlField[] }
  | { readonly outcome: 'refused'; readonly message: string };

/** S21 上传明细. The same line again is the same line; a line that is wrong keeps no other out. */
export function upload(desk: NcmsDesk, { body }: NcmsCall): Promise<NcmsAnswer> {
  const outpId = requiredText(body, 'outpId');
  return desk.inTurn(outpId, async () => {
    const open = openVisitOf(desk, outpId);
    if (open.outcome === 'refused') {
      const isSettled = standingOf(desk, outpId).outcome === 'settled';
      return isSettled ? refused('已结算，上传无效') : open.answer;
    }
    const { record } = open;
    const known = new Map(record.lines.map((line) => [line.lineId, line] as const));
    const details = elementsWith(body, LINE_FIELDS);
    if (details.length === 0) return refused('明细（list/detail）不能为空');
    if (record.lines.length + details.length > LINES_MAX) {
      return refused(`明细超过 ${LINES_MAX} 条`);
    }
    const items: XmlField[] = [];
    let count = 0;
    for (const detail of details) {
      const taken = takeLine(desk, record, detail, known);
      if (taken.outcome === 'taken') {
        count++;
        known.set(taken.line.lineId, taken.line);
      }
      items.push(['item', answered(detail, taken)]);
    }
    keepVisit(desk, { ...record, lines: [...known.values()] });
    if (count === 0) return refused(`没有一条明细上传成功：${firstFault(items)}`);
    const message = count === details.length ? undefined : '部分明细未上传，见各条';
    return done(
      [
        ['num', String(count)],
        ['list', items],
      ],
      message,
    );
  });
}

function takeLine(
  desk: NcmsDesk,
  record: VisitRecord,
  detail: XmlElement,
  lines: ReadonlyMap<string, KeptLine>,
): Taken {
  try {
    const day = plainDate(record.seenOn);
    const line = lineOf(desk, detail, day, lineRounding(desk, record, day));
    const known = lines.get(line.lineId);
    if (known && !isSameLine(known, line)) {
      return { outcome: 'refused', message: '该明细序号已上传过内容不同的明细' };
    }
    const bill = billOfVisit(desk, { ...record, lines: [line] });
    const terms = termsOf(desk, bill.lines[0]!, record);
    if (terms.outcome === 'refused') return terms;
    const fields = [...chargedFields(bill.lines[0]!), ...outpatientTerms(terms.split)];
    return { outcome: 'taken', line, terms: fields };
  } catch (error) {
    if (!(error instanceof OneCardError)) throw error;
    return { outcome: 'refused', message: faultText(error) };
  }
}

function answered(detail: XmlElement, taken: Taken): readonly XmlField[] {
  const isTaken = taken.outcome === 'taken';
  const told = (name: string) => detail.children.find((child) => child.name === name)?.text ?? '';
  return [
    ['detailNo', told('hisDetailCode')],
    ['detailId', told('hisDetailCode')],
    ['hisDetailCode', told('hisDetailCode')],
    ['detailCode', told('detailCode')],
    ['detailName', isTaken ? taken.line.name : told('detailName')],
    ...(isTaken ? taken.terms : []),
    ['success', isTaken ? '1' : '0'],
    ['message', isTaken ? '' : taken.message],
  ];
}

function firstFault(items: readonly XmlField[]): string {
  for (const [, content] of items) {
    if (typeof content === 'string') continue;
    const [, fault] = content.find(([name]) => name === 'message') ?? [];
    if (typeof fault === 'string' && fault !== '') return fault;
  }
  return '';
}

/** S22 查询明细. */
export function list(desk: NcmsDesk, { body }: NcmsCall): NcmsAnswer {
  const outpId = requiredText(body, 'outpId');
  const record = visitOf(desk, outpId);
  if (!record) return refused('没有该补偿序号（outpId）的门诊登记');
  if (record.lines.length === 0) return done();
  const bill: Bill = billOfVisit(desk, record);
  return done(
    bill.lines.map((line, index) => {
      const { typeCode, unit } = record.lines[index]!;
      const terms = termsOf(desk, line, record);
      return [
        'item',
        [
          ['outpId', outpId],
          ['detailId', line.lineId],
          ['detailNo', line.lineId],
          ['hisDetailCode', line.lineId],
          ['detailCode', line.itemCode],
          ...(typeCode === undefined ? [] : [['typeCode', typeCode] as const]),
          ['detailName', line.name],
          ...chargedFields(line),
          ['date', line.chargedOn],
          ...(unit === undefined ? [] : [['unit', unit] as const]),
          ...(terms.outcome === 'split' ? outpatientTerms(terms.split) : []),
        ],
      ] as const;
    }),
  );
}

/** S23 退明细: those that are named, or all. What is not there is gone already. */
export function takeBack(desk: NcmsDesk, { body }: NcmsCall): Promise<NcmsAnswer> {
  const outpId = requiredText(body, 'outpId');
  const ids = lineIdsIn(body);
  return desk.inTurn(outpId, async () => {
    const open = openVisitOf(desk, outpId);
    if (open.outcome === 'refused') return open.answer;
    const { record } = open;
    const lines = ids.size === 0 ? [] : record.lines.filter(({ lineId }) => !ids.has(lineId));
    keepVisit(desk, { ...record, lines });
    return done();
  });
}

/** `list/string`, `list/detailId`, or a single `detailId`. */
export function lineIdsIn(body: XmlElement): ReadonlySet<string> {
  const single = optionalText(body, 'detailId');
  const listed = body.children
    .filter(({ name }) => name === 'list')
    .flatMap(({ children }) => children.flatMap((each) => [each, ...each.children]))
    .filter(({ children }) => children.length === 0)
    .map(({ text }) => text.trim());
  return new Set([...listed, ...(single === undefined ? [] : [single])].filter((id) => id !== ''));
}
