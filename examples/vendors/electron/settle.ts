/**
 * A settlement from Electron's main process: card, trial, the clerk's yes, settlement, receipt, and
 * taking it back. Nothing here is Electron's own: main.ts brings the window and the safe place.
 */

import { type DeskClient, DeskProblem } from 'onecard/client';

/** What this desk must not forget: durable when `keep` returns. */
export interface Keeper {
  kept(name: string): string | undefined;
  keep(name: string, value: string): void;
  forget(name: string): void;
}

export interface Clerk {
  /** The six digits that the service shows. */
  code(): Promise<string>;
  agrees(cash: string, parts: Readonly<Record<string, string>>): Promise<boolean>;
  sees(sentence: string): void;
}

export interface Bill {
  readonly billNumber: string;
}

export type Outcome =
  | { readonly outcome: 'settled'; readonly settlement: string; readonly receipt: string }
  /** Nothing stands, nothing is to be paid by a fund. */
  | { readonly outcome: 'not-settled'; readonly why: string }
  /** Charge nothing, begin no other: the same call asks for the same settlement. */
  | { readonly outcome: 'unknown' };

const STANDS = ['done', 'done-without-card'];
const NOTHING_STANDS = ['declined', 'abandoned', 'voided', 'reversed'];
const SCOPES = ['read', 'settle', 'print', 'reverse'];
/** Milliseconds between two tries, and how often it is tried: a service restarts within half a minute. */
const PAUSE_MS = 500;
const TRIES_MAX = 120;
/** The service is at work for another, or starts anew, or did not answer: the same call again. */
const AGAIN = new Set([
  'client.unreachable',
  'desk.action-pending',
  'desk.rate-limited',
  'desk.stopping',
]);

/** Pairs this program once; its token then serves every `connectDesk`. */
export async function pairOnce(desk: DeskClient, keeper: Keeper, clerk: Clerk): Promise<void> {
  if (keeper.kept('token') !== undefined) return;
  keeper.keep('token', await desk.pair('HIS Electron', SCOPES, () => clerk.code()));
}

/** Settles `bill`, or says what became of it when an earlier call began it. */
export async function settleBill(
  desk: DeskClient,
  bill: Bill,
  keeper: Keeper,
  clerk: Clerk,
): Promise<Outcome> {
  const name = `settle-${bill.billNumber}`;
  // Kept since an earlier call: that settlement is asked for, and no other is begun.
  const known = keeper.kept(name) ?? (await agreedKey(desk, bill, clerk));
  if (known === undefined) return { outcome: 'not-settled', why: '未结算' };
  keeper.keep(name, known);
  const cash = known.split('_')[1];
  const visit = await untilAnswered(() =>
    desk.settle(bill, {
      key: known,
      onStep: ({ now }) => clerk.sees(now.sentence.zh),
      // The clerk's yes was for this amount and no other.
      confirm: async ({ decided }) => cashOf(decided) === cash,
    }),
  );
  const state = visit?.now.state;
  if (NOTHING_STANDS.includes(state)) {
    // Another attempt is another visit.
    keeper.forget(name);
    return { outcome: 'not-settled', why: visit.failure?.title ?? visit.now.sentence.zh };
  }
  if (!STANDS.includes(state)) return { outcome: 'unknown' };
  const receipt = await untilAnswered(() => desk.receipt(visit.settlement));
  return { outcome: 'settled', settlement: visit.settlement, receipt: receipt?.text ?? '' };
}

/** Takes a settlement back; after silence the same call again does it once. */
export async function takeBack(
  desk: DeskClient,
  settlement: string,
  reason: string,
  keeper: Keeper,
): Promise<'reversed' | 'not-reversed' | 'unknown'> {
  const name = `reverse-${settlement}`;
  const key = keeper.kept(name) ?? desk.newKey();
  keeper.keep(name, key);
  const body = { reason, operator: '测试员', card: 'here' };
  await untilAnswered(() => desk.reverse(settlement, key, body));
  const state = (await untilAnswered(() => desk.settlement(settlement)))?.state;
  if (state === 'reversed') return 'reversed';
  if (state === undefined || state === 'reversing') return 'unknown';
  keeper.forget(name);
  return 'not-reversed';
}

/** The key of this bill's settlement: it names the cash, in fen, that the clerk agreed to. */
async function agreedKey(desk: DeskClient, bill: Bill, clerk: Clerk): Promise<string | undefined> {
  const card = await desk.readCard();
  if (card.outcome !== 'verified') return undefined;
  clerk.sees(`${card.holder.name} ${card.insurance.memberNumber}`);
  const trial = await desk.trial(bill);
  if (trial.outcome !== 'adjudicated') return undefined;
  const parts: Record<string, string> = trial.adjudication.byPayer;
  const sum = Object.values(parts).reduce((all, fen) => all + BigInt(fen), 0n);
  if (sum !== BigInt(trial.adjudication.total)) throw new Error('the parts do not add up');
  const cash = cashOf(trial);
  return (await clerk.agrees(cash, parts)) ? `${desk.newKey()}_${cash}` : undefined;
}

function cashOf({ adjudication }: { adjudication: { byPayer: Record<string, string> } }): string {
  return adjudication.byPayer.cash ?? '0';
}

/** Undefined when nobody answered for a minute. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T | undefined> {
  for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof DeskProblem && AGAIN.has(error.code))) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return undefined;
}
