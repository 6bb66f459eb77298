/**
 * Commands of a purse, CLA 80, as public terminals send them.
 *
 * ```
 * GET BALANCE              80 5C 00 P2            → balance 4
 * INITIALIZE FOR PURCHASE  80 50 01 P2 0B key index ‖ amount 4 ‖ terminal 6
 *                          → balance 4 ‖ counter 2 ‖ overdraft 3 ‖ key version ‖ algorithm ‖ random 4
 * DEBIT FOR PURCHASE       80 54 01 00 0F TTN 4 ‖ date 4 ‖ time 3 ‖ MAC1 4   → TAC 4 ‖ MAC2 4
 * GET TRANSACTION PROVE    80 5A 00 P2 02 counter + 1                        → MAC2 4 ‖ TAC 4   (the other order)
 * ```
 *
 * `80 50` is INITIALIZE UPDATE to other applications: what is selected decides, so the purse is
 * selected first.
 */

import { concat, uintBytes } from '../../bytes.ts';
import { type Amount, amount } from '../../money.ts';
import type { CommandApdu, ResponseApdu } from '../apdu.ts';
import { type CardCommand, exactly } from '../commands/command.ts';
import { SW_CONDITIONS_NOT_SATISFIED, SW_REFERENCE_NOT_FOUND, SW_SUCCESS } from '../statusWord.ts';

export const CLA_PURSE = 0x80;
export const SW_BALANCE_TOO_SMALL = 0x9401;
export const SW_MAC_INVALID = 0x9302;
export const SW_PROOF_NOT_AVAILABLE = 0x9406;

const PURCHASE_STEP = 0x01;
const NOTHING = new Uint8Array(0);

/** What the card proves a debit with, 4 bytes each. */
export interface DebitProof {
  readonly mac2: Uint8Array;
  readonly tac: Uint8Array;
}

/** The card's answer to INITIALIZE FOR PURCHASE. */
export interface Initialised {
  readonly balance: Amount;
  /** The card's running number before the purchase, 16 bits. */
  readonly counter: number;
  /** How far below zero the card lets the balance go. */
  readonly overdraft: Amount;
  readonly keyVersion: number;
  readonly algorithm: number;
  /** 4 bytes. */
  readonly random: Uint8Array;
}

/** @param purse P2: 01 deposit (ED), 02 purse (EP) */
export function getBalance(purse: number): CardCommand<Amount> {
  const name = 'GET BALANCE';
  return {
    name,
    apdu: { cla: CLA_PURSE, ins: 0x5c, p1: 0x00, p2: purse, data: NOTHING, ne: 4 },
    expected: [SW_SUCCESS],
    parse: ({ data }) => fen(exactly(data, 4, name)),
  };
}

export interface Initialisation {
  readonly purse: number;
  readonly keyIndex: number;
  readonly amount: Amount;
  /** 6 bytes. */
  readonly terminal: Uint8Array;
}

/** @returns undefined when the balance is too small (9401) */
export function initialisePurchase(order: Initialisation): CardCommand<Initialised | undefined> {
  const name = 'INITIALIZE FOR PURCHASE';
  const { purse, keyIndex, terminal } = order;
  if (terminal.length !== 6) throw new RangeError('"terminal" expected 6 bytes');
  const data = concat([Uint8Array.of(keyIndex), uintBytes(order.amount, 4), terminal]);
  return {
    name,
    apdu: { cla: CLA_PURSE, ins: 0x50, p1: PURCHASE_STEP, p2: purse, data, ne: 15 },
    expected: [SW_SUCCESS, SW_BALANCE_TOO_SMALL],
    parse: ({ data: answer, sw }) => {
      if (sw === SW_BALANCE_TOO_SMALL) return undefined;
      exactly(answer, 15, name);
      return {
        balance: fen(answer.subarray(0, 4)),
        counter: (answer[4]! << 8) | answer[5]!,
        overdraft: fen(answer.subarray(6, 9)),
        keyVersion: answer[9]!,
        algorithm: answer[10]!,
        random: answer.slice(11, 15),
      };
    },
  };
}

export interface DebitOrder {
  readonly terminalCounter: number;
  /** BCD, 4 and 3 bytes. */
  readonly date: Uint8Array;
  readonly time: Uint8Array;
  readonly mac1: Uint8Array;
}

/** The command that takes the money. */
export function debitPurchase(order: DebitOrder): CommandApdu {
  const { terminalCounter, date, time, mac1 } = order;
  const data = concat([uintBytes(terminalCounter, 4), date, time, mac1]);
  if (data.length !== 15) throw new RangeError('"order" expected date 4, time 3, mac1 4 bytes');
  return { cla: CLA_PURSE, ins: 0x54, p1: PURCHASE_STEP, p2: 0x00, data, ne: 8 };
}

/**
 * The proof in the card's answer to it. Undefined for any other answer, which is not authenticated
 * and does not prove that nothing was taken.
 */
export function parseDebit({ data, sw }: ResponseApdu): DebitProof | undefined {
  if (sw !== SW_SUCCESS || data.length !== 8) return undefined;
  return { tac: data.slice(0, 4), mac2: data.slice(4, 8) };
}

/**
 * The proof of the newest movement, if it is the one with this number.
 * @param counter the card's running number before the movement; the card is asked for the next
 * @returns undefined when the card has no such proof
 */
export function getProof(proofType: number, counter: number): CardCommand<DebitProof | undefined> {
  const name = 'GET TRANSACTION PROVE';
  const data = uintBytes((counter + 1) & 0xffff, 2);
  return {
    name,
    apdu: { cla: CLA_PURSE, ins: 0x5a, p1: 0x00, p2: proofType, data, ne: 8 },
    expected: [
      SW_SUCCESS,
      SW_PROOF_NOT_AVAILABLE,
      SW_CONDITIONS_NOT_SATISFIED,
      SW_REFERENCE_NOT_FOUND,
    ],
    parse: ({ data: answer, sw }) => {
      if (sw !== SW_SUCCESS) return undefined;
      exactly(answer, 8, name);
      return { mac2: answer.slice(0, 4), tac: answer.slice(4, 8) };
    },
  };
}

function fen(bytes: Uint8Array): Amount {
  return amount(bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n));
}
