/** The card is pulled out in the middle of the writes of a commit; between its commands: cuts.test.ts. */

import { describe, expect, test } from 'vitest';
import {
  LOG_RECORD_BYTES,
  type PreparedCommit,
  progressOf,
  SLOT_BYTES,
} from '../../../src/card/index.ts';
import type { Fault } from '../../../src/virtual/index.ts';
import { contentsIn } from '../altered.ts';
import { NOW, openSession, readVerified } from '../issued.ts';
import { rejection } from '../refusal.ts';
import { prepareNext, type Settled, settledCard, tapAgain } from './settled.ts';

const APPEND = 0xe2;
const UPDATE = 0xd6;

/** A card with `before` settlements whose next one met `fault`. */
async function interrupted(
  before: number,
  fault: Fault,
): Promise<Settled & { readonly prepared: PreparedCommit }> {
  const settled = await settledCard(before);
  const session = await openSession(settled.reader);
  const prepared = prepareNext(await readVerified(session), before + 1);
  settled.card.failAt(fault);
  expect((await rejection(session.commit(prepared))).code).toBe('reader.card-removed');
  expect((await rejection(session.commit(prepared))).code).toBe('card.session-in-doubt');
  await session.close();
  return { ...settled, prepared };
}

/** Number of log records whose sequence is `sequence`. */
async function logCount({ store }: Settled, sequence: number): Promise<number> {
  const { log } = await contentsIn(store);
  // 53 LL AC 01 <sequence>: key 1 comes first.
  return log.filter((record) => record[4] === sequence).length;
}

/** Every count of bytes on a card that is in use, every seventh and the ends on others. */
function tearsOf(before: number, sizeBytes: number): readonly number[] {
  const all = Array.from({ length: sizeBytes + 1 }, (_, bytesWritten) => bytesWritten);
  return before === 2 ? all : all.filter((each) => each % 7 === 0 || each > sizeBytes - 5);
}

describe('power is cut in the middle of a write', () => {
  test.each([0, 2])('a torn log record is not there (after %i settlements)', async (before) => {
    for (const bytesWritten of tearsOf(before, LOG_RECORD_BYTES)) {
      const broken = await interrupted(before, {
        kind: 'torn-write',
        nth: 1,
        ins: APPEND,
        bytesWritten,
      });
      const { progress, session } = await tapAgain(broken, broken.prepared);
      const isWhole = bytesWritten >= 2 + broken.prepared.logRecord.length;
      expect([bytesWritten, progress]).toEqual([
        bytesWritten,
        isWhole ? 'log-pending' : 'not-started',
      ]);
      const after = await readVerified(session);
      expect(after.proven.current.state.sequence).toBe(before + 1);
    }
  });

  test.each([0, 1, 2])(
    'a torn state slot never bricks the card (after %i settlements)',
    async (before) => {
      const found = new Set<string>();
      for (const bytesWritten of tearsOf(before, SLOT_BYTES)) {
        const broken = await interrupted(before, {
          kind: 'torn-write',
          nth: 1,
          ins: UPDATE,
          bytesWritten,
        });
        broken.card.powerUp();
        const looked = await readVerified(await openSession(broken.reader));
        found.add(looked.unreadableSlots.map((slot) => slot.found).join());
        const { progress, session } = await tapAgain(broken, broken.prepared);
        expect(['log-pending', 'state-written']).toContain(progress);
        const after = await readVerified(session);
        expect(after.proven.current.state.sequence).toBe(before + 1);
        expect(await logCount(broken, before + 1)).toBe(1);
      }
      expect(found).toEqual(new Set(before === 0 ? ['empty', 'cut-off', ''] : ['', 'cut-off']));
    },
  );
});

test('a state that another terminal wrote over once is still known as written', async () => {
  const broken = await interrupted(1, { kind: 'cut-after', nth: 1, ins: UPDATE });
  broken.card.powerUp();
  const elsewhere = await openSession(broken.reader);
  await elsewhere.commit(prepareNext(await readVerified(elsewhere), 3));
  const { progress, session } = await tapAgain(broken, broken.prepared);
  expect(progress).toBe('state-written');
  expect((await readVerified(session)).proven.current.state.sequence).toBe(3);

  // After one more its slot is written over: nothing on the card tells of it any more.
  await session.commit(prepareNext(await readVerified(session), 4));
  expect(progressOf(await readVerified(session), broken.prepared)).toBe('other');
});

describe('giving up a settlement', () => {
  test('a pending record blocks the next settlement until it is voided', async () => {
    const broken = await interrupted(1, { kind: 'cut-after', nth: 1 });
    broken.card.powerUp();
    const session = await openSession(broken.reader);
    const record = await readVerified(session);
    expect(() => prepareNext(record, 3)).toThrow(/card\.unfinished-settlement/);

    expect(await session.appendVoid(NOW)).toBe('appended');
    const voided = await readVerified(session);
    expect(voided.newestLog?.record).toMatchObject({ sequence: 2, attempt: 1, kind: 'void' });
    expect(voided.newestLog?.record.previousHash).toEqual(record.newestLog?.hash.slice(0, 16));
    expect(await session.appendVoid(NOW)).toBe('nothing-pending');

    // The voided one must not be finished any more …
    expect(progressOf(voided, broken.prepared)).toBe('other');
    expect((await rejection(session.commit(broken.prepared))).code).toBe('card.commit-conflict');
    // … and the next takes its sequence with the next attempt.
    const next = prepareNext(await readVerified(session), 3);
    expect(next.statement).toMatchObject({ sequence: 2, attempt: 2 });
    await session.commit(next);
    expect((await readVerified(session)).proven.current.state).toMatchObject({
      sequence: 2,
      attempt: 2,
    });
    expect(await session.appendVoid(NOW)).toBe('nothing-pending');
  });

  test('a slot torn before the VOID stays harmless after it', async () => {
    const fault = { kind: 'torn-write', nth: 1, ins: UPDATE, bytesWritten: 40 } as const;
    const broken = await interrupted(2, fault);
    broken.card.powerUp();
    const session = await openSession(broken.reader);
    await readVerified(session);
    expect(await session.appendVoid(NOW)).toBe('appended');
    const next = prepareNext(await readVerified(session), 3);
    await session.commit(next);
    const after = await readVerified(session);
    expect(after.proven.current.state).toMatchObject({ sequence: 3, attempt: 2 });
    expect(after.unreadableSlots).toEqual([]);
  });
});
