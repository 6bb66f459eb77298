/** 待结账单: bills that a hospital system handed over, until the clerk settles one or it is taken back. */

import { OneCardError } from '../../errors/index.ts';
import type { ProviderCode } from '../../model/index.ts';

/** Bills that wait at once: a ward's discharges of a day. The oldest makes room. */
const BILLS_MAX = 100;

export interface HandedBill {
  readonly billNumber: string;
  readonly provider: ProviderCode;
  /** Milliseconds since 1970-01-01, UTC. */
  readonly at: number;
  readonly patientName: string;
  readonly memberNumber: string;
  /** Yuan, as the bill says it. */
  readonly total: string;
  /** The document as it came, checked. */
  readonly document: object;
}

export interface HandedBills {
  /** The same bill again takes the place of the earlier one. */
  put(bill: HandedBill): void;
  /** Oldest first. */
  list(): readonly HandedBill[];
  /** @throws OneCardError `desk.not-found` */
  take(provider: string, billNumber: string): void;
}

/** In memory alone: the hospital system has them, and they hold names. */
export function openHandedBills(): HandedBills {
  const bills = new Map<string, HandedBill>();
  const keyOf = (provider: string, billNumber: string) => `${provider}\n${billNumber}`;
  return {
    put(bill) {
      const key = keyOf(bill.provider, bill.billNumber);
      bills.delete(key);
      bills.set(key, bill);
      for (const oldest of [...bills.keys()].slice(0, Math.max(0, bills.size - BILLS_MAX))) {
        bills.delete(oldest);
      }
    },
    list: () => [...bills.values()],
    take(provider, billNumber) {
      if (!bills.delete(keyOf(provider, billNumber))) throw new OneCardError('desk.not-found');
    },
  };
}
