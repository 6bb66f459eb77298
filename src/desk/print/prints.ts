/**
 * 打印与补打: which print of a slip is the original. It is one alone, whoever asks, and whatever breaks: a
 * print is counted before it is made, so that one that got lost on its way is followed by a copy.
 */

import type { Language } from '../../errors/index.ts';
import type { SettlementId } from '../../model/index.ts';
import { handedOut, type JournalEntry, receiptOf } from '../../terminal/deskParts.ts';
import { type Equipment, stateOf } from '../../terminal/index.ts';
import type { KeptRecords } from '../storage/kept.ts';
import type { Slip } from './blocks.ts';
import type { Invoice } from './slips/invoice.ts';
import { reversalSlip } from './slips/reversal.ts';
import { settlementSlip } from './slips/settlement.ts';

/** 结算单, 冲正单 */
export const SLIP_KINDS = ['settlement', 'reversal'] as const;
export type SlipKind = (typeof SLIP_KINDS)[number];

export interface CountedPrint {
  /** The same id is the same print. */
  readonly id: string;
  readonly settlement: SettlementId;
  readonly slip: SlipKind;
  /** 0 for the original. */
  readonly copyNumber: number;
}

export interface CountRequest {
  readonly id: string;
  readonly settlement: SettlementId;
  readonly slip: SlipKind;
  readonly operator: string;
  /** Kept for this print and later ones of the settlement. */
  readonly invoice?: Invoice;
}

export interface Prints {
  /** Counts a print, durably; undefined when there is no such slip. The same id is counted once. */
  count(request: CountRequest): Promise<CountedPrint | undefined>;
  counted(id: string): CountedPrint | undefined;
  /** What `print` says; undefined when there is no such slip. */
  slipOf(print: CountedPrint, language: Language): Slip | undefined;
  /** The same, marked as what nobody counted. */
  preview(settlement: SettlementId, slip: SlipKind, language: Language): Slip | undefined;
}

export interface PrintParts {
  readonly kept: KeptRecords;
  readonly equipment: Pick<Equipment, 'journal'>;
}

/** Of one settlement: which slips were printed, and the number that came with one of them. */
interface Printed {
  readonly slips: readonly SlipKind[];
  readonly invoice?: Invoice;
}

export function openPrints({ kept, equipment: { journal } }: PrintParts): Prints {
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = last.then(step);
    last = turn.catch(() => undefined);
    return turn;
  }

  function counted(id: string): CountedPrint | undefined {
    const record = kept.get(printPlace(id));
    return record === undefined ? undefined : { id, ...(JSON.parse(record) as CountedFields) };
  }

  function printedOf(settlement: SettlementId): Printed {
    const record = kept.get(settlementPlace(settlement));
    return record === undefined ? { slips: [] } : (JSON.parse(record) as Printed);
  }

  async function count(request: CountRequest): Promise<CountedPrint | undefined> {
    const { id, settlement, slip, operator, invoice } = request;
    const known = counted(id);
    if (known) return known;
    const entries = journal.entriesOf(settlement);
    if (!hasSlip(entries, slip)) return undefined;
    const before = printedOf(settlement);
    const copies = entries.filter(({ kind }) => kind === 'reprinted').length;
    // A copy that another command made was made of a receipt that somebody had.
    const isFirst = !before.slips.includes(slip) && !(slip === 'settlement' && copies > 0);
    const copyNumber = isFirst ? 0 : copies + 1;
    if (!isFirst) await journal.append({ kind: 'reprinted', id: settlement, copyNumber, operator });
    const slips = [...new Set([...before.slips, slip])];
    const after: Printed = { ...before, slips, ...(invoice ? { invoice } : {}) };
    kept.put(settlementPlace(settlement), JSON.stringify(after));
    const fields: CountedFields = { settlement, slip, copyNumber };
    kept.put(printPlace(id), JSON.stringify(fields));
    return { id, ...fields };
  }

  function made(
    settlement: SettlementId,
    slip: SlipKind,
    language: Language,
    marks: { readonly copyNumber?: number; readonly isPreview?: true },
  ): Slip | undefined {
    const entries = journal.entriesOf(settlement);
    const { invoice: number } = printedOf(settlement);
    const invoice = number ? { invoice: number } : {};
    if (slip === 'settlement') {
      const source = receiptOf(journal, settlement);
      const state = stateOf(entries);
      const taken = { isReversed: state === 'reversed', isReversing: state === 'reversing' };
      return source && settlementSlip(source, language, { ...marks, ...invoice, ...taken });
    }
    if (!hasSlip(entries, slip)) return undefined;
    const intent = entries.find((entry) => entry.kind === 'intent');
    const reversing = entries.findLast((entry) => entry.kind === 'reversing');
    const reversed = entries.findLast((entry) => entry.kind === 'reversed');
    if (!intent || !reversing || !reversed) return undefined;
    const source = { intent, reversing, reversed, handedOut: handedOut(journal, settlement) };
    return reversalSlip(source, language, { ...marks, ...invoice });
  }

  return {
    count: (request) => inTurn(() => count(request)),
    counted,
    slipOf: ({ settlement, slip, copyNumber }, language) =>
      made(settlement, slip, language, { copyNumber }),
    preview: (settlement, slip, language) => made(settlement, slip, language, { isPreview: true }),
  };
}

function hasSlip(entries: readonly JournalEntry[], slip: SlipKind): boolean {
  const hasStood = entries.some(({ kind }) => kind === 'settled' || kind === 'without-card');
  return hasStood && (slip === 'settlement' || entries.some(({ kind }) => kind === 'reversed'));
}

type CountedFields = Omit<CountedPrint, 'id'>;

function printPlace(id: string) {
  return { part: 'print', kind: 'print', id };
}

function settlementPlace(id: SettlementId) {
  return { part: 'print', kind: 'settlement', id };
}
