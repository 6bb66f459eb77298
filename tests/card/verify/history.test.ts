/** Slots and newest log record must tell one story; each contradiction is refused by name. */

import { expect, test } from 'vitest';
import { concat } from '../../../src/bytes.ts';
import {
  encodeLogRecord,
  FILES,
  frameLogRecord,
  SLOT_BYTES,
  sendCommand,
  type TransportLayer,
  updateBinary,
  verifyRecord,
} from '../../../src/card/index.ts';
import { prepareNext, settledCard } from '../commit/settled.ts';
import { NOW, openSession, readVerified, TRUST, YEAR } from '../issued.ts';

/** Failed checks of a card that was settled `settlements` times, then changed, then read through `layer`. */
async function failedAfter(
  settlements: number,
  change: (card: Awaited<ReturnType<typeof settledCard>>) => Promise<void>,
  layer?: TransportLayer,
): Promise<readonly string[]> {
  const settled = await settledCard(settlements);
  await change(settled);
  const session = await openSession(settled.reader, layer);
  const verification = verifyRecord(await session.read(), TRUST, { now: NOW, insuranceYear: YEAR });
  if (verification.outcome === 'verified') return [];
  return verification.failed.map(
    (check) => `${check.name}: ${check.outcome === 'failed' ? check.cause : ''}`,
  );
}

const unchanged = async () => undefined;

/** Appends a whole log record of the given sequence that no state refers to. */
function appended(sequence: number, kind: 'pending' | 'void') {
  return async ({ card, reader }: Awaited<ReturnType<typeof settledCard>>) => {
    const session = await openSession(reader);
    const { newestLog } = await readVerified(session);
    const record = { ...newestLog!.record, sequence, kind, provider: 'H00000000000' };
    const bytes = frameLogRecord(encodeLogRecord(record));
    const sfi = FILES['EF.LOG'].sfi;
    await card.transmit(concat([Uint8Array.of(0, 0xe2, 0, sfi << 3, 128), bytes]));
    await session.close();
  };
}

test.each([0, 1, 2, 3])('after %i settlements nothing contradicts', async (settlements) => {
  expect(await failedAfter(settlements, unchanged)).toEqual([]);
});

test.each([
  [1, 'pending', ['state-history: log-disagrees']],
  [2, 'pending', ['state-history: log-disagrees']],
  [2, 'void', ['state-history: log-disagrees']],
  [3, 'pending', []],
  [3, 'void', []],
  [4, 'pending', ['state-history: log-disagrees']],
] as const)('state 2, newest log record %i %s', async (sequence, kind, failed) => {
  expect(await failedAfter(2, appended(sequence, kind))).toEqual(failed);
});

test('a settled card without a log', async () => {
  const noLog: TransportLayer = (inner) => ({
    transmit: (command) =>
      command[1] === 0xb2 ? Promise.resolve(Uint8Array.of(0x6a, 0x83)) : inner.transmit(command),
    close: () => inner.close(),
  });
  expect(await failedAfter(1, unchanged, noLog)).toEqual(['state-history: log-disagrees']);
  expect(await failedAfter(0, unchanged, noLog)).toEqual([]);
});

test.each([
  [1, ['state-history: slots-disagree']],
  [2, ['state-history: slots-disagree']],
] as const)('an emptied older slot after %i settlements', async (settlements, failed) => {
  const emptied = async ({ reader }: Awaited<ReturnType<typeof settledCard>>) => {
    const session = await openSession(reader);
    const { current } = (await readVerified(session)).proven;
    const older = FILES[current.slot === 'A' ? 'EF.STATE-B' : 'EF.STATE-A'];
    const transport = await reader.connect();
    const zeros = new Uint8Array(SLOT_BYTES);
    await sendCommand(transport, updateBinary({ sfi: older.sfi, offset: 0 }, zeros));
    await transport.close();
  };
  expect(await failedAfter(settlements, emptied)).toEqual(failed);
});

test('both slots of an earlier day: the log is ahead of them', async () => {
  const earlier = await settledCard(2);
  const transport = await earlier.reader.connect();
  const session = await openSession(earlier.reader);
  const slots = new Map<number, Uint8Array>();
  for (const name of ['EF.STATE-A', 'EF.STATE-B'] as const) {
    const command = Uint8Array.of(0, 0xb0, 0x80 | FILES[name].sfi, 0, SLOT_BYTES);
    slots.set(FILES[name].sfi, (await transport.transmit(command)).slice(0, -2));
  }
  for (const last of [3, 4]) await session.commit(prepareNext(await readVerified(session), last));
  for (const [sfi, bytes] of slots) {
    await sendCommand(transport, updateBinary({ sfi, offset: 0 }, bytes));
  }
  const verification = verifyRecord(await session.read(), TRUST, { now: NOW, insuranceYear: YEAR });
  expect(verification.outcome === 'refused' && verification.failed).toEqual([
    { name: 'state-history', outcome: 'failed', cause: 'log-disagrees' },
  ]);
});
