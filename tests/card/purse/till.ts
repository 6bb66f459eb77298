/** A till with everything it needs to take money from a virtual purse; keys and numbers are invented. */

import { createHash } from 'node:crypto';
import { fromHex, toHex } from '../../../src/bytes.ts';
import {
  type CheckTac,
  type DebitJournal,
  type DebitRecord,
  debitPurse,
  type PendingDebit,
  type PurseAccount,
  PurseSession,
  purchasePsam,
} from '../../../src/card/index.ts';
import { purchaseTac, SecretKey } from '../../../src/crypto/index.ts';
import type { Amount } from '../../../src/money.ts';
import { parseInstant } from '../../../src/time.ts';
import {
  type AnswerStyle,
  purseCardKey,
  VIRTUAL_PURSES,
  VirtualPurchasePsam,
  VirtualPurseCard,
  virtualReader,
} from '../../../src/virtual/index.ts';

export const NUMBER = { issuer: '9990019990010000', number: '9990010000000123' };
export const MASTER_KEY = new SecretKey(fromHex('11111111111111112222222222222222'));
export const TAC_KEY = new SecretKey(fromHex('33333333333333334444444444444444'));
export const AT = parseInstant('2026-03-09T10:15:00+08:00');
export const fen = (value: bigint) => value as Amount;

/** Bytes that differ every time and are the same in every run. */
export function countedRandom() {
  let count = 0;
  return {
    bytes(length: number) {
      const digest = createHash('sha256').update(`purse ${count++}`).digest();
      return Uint8Array.from(digest.subarray(0, length));
    },
  };
}

export function purseCard(
  balances: Partial<Record<PurseAccount, Amount>> = { personal: fen(10_000n), family: fen(5_000n) },
  style: AnswerStyle = 'direct',
  card = NUMBER,
): VirtualPurseCard {
  const purchaseKey = purseCardKey(MASTER_KEY, card);
  return new VirtualPurseCard({
    card,
    purchaseKey,
    tacKey: TAC_KEY,
    balances,
    random: countedRandom(),
    style,
  });
}

/** A history in memory, each call durable at once; keeps what was asked of it. */
export class MemoryJournal implements DebitJournal {
  readonly records = new Map<string, DebitRecord>();
  readonly open = new Map<string, PendingDebit>();
  readonly calls: string[] = [];
  /** The nth call fails, before or after its effect. */
  failAt: { readonly nth: number; readonly when: 'before' | 'after' } | undefined;

  async #call<T>(name: string, effect: () => T): Promise<T> {
    this.calls.push(name);
    const isHit = this.failAt?.nth === this.calls.length;
    if (isHit && this.failAt?.when === 'before') throw new Error('journal');
    const result = effect();
    if (isHit) throw new Error('journal');
    return result;
  }
  debited(id: string) {
    return this.#call('debited', () => this.records.get(id));
  }
  pending() {
    return this.#call('pending', () => [...this.open.values()]);
  }
  begin(pending: PendingDebit) {
    return this.#call('begin', () => void this.open.set(pending.id, pending));
  }
  finish(record: DebitRecord) {
    return this.#call('finish', () => {
      this.records.set(record.id, record);
      this.open.delete(record.id);
    });
  }
  drop(id: string) {
    return this.#call('drop', () => void this.open.delete(id));
  }
}

/** The issuer: it has the TAC key of every card. */
export const issuerChecksTac: CheckTac = async (debit, tac) => {
  const right = purchaseTac(TAC_KEY, {
    amount: debit.amount,
    terminal: fromHex(debit.terminal),
    terminalCounter: debit.terminalCounter,
    date: fromHex(debit.date),
    time: fromHex(debit.time),
  });
  return toHex(right).toUpperCase() === tac ? 'valid' : 'invalid';
};

export class Till {
  readonly card: VirtualPurseCard;
  readonly journal = new MemoryJournal();
  readonly psamCard: VirtualPurchasePsam;
  psam: ReturnType<typeof purchasePsam>;

  constructor(card = purseCard(), terminal = '999101000001', style: AnswerStyle = 'direct') {
    this.card = card;
    this.psamCard = new VirtualPurchasePsam({ masterKey: MASTER_KEY, terminal, style });
    this.psam = this.#driver();
  }

  #driver() {
    const { psamCard } = this;
    return purchasePsam({
      transmit: (command) => psamCard.transmit(command),
      close: async () => undefined,
    });
  }

  /** The program ends and starts again: the module keeps its number, and has lost the purchase. */
  restart(): void {
    this.psamCard.powerUp();
    this.psam = this.#driver();
  }

  /** A tap: the card is powered, the purse selected, the debit tried, the card let go. */
  async tap(
    id: string,
    amount: Amount,
    options: { account?: PurseAccount; checkTac?: CheckTac; card?: VirtualPurseCard } = {},
  ) {
    const { account = 'personal', checkTac, card = this.card } = options;
    const connection = await virtualReader(card).connect({ exclusive: true });
    try {
      const purse = await PurseSession.open(connection, VIRTUAL_PURSES[account]);
      const { psam, journal } = this;
      const equipment = { psam, journal, ...(checkTac && { checkTac }) };
      return await debitPurse(purse, { id, amount, at: AT }, equipment);
    } finally {
      await connection.close();
    }
  }
}
