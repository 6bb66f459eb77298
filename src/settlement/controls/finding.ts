/** What a control found, and what it is asked with. */

import type {
  Bilingual,
  BillFields,
  BillLine,
  CountyCode,
  MemberCategory,
  MemberNumber,
  PastVisit,
} from '../../model/index.ts';
import type { Amount, Rounding } from '../../money.ts';
import type { PlainDate } from '../../time.ts';
import type { Catalogue, CatalogueItem, Clause, ItemTerms } from '../catalogue/catalogue.ts';
import type { Register } from '../register/register.ts';
import type { ControlName, ControlsDocument, Verdict } from './schema.ts';

/** Whose bill it is: what a proven card, or the home county's register, says. */
export interface ExaminedPerson {
  readonly home: CountyCode;
  readonly memberNumber: MemberNumber;
  readonly name: string;
  /** GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 unspecified. */
  readonly sex: 0 | 1 | 2 | 9;
  /** Absent when nobody could be asked: controls that need it are not run. */
  readonly bornOn?: PlainDate;
  /** Of the insurance year. */
  readonly category: MemberCategory;
}

/** What all controls of one examination share. */
export interface Examination {
  readonly bill: BillFields;
  readonly person: ExaminedPerson;
  readonly catalogue: Catalogue;
  /** Absent when nobody could be asked: controls that need it are not run. */
  readonly history: readonly PastVisit[] | undefined;
  readonly register: Register | undefined;
  readonly lines: readonly ExaminedLine[];
  /** Of price × quantity, as the plan says. */
  readonly rounding: Rounding;
}

/** A line with what the catalogue says of it; no terms when it is not listed that day. */
export interface ExaminedLine {
  readonly line: BillLine;
  readonly terms: ItemTerms | undefined;
}

/** What one control has to say of a line or of the whole bill. */
export interface Observation {
  /** Absent when it speaks of the whole bill. */
  readonly line?: BillLine;
  /** What the verdict takes of the line or the bill; absent where it takes nothing. */
  readonly amount?: Amount;
  /** The figures it rests on, as decimal text with their unit, codes and days. Never a name. */
  readonly facts: Readonly<Record<string, string>>;
  readonly text: Bilingual;
}

export interface ControlFinding extends Omit<Observation, 'line'> {
  readonly rule: ControlName;
  readonly verdict: Verdict;
  /** Such as `lines[3]`. */
  readonly path: string;
  readonly lineId?: string;
  readonly clause: Clause;
}

/** The figures of one control as the plan's document gives them. */
export type Figures<Name extends ControlName> = NonNullable<ControlsDocument[Name]>;

/** One control: pure, and its order of observations is that of the lines. */
export interface Control<Name extends ControlName> {
  readonly name: Name;
  /** What it cannot do without. */
  readonly needs?: 'history' | 'register' | 'birth-date';
  observe(examination: Examination, figures: Figures<Name>): readonly Observation[];
}

/** An observation of each line whose item is listed and for which `observe` finds something. */
export function eachItem(
  { lines }: Examination,
  observe: (
    line: BillLine,
    item: CatalogueItem,
    terms: ItemTerms,
  ) => Omit<Observation, 'line'> | undefined,
): readonly Observation[] {
  return lines.flatMap(({ line, terms }) => {
    const found = terms && observe(line, terms.item, terms);
    return found ? [{ line, ...found }] : [];
  });
}

/** The whole line is taken. */
export function wholeLine(
  line: BillLine,
  facts: Readonly<Record<string, string>>,
  zh: string,
  en: string,
): Omit<Observation, 'line'> {
  return {
    amount: line.submitted,
    facts: { item: line.itemCode, ...facts },
    text: {
      zh: `第 ${line.lineId} 行 ${line.name}：${zh}`,
      en: `line ${line.lineId} ${line.name}: ${en}`,
    },
  };
}
