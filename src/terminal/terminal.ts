import {
  CardSession,
  type CardTransport,
  type PinResult,
  type RecordVerification,
} from '../card/index.ts';
import type { Bill, CardRecord, SecretPin, SettlementId } from '../model/index.ts';
import { chinaDate, yearOf } from '../time.ts';
import type { Equipment, SettleOptions, SettleResult, TrialResult } from './equipment.ts';
import { KnownJournal } from './knownJournal.ts';
import type { SentOutbox } from './offline/inOrder.ts';
import { type OutboxState, openOutbox, sendOutbox } from './offline/outbox.ts';
import { recoverTerminal, type TerminalRecovery } from './recovery.ts';
import { type ReverseOptions, reverseSettlement } from './reversing.ts';
import type { ReverseResult } from './saga/reverse.ts';
import { type SagaRun, startRun } from './saga/settleRun.ts';
import { type VisitStatus, visitStatus } from './saga/status.ts';
import { settleBill, tryBill } from './settle.ts';
import { verifyCard } from './visit.ts';

/** What `Terminal.read` found: the record as the card gave it, and every check on it. */
export interface ReadResult {
  readonly record: CardRecord;
  readonly verification: RecordVerification;
}

/** A settlement on its way: `await` it for its result, `for await` it for its states. */
export type SettleRun = SagaRun<SettleResult>;

/** A workstation that settles. Visits wait for each other: one card, one journal, one at a time. */
export interface Terminal {
  /**
   * Reads and proves the card, with the keys of reading alone: the chronic file stays closed. The holder takes
   * part in the current insurance year, or did in the one before, whose bills are settled for a while yet; a
   * bill asks for its own year. Writes nothing.
   */
  read(transport: CardTransport): Promise<ReadResult>;
  /** Has the card compare the holder's PIN. A wrong one costs a try. */
  verifyPin(transport: CardTransport, pin: SecretPin): Promise<PinResult>;
  /** Gives the card another PIN; `verified` when it took it. A wrong old one costs a try. */
  changePin(transport: CardTransport, oldPin: SecretPin, newPin: SecretPin): Promise<PinResult>;
  /** 预结算: decides the bill; writes nothing. */
  trial(transport: CardTransport, bill: Bill): Promise<TrialResult>;
  /** 结算: settles the bill. The same bill again is answered with the settlement that stands. */
  settle(transport: CardTransport, bill: Bill, options?: SettleOptions): SettleRun;
  /**
   * 查询: what became of a settlement, by its id.
   * @throws OneCardError `centre.unreachable` when only the centre could say
   */
  status(id: SettlementId): Promise<VisitStatus>;
  /**
   * 冲正: takes a settlement back, or a visit that is not finished. Asked again it goes on, or says what
   * became of it. With its card in the reader the card is told at once, else at its next settlement.
   * @throws RangeError for a reason that is none; OneCardError as `settle`
   */
  reverse(id: SettlementId, options: ReverseOptions): Promise<ReverseResult>;
  /**
   * 恢复: to be called at the start. Asks for every visit that is open, with growing waits, closes what
   * can be closed without a card, and names what waits for one. Taps go between its steps.
   */
  recover(options?: {
    readonly signal?: AbortSignal;
    readonly operator?: string;
  }): Promise<TerminalRecovery>;
  /** 待上传: what was settled off line and waits for its centre, count and sum at risk. */
  outbox(): OutboxState;
  /**
   * Hands in what waits, in its order, with growing waits up to a deadline, and fetches what the centres
   * published. What a centre did not take is tried again. Taps go between its steps.
   */
  sendOutbox(options?: { readonly signal?: AbortSignal }): Promise<readonly SentOutbox[]>;
}

/**
 * Composes a terminal from its equipment.
 *
 * @example A visit
 * ```ts
 * const terminal = openTerminal(equipment);
 * await terminal.recover();
 * const result = await terminal.settle(await reader.connect(), bill);
 * ```
 */
export function openTerminal(equipment: Equipment): Terminal {
  let last: Promise<unknown> = Promise.resolve();
  const outbox = openOutbox(equipment);
  const known = new KnownJournal(equipment);

  function inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = last.then(step);
    last = turn.catch(() => undefined);
    return turn;
  }

  function withSession<T>(
    transport: CardTransport,
    access: 'READ' | 'SETTLE',
    visit: (session: CardSession) => Promise<T>,
  ): Promise<T> {
    const { sam, random } = equipment;
    return inTurn(async () => {
      const session = await CardSession.open(transport, { sam, random, access });
      try {
        return await visit(session);
      } finally {
        // The transport is the caller's; the module has few channels, and gets this one back.
        await session.release();
      }
    });
  }

  return {
    read: (transport) => withSession(transport, 'READ', (session) => readCard(session, equipment)),
    verifyPin: (transport, pin) =>
      withSession(transport, 'READ', (session) => session.verifyPin(pin)),
    changePin: (transport, oldPin, newPin) =>
      withSession(transport, 'READ', (session) => session.changePin(oldPin, newPin)),
    trial: (transport, bill) =>
      withSession(transport, 'SETTLE', (session) => tryBill(session, bill, equipment, outbox)),
    settle: (transport, bill, { signal, confirm, operator } = {}) =>
      startRun((tell) => {
        const run = {
          equipment,
          outbox,
          known,
          bill,
          tell,
          signal,
          operator,
          ...(confirm && { confirm }),
        };
        return withSession(transport, 'SETTLE', (session) => settleBill(session, run));
      }),
    status: (id) => visitStatus(id, equipment),
    reverse: async (id, options) => {
      await known.askAbout(id);
      return reverseSettlement(id, options, equipment, {
        inTurn,
        withCard: (transport, visit) => withSession(transport, 'SETTLE', visit),
      });
    },
    recover: (options = {}) => recoverTerminal(equipment, { outbox, known }, options, inTurn),
    outbox: () => outbox.state(),
    sendOutbox: async ({ signal } = {}) => {
      known.assertNotReplaced();
      return sendOutbox(outbox, equipment, { signal, inTurn });
    },
  };
}

async function readCard(session: CardSession, equipment: Equipment): Promise<ReadResult> {
  const record = await session.read();
  const now = equipment.clock.now();
  const year = yearOf(chinaDate(now));
  const years = record.insurance.participation.map((each) => each.year);
  const insuranceYear = years.includes(year) || !years.includes(year - 1) ? year : year - 1;
  const verification = await verifyCard(record, equipment, { now, insuranceYear });
  return { record, verification };
}
