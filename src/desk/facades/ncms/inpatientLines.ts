/**
 * S10 to S12: lines of a stay. The journal takes a line's id once and for ever; a line that was taken back
 * and is handed in again gets the next id of its own: `A`, `A..2`, `A..3`.
 */

import { OneCardError } from '../../../errors/index.ts';
import type { BillLine } from '../../../model/index.ts';
import { quantityText, ZERO } from '../../../money.ts';
import { parseCharges } from '../../../terminal/deskParts.ts';
import type { ChargeFault, Stay } from '../../../terminal/index.ts';
import { done, type NcmsAnswer, type NcmsCall, type NcmsDesk, refused } from './desk.ts';
import { elementsWith, LINE_FIELDS, requiredText } from './fields.ts';
import { LINES_MAX } from './limits.ts';
import {
  billLineOf,
  chargedFields,
  inpatientTerms,
  type KeptLine,
  lineOf,
  lineRounding,
  outpatientTerms,
  termsOf,
} from './lines.ts';
import { lineIdsIn } from './outpatientLines.ts';
import { type FoundStay, findStay, type StayRecord } from './stayRecord.ts';
import { faultText } from './texts.ts';
import type { XmlElement, XmlField } from './xml.ts';

const MARK = '..';
const ID_CHARACTERS_MAX = 30;

/** A line as the hospital knows it: its own number, and what the journal holds under the newest id. */
interface StayLine {
  readonly line: BillLine;
  /** How often the number was handed in. */
  readonly times: number;
  readonly left: bigint;
}

function linesOf({ charges }: Stay): ReadonlyMap<string, StayLine> {
  const returned = new Map<string, bigint>();
  for (const { lineId, quantity } of charges.flatMap((each) => each.returned)) {
    returned.set(lineId, (returned.get(lineId) ?? 0n) + quantity);
  }
  const lines = new Map<string, StayLine>();
  for (const line of charges.flatMap((each) => each.lines)) {
    const number = line.lineId.split(MARK)[0]!;
    const times = (lines.get(number)?.times ?? 0) + 1;
    const left = line.quantity - (returned.get(line.lineId) ?? 0n);
    lines.set(number, { line, times, left });
  }
  return lines;
}

type Taken =
  | {
      readonly outcome: 'new' | 'known';
      readonly line: BillLine;
      readonly terms: readonly XmlField[];
    }
  | { readonly outcome: 'refused'; readonly message: string };

/** S10 上传明细, each line answered for. */
export function charge(desk: NcmsDesk, { body, user }: NcmsCall): Promise<NcmsAnswer> {
  const inpId = requiredText(body, 'inpId');
  return desk.inTurn(inpId, async () => {
    const found = await findStay(desk, inpId);
    if (found.outcome === 'refused') return found.answer;
    if (found.stay.state !== 'in-hospital') return refused('已出院，上传无效；请先撤销出院（S08）');
    const details = elementsWith(body, LINE_FIELDS);
    if (details.length === 0) return refused('明细（list/detail）不能为空');
    if (details.length > LINES_MAX) return refused(`明细超过 ${LINES_MAX} 条`);
    const taken = takeLines(desk, found, details);
    const faults = await chargeNew(found, taken, user);
    const items = details.map((detail, index) => {
      const each = taken[index]!;
      const fault = each.outcome === 'refused' ? each.message : faults.get(each.line.lineId);
      return ['item', answered(detail, each, fault)] as const;
    });
    const wrong = items.filter(([, fields]) =>
      fields.some(([name, text]) => name === 'success' && text === '0'),
    );
    const message = wrong.length === 0 ? undefined : '部分明细未上传，见各条';
    if (wrong.length === items.length) {
      const [, fields] = items[0]!;
      const why = String(fields.find(([name]) => name === 'message')?.[1]);
      return refused(`没有一条明细上传成功：${why}`);
    }
    return done([['list', items]], message);
  });
}

function takeLines(
  desk: NcmsDesk,
  { stay, record }: Extract<FoundStay, { outcome: 'found' }>,
  details: readonly XmlElement[],
): readonly Taken[] {
  const known = new Map(linesOf(stay));
  return details.map((detail) => {
    try {
      const taken = takeLine(desk, record, stay, detail, known);
      if (taken.outcome === 'new') {
        const number = taken.line.lineId.split(MARK)[0]!;
        const times = (known.get(number)?.times ?? 0) + 1;
        known.set(number, { line: taken.line, times, left: taken.line.quantity });
      }
      return taken;
    } catch (error) {
      if (!(error instanceof OneCardError)) throw error;
      return { outcome: 'refused', message: faultText(error) };
    }
  });
}

function takeLine(
  desk: NcmsDesk,
  record: StayRecord,
  { admission }: Stay,
  detail: XmlElement,
  known: ReadonlyMap<string, StayLine>,
): Taken {
  const day = admission.visit.admittedOn;
  const kept = lineOf(desk, detail, day, lineRounding(desk, record, day));
  const number = kept.lineId;
  if (number.includes(MARK)) return { outcome: 'refused', message: '明细序号不能含 ..' };
  const before = known.get(number);
  const isStanding = before !== undefined && before.left > 0n;
  const lineId = before && !isStanding ? `${number}${MARK}${before.times + 1}` : number;
  if (lineId.length > ID_CHARACTERS_MAX) return { outcome: 'refused', message: '明细序号过长' };
  const [line] = chargesOf([{ ...kept, lineId }]).lines;
  if (isStanding && !isSame(before.line, line!)) {
    return { outcome: 'refused', message: '该明细序号已上传过内容不同的明细' };
  }
  const terms = termsOf(desk, line!, record);
  if (terms.outcome === 'refused') return terms;
  return {
    outcome: isStanding ? 'known' : 'new',
    line: isStanding ? before.line : line!,
    terms: [...chargedFields(line!), ...inpatientTerms(terms.split)],
  };
}

