/** A bill as it is typed in, and the document that it becomes. */

import type { Json } from '../../client/desk.ts';
import { decimal, lineFen, yuanText } from './amounts.ts';
import { chinaToday } from './days.ts';

export interface DraftLine {
  readonly itemCode: string;
  readonly name: string;
  readonly chargedOn: string;
  readonly unitPrice: string;
  readonly quantity: string;
  readonly fen: bigint;
}

export interface Draft {
  readonly billNumber: string;
  readonly kind: 'outpatient' | 'inpatient';
  readonly admittedOn: string;
  readonly dischargedOn: string;
  readonly diagnoses: string;
  readonly lines: readonly DraftLine[];
}

export interface Provider {
  readonly code: string;
  readonly name: string;
  readonly county: string;
  readonly level: string;
  readonly isDesignated: boolean;
}

const PROVIDER_PLACE = 'onecard.provider';
const ICD_10 = /^[A-Z]\d{2}(?:\.[0-9x]{1,3}(?:x\d{3})?)?[+*]?$/;

/** Nothing typed in yet. */
export function newDraft(): Draft {
  const today = chinaToday();
  return {
    billNumber: '',
    kind: 'outpatient',
    admittedOn: today,
    dischargedOn: today,
    diagnoses: '',
    lines: [],
  };
}

/** The institution of this desk, as it was typed in last. */
export function keptProvider(county: string): Provider {
  const empty = { code: '', name: '', county, level: 'county', isDesignated: true };
  try {
    return { ...empty, ...JSON.parse(localStorage.getItem(PROVIDER_PLACE) ?? '{}') };
  } catch {
    return empty;
  }
}

export function keepProvider(provider: Provider): void {
  localStorage.setItem(PROVIDER_PLACE, JSON.stringify(provider));
}

export function diagnosesOf(text: string): readonly string[] {
  return text
    .split(/[\s,，、;；]+/)
    .filter((each) => each !== '')
    .map((each) => each.toUpperCase().replace(/X/g, (x, at: number) => (at === 0 ? x : 'x')));
}

export function wrongDiagnosis(text: string): string | undefined {
  return diagnosesOf(text).find((each) => !ICD_10.test(each));
}

/** A line out of what was typed; undefined when quantity or price is no number. */
export function draftLine(line: Omit<DraftLine, 'fen'>): DraftLine | undefined {
  const price = decimal(line.unitPrice, 6);
  const quantity = decimal(line.quantity, 4);
  if (price === undefined || quantity === undefined || quantity === 0n) return undefined;
  return { ...line, fen: lineFen(price, quantity) };
}

export function totalFen(lines: readonly DraftLine[]): bigint {
  return lines.reduce((sum, { fen }) => sum + fen, 0n);
}

/** The document for the service, whose own door checks it. */
export function billDocument(draft: Draft, provider: Provider, card: Json): Json {
  return {
    format: 'onecard-bill/1',
    billNumber: draft.billNumber,
    provider,
    visit: {
      kind: draft.kind,
      admittedOn: draft.admittedOn,
      dischargedOn: draft.dischargedOn,
      diagnoses: diagnosesOf(draft.diagnoses),
    },
    patient: { name: card.holder.name, memberNumber: card.insurance.memberNumber },
    lines: draft.lines.map(({ fen, ...line }, index) => ({
      lineId: String(index + 1),
      hospitalItemCode: line.itemCode,
      ...line,
      submitted: yuanText(fen),
    })),
    total: yuanText(totalFen(draft.lines)),
  };
}
