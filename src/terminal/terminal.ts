import { CardSession, type CardTransport, type RecordVerification } from '../card/index.ts';
import type { Bill, CardRecord } from '../model/index.ts';
import { chinaDate, yearOf } from '../time.ts';
import type { Equipment, SettleResult, TrialResult } from './equipment.ts';
import { settleBill, tryBill } from './settle.ts';
import { verifyCard } from './visit.ts';

/** What `Terminal.read` found: the record as the card gave it, and every check on it. */
export interface ReadResult {
  readonly record: CardRecord;
  readonly verification: RecordVerification;
}

/** A workstation that settles. Visits wait for each other: one card, one journal, one at a time. */
export interface Terminal {
  /**
   * Reads and proves the card for the current insurance year, with the keys of reading alone: the
   * chronic file stays closed. Writes nothing.
   */
  read(transport: CardTransport): Promise<ReadResult>;
  /** 预结算: decides the bill; writes nothing. */
  trial(transport: CardTransport, bill: Bill): Promise<TrialResult>;
  /** 结算: settles the bill. The same bill again is answered with the settlement that stands. */
  settle(transport: CardTransport, bill: Bill): Promise<SettleResult>;
}

/**
 * Composes a terminal from its equipment.
 *
 * @example A visit
 * ```ts
 * const terminal = openTerminal(equipment);
 * const result = await terminal.settle(await reader.connect(), bill);
 * ```
 */
export function openTerminal(equipment: Equipment): Terminal {
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(
    transport: CardTransport,
    access: 'READ' | 'SETTLE',
    visit: (session: CardSession) => Promise<T>,
  ): Promise<T> {
    const { sam, random } = equipment;
    const turn = last.then(async () =>
      visit(await CardSession.open(transport, { sam, random, access })),
    );
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    read: (transport) => inTurn(transport, 'READ', (session) => readCard(session, equipment)),
    trial: (transport, bill) =>
      inTurn(transport, 'SETTLE', (session) => tryBill(session, bill, equipment)),
    settle: (transport, bill) =>
      inTurn(transport, 'SETTLE', (session) => settleBill(session, bill, equipment)),
  };
}

async function readCard(session: CardSession, equipment: Equipment): Promise<ReadResult> {
  const record = await session.read();
  const now = equipment.clock.now();
  const verification = await verifyCard(record, equipment, {
    now,
    insuranceYear: yearOf(chinaDate(now)),
  });
  return { record, verification };
}
