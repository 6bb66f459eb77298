/**
 * Taking money from a purse, once. The order is the safety:
 *
 * 1. what an earlier debit of this card left open is found out (`recovery.ts`);
 * 2. INITIALIZE, then the security module's MAC1: nothing has changed on the card;
 * 3. the pending debit is durable;
 * 4. DEBIT: from here on nobody knows until the card has answered, or is asked at its next tap;
 * 5. the record with the TAC is durable, and only then the debit is no longer pending.
 */

import { fromHex, toHex } from '../../bytes.ts';
import type { Amount } from '../../money.ts';
import { chinaTimeText, type Instant } from '../../time.ts';
import type { StatusWord } from '../statusWord.ts';
import type { DebitProof, Initialised } from './commands.ts';
import type {
  CheckTac,
  DebitJournal,
  DebitRecord,
  Mac2Verdict,
  PendingDebit,
  PurchasePsam,
} from './port.ts';
import { type CardSeen, counterSeen, type Recovery, recoveryOf } from './recovery.ts';
import type { PurseSession } from './session.ts';

export interface PurseDebit {
  /** The caller's own, unique for ever; the same id again is the same debit. */
  readonly id: string;
  /** Fen, 1 to 2^32 - 1. */
  readonly amount: Amount;
  readonly at: Instant;
}

export interface PurseEquipment {
  readonly psam: PurchasePsam;
  readonly journal: DebitJournal;
  /** Asks the issuer where the card's MAC2 can no longer be checked. Absent off line. */
  readonly checkTac?: CheckTac;
}

/** Why nothing is debited from this card, or for this id, until somebody found out. */
export interface DebitHeld {
  readonly outcome: 'held';
  /** The debit that stands open. */
  readonly pending: PendingDebit;
  readonly why: Exclude<Recovery, 'debited' | 'not-debited'> | 'other-card';
}

export type DebitResult =
  | {
      readonly outcome: 'debited';
      readonly record: DebitRecord;
      /** Whether this tap took the money; not so when it found the proof of an earlier one. */
      readonly isNew: boolean;
    }
  | { readonly outcome: 'balance-too-small'; readonly balance: Amount }
  /** The card refused, and its running number shows that nothing was taken. */
  | { readonly outcome: 'card-refused'; readonly sw: StatusWord }
  /** The card was told to take the money and nobody knows: charge nothing, tap the same card again. */
  | { readonly outcome: 'tap-again'; readonly cause: unknown }
  | DebitHeld;

const AMOUNT_MAX = 0xffff_ffffn;
/** The smallest amount: INITIALIZE with it tells the running number and changes nothing. */
const ONE_FEN = 1n as Amount;

/**
 * Debits `order` from the purse, or finds out what an earlier tap did. Never takes money twice for
 * one id, and never loses a debit that took place.
 * @throws RangeError for an amount out of range, TypeError when the id stands for another amount or
 * account; OneCardError `purse.psam-refused`, `card.*`, `reader.*` before the card was told to take
 * anything; what the journal throws
 */
export async function debitPurse(
  purse: PurseSession,
  order: PurseDebit,
  equipment: PurseEquipment,
): Promise<DebitResult> {
  if (order.amount < 1n || order.amount > AMOUNT_MAX) {
    throw new RangeError('"amount" expected 1 to 2^32 - 1 fen');
  }
  const { journal } = equipment;
  const done = await journal.debited(order.id);
  if (done) return { outcome: 'debited', record: sameOrder(done, order), isNew: false };

  for (const pending of await journal.pending()) {
    const isThisPurse = purse.isCard(pending.card) && pending.account === purse.application.account;
    if (pending.id === order.id) sameOrder(pending, order);
    if (!isThisPurse) {
      // The same bill on another card while the first may have paid it already.
      if (pending.id === order.id) return { outcome: 'held', pending, why: 'other-card' };
      continue;
    }
    const found = await recoverDebit(purse, pending, equipment);
    if (found.outcome === 'held') return found;
    if (found.outcome === 'debited' && pending.id === order.id) return { ...found, isNew: false };
  }
  return takeMoney(purse, order, equipment);
}

/**
 * Finds out what became of a pending debit of the card that is in the reader, and ends it where that
 * is certain.
 */
export async function recoverDebit(
  purse: PurseSession,
  pending: PendingDebit,
  { psam, journal, checkTac }: PurseEquipment,
): Promise<
  | { readonly outcome: 'debited'; readonly record: DebitRecord }
  | { readonly outcome: 'not-debited' }
  | DebitHeld
