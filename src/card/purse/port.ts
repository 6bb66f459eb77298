/** What a purse debit needs from outside: a purchase security module, and a history that lasts. */

import type { Amount } from '../../money.ts';
import type { Initialised } from './commands.ts';

/** 个人账户 of the holder, 家庭账户 of the household. */
export type PurseAccount = 'personal' | 'family';

/**
 * Where an issuer put an account. No public source says it for health-insurance cards, so it is
 * configuration and has no default.
 */
export interface PurseApplication {
  readonly account: PurseAccount;
  /** DF name, 5 to 16 bytes. */
  readonly aid: Uint8Array;
  /** 02 electronic purse (EP), 01 electronic deposit (ED). */
  readonly purse: 0x01 | 0x02;
  /** Index of the purchase key, 01 in every source. */
  readonly keyIndex: number;
  /** P2 of GET TRANSACTION PROVE: 09 in public terminal firmware, 05 or 06 elsewhere. */
  readonly proofType: number;
}

/** Issuer and number of a purse card, 8 bytes each as 16 upper-case hexadecimal digits. */
export interface PurseCardNumber {
  readonly issuer: string;
  readonly number: string;
}

/** A debit that was prepared: written down before the card is told to take the money. */
export interface PendingDebit {
  /** The caller's own, unique for ever: the same id is never debited twice. */
  readonly id: string;
  readonly card: PurseCardNumber;
  readonly account: PurseAccount;
  readonly amount: Amount;
  readonly balanceBefore: Amount;
  /** The card's running number before the debit. */
  readonly counter: number;
  /** Of the security module, 12 hexadecimal digits. */
  readonly terminal: string;
  readonly terminalCounter: number;
  /** China's civil day and time, `YYYYMMDD` and `HHMMSS`. */
  readonly date: string;
  readonly time: string;
}

/** What the module said of the card's MAC2; `not-checked` when it could not say. */
export type Mac2Verdict = 'valid' | 'invalid' | 'not-checked';

/** A debit that took place. The TAC, 8 hexadecimal digits, is what the issuer pays for. */
export interface DebitRecord extends PendingDebit {
  readonly mac2: Mac2Verdict;
  readonly tac: string;
}

/** The terminal's history, as far as debits go. Each method resolves once its effect is durable. */
export interface DebitJournal {
  /** The debit of this id, if it took place. */
  debited(id: string): Promise<DebitRecord | undefined>;
  /** Every debit that has begun and neither finished nor was dropped. */
  pending(): Promise<readonly PendingDebit[]>;
  /** Keeps a debit as pending. */
  begin(pending: PendingDebit): Promise<void>;
  /** Keeps the record and ends the pending debit of its id, both or neither. Twice is as good as once. */
  finish(record: DebitRecord): Promise<void>;
  /** Ends the pending debit of this id: it is known that nothing was taken. */
  drop(id: string): Promise<void>;
}

export interface Mac1Request {
  readonly card: PurseCardNumber;
  readonly amount: Amount;
  readonly initialised: Initialised;
  /** `YYYYMMDD`, `HHMMSS`. */
  readonly date: string;
  readonly time: string;
}

/** The purchase security module (消费 PSAM) of the terminal. */
export interface PurchasePsam {
  /** Its terminal number, 12 hexadecimal digits. */
  terminal(): Promise<string>;
  /** Raises its running number and computes MAC1. @throws OneCardError `purse.psam-refused` */
  computeMac1(
    request: Mac1Request,
  ): Promise<{ readonly terminalCounter: number; readonly mac1: Uint8Array }>;
  /**
   * Checks the card's MAC2 of the purchase that it computed MAC1 for last; `not-checked` when it has
   * computed another one since, or was reset.
   */
  checkMac2(terminalCounter: number, mac2: Uint8Array): Promise<Mac2Verdict>;
}

/** The issuer's answer to a TAC, on line; `unknown` when it cannot be reached. */
export type TacVerdict = 'valid' | 'invalid' | 'unknown';

/** Asks the issuer, who alone has the key of the TAC. */
export type CheckTac = (debit: PendingDebit, tac: string) => Promise<TacVerdict>;
