import { beforeEach, describe, expect, test } from 'vitest';
import { OneCardError } from '../../src/errors/index.ts';
import { type Fault, memoryStore, VirtualCard } from '../../src/virtual/index.ts';
import { SELECT_APPLICATION, send, sendAll, type Target } from './apdus.ts';
import { logRecord, plainCard } from './cards.ts';

const WRITE = `00D6840008${'AB'.repeat(8)}`;
const store = memoryStore();
let card: VirtualCard;
/** A host with the keys of a settlement, at any card of this test. */
let settle: (target: VirtualCard) => Target;
let host: Target;
beforeEach(async () => {
  const made = await plainCard(store);
  ({ card } = made);
  settle = (target) => made.as('SETTLE', target);
  host = settle(card);
  // Opens the channel, so that a fault counts the commands of a test alone.
  await sendAll(host, [SELECT_APPLICATION, '00B0810004']);
});

/** Sends `command` into the fault, then powers up and reads the first bytes of slot A. */
async function afterFault(fault: Fault, command: string): Promise<string> {
  card.failAt(fault);
  const error = await send(host, command).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(OneCardError);
  expect(error).toMatchObject({ code: 'reader.card-removed', detail: { fault: fault.kind } });
  await expect(send(card, SELECT_APPLICATION)).rejects.toThrow('reader.card-removed');
  // Power comes back; memory is what was stored.
  const again = (await VirtualCard.open(store))!;
  again.powerUp();
  card.powerUp();
  const reads = [SELECT_APPLICATION, '00B0840000'];
  const slot = (await sendAll(settle(again), reads))[1]!;
  expect((await sendAll(settle(card), reads))[1]).toBe(slot);
  return slot.slice(0, 20);
}

const OLD = '5382000A45462E535441';

describe('power lost in a write', () => {
  test('before it: nothing is written', async () => {
    expect(await afterFault({ kind: 'cut-before', nth: 1 }, WRITE)).toBe(OLD);
  });

  test('after it: all is written, the answer is lost', async () => {
    expect(await afterFault({ kind: 'cut-after', nth: 1 }, WRITE)).toBe('ABABABABABABABAB5441');
  });

  test.each([
    [0, OLD],
    [1, 'AB82000A45462E535441'],
    [5, 'ABABABABAB462E535441'],
    [8, 'ABABABABABABABAB5441'],
    [99, 'ABABABABABABABAB5441'],
  ])('within it, after %i bytes', async (bytesWritten, slot) => {
    expect(await afterFault({ kind: 'torn-write', nth: 1, bytesWritten }, WRITE)).toBe(slot);
  });
});

test('a torn log record is there in part', async () => {
  card.failAt({ kind: 'torn-write', nth: 1, bytesWritten: 2 });
  const record = logRecord(0x53);
  await expect(send(host, '00E2003080', record)).rejects.toThrow('reader.card-removed');
  card.powerUp();
  const [, read] = await sendAll(settle(card), [SELECT_APPLICATION, '00B2013480']);
  expect(read).toMatch(/^53..(00){126}9000$/);
});

test('the n-th command of one instruction', async () => {
  card.failAt({ kind: 'cut-before', nth: 2, ins: 0xd6 });
  expect(await send(host, WRITE)).toBe('9000');
  expect(await send(host, '00B0840000')).toMatch(/^AB/);
  await expect(send(host, WRITE)).rejects.toThrow('reader.card-removed');
  card.powerUp();
  expect(await send(card, '00B0810001')).toMatch(/9000$/);
});

test('a signature whose answer is lost has cost a number', async () => {
  await send(host, '002241B603840182');
  card.failAt({ kind: 'cut-after', nth: 1 });
  const sign = `002A9E9A20${'00'.repeat(32)}00`;
  await expect(send(host, sign)).rejects.toThrow('reader.card-removed');
  card.powerUp();
  const responses = await sendAll(settle(card), [SELECT_APPLICATION, '002241B603840182', sign]);
  expect(responses[2]).toMatch(/^00000002/);
});

test('a fault can be disarmed, and happens once', async () => {
  card.failAt({ kind: 'cut-before', nth: 1 });
  card.failAt(undefined);
  expect(await send(host, WRITE)).toBe('9000');
  card.failAt({ kind: 'cut-before', nth: 1 });
  await expect(send(host, WRITE)).rejects.toThrow('reader.card-removed');
  card.powerUp();
  expect(await sendAll(settle(card), [SELECT_APPLICATION, WRITE])).toContain('9000');
});

test("counts that mean nothing are the caller's bug", () => {
  expect(() => card.failAt({ kind: 'cut-before', nth: 0 })).toThrow(RangeError);
  expect(() => card.failAt({ kind: 'torn-write', nth: 1, bytesWritten: -1 })).toThrow(RangeError);
});

test('a memory that fails says so, keeps what it held, and the card its power', async () => {
  card.failAt({ kind: 'memory-failure', nth: 1 });
  const [failed, slot] = await sendAll(host, [WRITE, '00B0840000']);
  expect(failed).toBe('6581');
  expect(slot!.slice(0, 20)).toBe(OLD);
  expect(card.isPowered).toBe(true);
  expect((await sendAll(host, [WRITE]))[0]).toBe('9000');
});