> {
  const proof = await purse.proof(pending.counter);
  const seen = proof
    ? await judgeProof(pending, proof, psam, checkTac)
    : await withoutProof(purse, pending);
  const found = recoveryOf(seen);
  switch (found) {
    case 'debited': {
      const record = { ...pending, mac2: seen.mac2, tac: text(proof!.tac) };
      await journal.finish(record);
      return { outcome: 'debited', record };
    }
    case 'not-debited':
      await journal.drop(pending.id);
      return { outcome: 'not-debited' };
    default:
      return { outcome: 'held', pending, why: found };
  }
}

/** A card has a proof under a number only while that number is its newest. */
async function judgeProof(
  pending: PendingDebit,
  proof: DebitProof,
  psam: PurchasePsam,
  checkTac: CheckTac | undefined,
): Promise<CardSeen> {
  const mac2 = await askedQuietly(() => psam.checkMac2(pending.terminalCounter, proof.mac2));
  const needsIssuer = mac2 !== 'valid' && checkTac !== undefined;
  const tac = needsIssuer ? await checkTac(pending, text(proof.tac)) : 'unknown';
  return { counter: 'one-more', hasProof: true, mac2, tac };
}

async function withoutProof(purse: PurseSession, pending: PendingDebit): Promise<CardSeen> {
  const initialised = await purse.initialise(ONE_FEN, pending.terminal);
  // Not one fen left in a purse that could pay for the debit: something was taken or moved since.
  const counter = initialised ? counterSeen(pending.counter, initialised.counter) : 'more';
  return { counter, hasProof: false, mac2: 'not-checked', tac: 'unknown' };
}

async function takeMoney(
  purse: PurseSession,
  order: PurseDebit,
  equipment: PurseEquipment,
): Promise<DebitResult> {
  const { psam, journal } = equipment;
  const terminal = await psam.terminal();
  const initialised = await purse.initialise(order.amount, terminal);
  if (!initialised || initialised.balance + initialised.overdraft < order.amount) {
    return { outcome: 'balance-too-small', balance: await purse.balance() };
  }
  const { pending, mac1 } = await prepare(purse, order, initialised, terminal, psam);
  await journal.begin(pending);
  try {
    const { terminalCounter, date, time } = pending;
    const bcd = { date: fromHex(date), time: fromHex(time) };
    const { sw, proof } = await purse.debit({ terminalCounter, ...bcd, mac1 });
    if (proof) return { ...(await finish(pending, proof, equipment)), isNew: true };
    // An error word proves nothing: the card's running number does.
    const found = await recoverDebit(purse, pending, equipment);
    if (found.outcome === 'not-debited') return { outcome: 'card-refused', sw };
    return found.outcome === 'debited' ? { ...found, isNew: true } : found;
  } catch (cause) {
    return { outcome: 'tap-again', cause };
  }
}

async function prepare(
  purse: PurseSession,
  { id, amount, at }: PurseDebit,
  initialised: Initialised,
  terminal: string,
  psam: PurchasePsam,
): Promise<{ readonly pending: PendingDebit; readonly mac1: Uint8Array }> {
  const [date = '', time = ''] = chinaTimeText(at).replaceAll(/[-:]/g, '').split(' ');
  const { card, application } = purse;
  const request = { card, amount, initialised, date, time };
  const { terminalCounter, mac1 } = await psam.computeMac1(request);
  const pending: PendingDebit = {
    id,
    card,
    account: application.account,
    amount,
    balanceBefore: initialised.balance,
    counter: initialised.counter,
    terminal,
    terminalCounter,
    date,
    time,
  };
  return { pending, mac1 };
}

/** A MAC2 that is wrong, or a module that fell silent, does not give the money back: the record says so. */
async function finish(
  pending: PendingDebit,
  { mac2, tac }: DebitProof,
  { psam, journal }: PurseEquipment,
): Promise<{ readonly outcome: 'debited'; readonly record: DebitRecord }> {
  const verdict = await askedQuietly(() => psam.checkMac2(pending.terminalCounter, mac2));
  const record = { ...pending, mac2: verdict, tac: text(tac) };
  await journal.finish(record);
  return { outcome: 'debited', record };
}

async function askedQuietly(ask: () => Promise<Mac2Verdict>): Promise<Mac2Verdict> {
  try {
    return await ask();
  } catch {
    return 'not-checked';
  }
}

function sameOrder<T extends PendingDebit>(known: T, order: PurseDebit): T {
  if (known.amount !== order.amount) throw new TypeError('"id" stands for another amount');
  return known;
}

function text(bytes: Uint8Array): string {
  return toHex(bytes).toUpperCase();
}
