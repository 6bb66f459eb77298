/** 住院登记: the interface's 补偿序号 of a stay, and what it takes to speak of it; the stay itself is the journal's. */

import type { CountyCode, MemberCategory, SettlementId } from '../../../model/index.ts';
import type { ChangedVisit, Stay, StayDesk } from '../../../terminal/index.ts';
import { type NcmsAnswer, type NcmsDesk, refused } from './desk.ts';

// Apart from the outpatients, whose records are forgotten one day: a stay may last.
const STAY = { part: 'ncms-stay', kind: 'stay' } as const;
const NUMBER = { part: 'ncms-stay', kind: 'number' } as const;

export interface StayRecord {
  readonly inpId: string;
  readonly stay: SettlementId;
  readonly home: CountyCode;
  readonly category: MemberCategory;
  /** Bills that were laid down; each has its own number. */
  readonly bills: number;
  /** Settlements that were begun. */
  readonly tries: number;
  /** The newest, whatever became of it. */
  readonly settlement?: SettlementId;
  /** What S06 changed; the admission's own words until then. */
  readonly restated?: ChangedVisit;
}

export function keepStay({ parts }: NcmsDesk, record: StayRecord): void {
  parts.kept.put({ ...STAY, id: record.inpId }, JSON.stringify(record));
  parts.kept.put({ ...NUMBER, id: record.stay }, record.inpId);
}

/** Records that were made before `at`, oldest first. */
export function* staysKeptBefore({ parts }: NcmsDesk, at: number): Generator<StayRecord> {
  for (const { record } of parts.kept.putBefore(STAY.part, STAY.kind, at)) {
    yield JSON.parse(record) as StayRecord;
  }
}

export function forgetStay({ parts }: NcmsDesk, { inpId, stay }: StayRecord): void {
  parts.kept.remove({ ...STAY, id: inpId });
  parts.kept.remove({ ...NUMBER, id: stay });
}

/** The 补偿序号 that was given out for a stay, if one was. */
export function numberOfStay({ parts }: NcmsDesk, stay: SettlementId): string | undefined {
  return parts.kept.get({ ...NUMBER, id: stay });
}

export type FoundStay =
  | {
      readonly outcome: 'found';
      readonly stays: StayDesk;
      readonly record: StayRecord;
      readonly stay: Stay;
    }
  | { readonly outcome: 'refused'; readonly answer: NcmsAnswer };

/** The stay of a message, as it is by now. */
export async function findStay({ parts }: NcmsDesk, inpId: string): Promise<FoundStay> {
  const no = (message: string): FoundStay => ({ outcome: 'refused', answer: refused(message) });
  const { stays } = parts;
  if (!stays) return no('本终端不办理住院');
  const text = parts.kept.get({ ...STAY, id: inpId });
  if (text === undefined) return no('没有该补偿序号（inpId）的住院登记');
  const record = JSON.parse(text) as StayRecord;
  const stay = await stays.catchUp(record.stay);
  return stay ? { outcome: 'found', stays, record, stay } : no('本终端的流水没有这次住院');
}

/** `I202603090123456789abcdef-1`: the first bill of the stay. */
export function billNumberOf({ inpId }: StayRecord, bill: number): string {
  return `${inpId}-${bill}`;
}