/** Through the door of every charge. @throws DocumentError `charges.invalid` */
function chargesOf(lines: readonly KeptLine[]) {
  const document = { format: 'onecard-charges/1', lines: lines.map(billLineOf) };
  return parseCharges(JSON.stringify(document), 'charges.json');
}

function isSame(a: BillLine, b: BillLine): boolean {
  return (
    a.itemCode === b.itemCode &&
    a.chargedOn === b.chargedOn &&
    a.unitPrice === b.unitPrice &&
    a.quantity === b.quantity &&
    a.submitted === b.submitted
  );
}

/** Charges what is new; a line that the stay does not take keeps no other out. @returns faults by line id */
async function chargeNew(
  { stays, stay }: Extract<FoundStay, { outcome: 'found' }>,
  taken: readonly Taken[],
  user: string,
): Promise<ReadonlyMap<string, string>> {
  const faults = new Map<string, string>();
  let lines = taken.flatMap((each) => (each.outcome === 'new' ? [each.line] : []));
  // Every round charges all that are left, or takes one of them out.
  while (lines.length > 0) {
    const result = await stays.charge(stay.id, { lines, returned: [], paidIn: ZERO }, user);
    if (result.outcome === 'charged') return faults;
    const lineId = result.outcome === 'charge-refused' ? result.fault.lineId : undefined;
    const gone = lines.filter((each) => lineId === undefined || each.lineId === lineId);
    const text = result.outcome === 'charge-refused' ? FAULTS[result.fault.reason] : '不在院';
    for (const each of gone) faults.set(each.lineId, text);
    lines = lines.filter((each) => !gone.includes(each));
  }
  return faults;
}

const FAULTS: Readonly<Record<ChargeFault['reason'], string>> = {
  'line-known': '该明细序号已上传过',
  'number-used': '该记账单号已用于另一批费用',
  'charged-in-future': '费用日期（date）晚于今天',
  'charged-before-admission': '费用日期（date）早于入院日期',
  'unknown-line': '没有该明细',
  'line-billed': '该明细已在账单内，请先撤销出院（S08）',
  'more-than-charged': '退费数量大于收费数量',
  'quantity-not-positive': '数量（num）须大于零',
};

function answered(
  detail: XmlElement,
  taken: Taken,
  fault: string | undefined,
): readonly XmlField[] {
  const told = (name: string) => detail.children.find((child) => child.name === name)?.text ?? '';
  return [
    ['hisDetailCode', told('hisDetailCode')],
    ['detailCode', told('detailCode')],
    ['detailName', taken.outcome === 'refused' ? told('detailName') : taken.line.name],
    ...(fault !== undefined || taken.outcome === 'refused' ? [] : taken.terms),
    ['success', fault === undefined ? '1' : '0'],
    ['message', fault ?? ''],
  ];
}

/** S11 查询明细: what stands. */
export async function listCharges(desk: NcmsDesk, { body }: NcmsCall): Promise<NcmsAnswer> {
  const inpId = requiredText(body, 'inpId');
  const found = await findStay(desk, inpId);
  if (found.outcome === 'refused') return found.answer;
  const standing = [...linesOf(found.stay)].filter(([, { left }]) => left > 0n);
  return done(
    standing.map(([number, { line }]) => {
      const terms = termsOf(desk, line, found.record);
      const split = terms.outcome === 'split' ? outpatientTerms(terms.split) : [];
      const told = new Map(split);
      return [
        'detail',
        [
          ['detailId', number],
          ['inpId', inpId],
          ['hisDetailCode', number],
          ['detailCode', line.itemCode],
          ['detailName', line.name],
          ...chargedFields(line),
          ['date', line.chargedOn],
          ['scale', told.get('proportion') ?? ''],
          ['scope', told.get('flag') ?? ''],
        ],
      ] as const;
    }),
  );
}

/** S12 作废明细: those that are named, or all that stand in no bill. */
export function giveBack(desk: NcmsDesk, { body, user }: NcmsCall): Promise<NcmsAnswer> {
  const inpId = requiredText(body, 'inpId');
  const ids = lineIdsIn(body);
  return desk.inTurn(inpId, async () => {
    const found = await findStay(desk, inpId);
    if (found.outcome === 'refused') return found.answer;
    const { stay, stays } = found;
    const named = [...linesOf(stay)].filter(
      ([number, { left }]) => left > 0n && (ids.size === 0 || ids.has(number)),
    );
    if (named.length === 0) return done();
    const charges = parseCharges(
      JSON.stringify({
        format: 'onecard-charges/1',
        lines: [],
        returned: named.map(([, { line, left }]) => ({
          lineId: line.lineId,
          quantity: quantityText(left as BillLine['quantity']),
        })),
      }),
      'charges.json',
    );
    const result = await stays.charge(stay.id, charges, user);
    if (result.outcome === 'charged') return done();
    if (result.outcome === 'charge-refused') return refused(FAULTS[result.fault.reason]);
    return refused('已出院，不能作废明细；请先撤销出院（S08）');
  });
}
