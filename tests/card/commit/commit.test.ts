import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes.ts';
import {
  type CardTransport,
  type PreparedCommit,
  parseLogRecord,
  parseState,
  prepareCommit,
  progressOf,
  type TransportLayer,
} from '../../../src/card/index.ts';
import { coreHash, encodeStatement, verifySettlement } from '../../../src/crypto/index.ts';
import { amount } from '../../../src/money.ts';
import { instant } from '../../../src/time.ts';
import { alteringSam } from '../altered.ts';
import {
  cardImage,
  cardIssue,
  commitCore,
  inserted,
  NOW,
  openSession,
  readVerified,
  SAM,
  SAM_ID,
  SERIAL,
  SUITE,
  settlementId,
  usageAfter,
} from '../issued.ts';
import { rejection } from '../refusal.ts';
import { prepareNext, settledCard } from './settled.ts';

describe('preparing', () => {
  test('log record, state and statement refer to each other in one direction', async () => {
    const { reader } = await inserted(await cardImage());
    const record = await readVerified(await openSession(reader));
    const { statement, logRecord, stateBody, slot } = prepareNext(record, 1);
    expect(slot).toBe('B');
    expect(statement).toMatchObject({ cardSerial: SERIAL, sequence: 1, attempt: 1 });

    const { stateHash, ...core } = statement;
    expect(parseLogRecord(logRecord)).toEqual({
      sequence: 1,
      attempt: 1,
      kind: 'pending',
      writtenAt: NOW,
      provider: 'H99920200001',
      total: 100_000n,
      // Neither the 365.00 in cash nor the 10.00 that the hospital bears.
      fundsPay: 62_500n,
      samId: SAM_ID,
      settlementId: settlementId(1),
      coreHash: coreHash(SUITE, core).slice(0, 16),
      previousHash: new Uint8Array(16),
    });
    expect(parseState(stateBody)).toEqual({
      sequence: 1,
      attempt: 1,
      settlementId: settlementId(1),
      usage: usageAfter(1),
      writtenAt: NOW,
      samId: SAM_ID,
      logHash: SUITE.digest(logRecord),
      offline: { count: 0, sum: 0n, centreMetAt: NOW },
    });
    expect(stateHash).toEqual(SUITE.digest(stateBody));
  });

  test('off line the card counts on; on line it starts again', async () => {
    const { reader } = await inserted(await cardImage());
    const session = await openSession(reader);
    const { issuedAt } = cardIssue();
    for (const last of [1, 2]) {
      const record = await readVerified(session);
      const prepared = prepareCommit(record, commitCore(last), usageAfter(last), {
        isOnline: false,
      });
      expect(parseState(prepared.stateBody).offline).toEqual({
        count: last,
        sum: 62_500n * BigInt(last),
        centreMetAt: issuedAt,
      });
      await session.commit(prepared);
    }
    const online = prepareNext(await readVerified(session), 3);
    expect(parseState(online.stateBody).offline).toEqual({ count: 0, sum: 0n, centreMetAt: NOW });
  });

  test.each([
    ['a part of a second', { settledAt: instant(NOW + 1) }],
    ['an amount beyond the card’s integers', { total: amount(10n ** 16n) }],
    ['an institution code that is none', { provider: 'short' as never }],
  ])('%s is the caller’s bug', async (_name, changes) => {
    const { reader } = await inserted(await cardImage());
    const record = await readVerified(await openSession(reader));
    const prepare = () => prepareCommit(record, commitCore(1, changes), usageAfter());
    expect(prepare).toThrow(/expected|limits/);
  });
});

describe('writing', () => {
  test('two settlements: slots alternate, the log chains, counter and signatures hold', async () => {
    const { reader } = await settledCard(0);
    const session = await openSession(reader);
    for (const last of [1, 2]) {
      const record = await readVerified(session);
      const prepared = prepareNext(record, last);
      expect(progressOf(record, prepared)).toBe('not-started');
      const { atc, signature } = await session.commit(prepared);
      expect(atc).toBe(last);

      const fields = {
        statement: prepared.statement,
        signatures: {
          atc,
          card: signature,
          terminal: await SAM.sign(encodeStatement(prepared.statement), atc, signature),
        },
        cardKey: record.proven.settlementKey,
        terminalKey: await SAM.publicKey(),
      };
      expect(verifySettlement(fields, SUITE).outcome).toBe('valid');

      const after = await readVerified(session);
      expect(after.proven.current).toMatchObject({
        slot: last === 1 ? 'B' : 'A',
        state: { sequence: last, usage: usageAfter(last), settlementId: settlementId(last) },
      });
      expect(after.newestLog?.hash).toEqual(after.proven.current.state.logHash);
      const previous = record.newestLog?.hash.slice(0, 16) ?? new Uint8Array(16);
      expect(after.newestLog?.record.previousHash).toEqual(previous);
      expect(progressOf(after, prepared)).toBe('state-written');
    }
    await session.close();
  });

  test('the log is cyclic: after 21 settlements the card still tells one story', async () => {
    const { reader } = await settledCard(21);
    const record = await readVerified(await openSession(reader));
    expect(record.proven.current.state.sequence).toBe(21);
    expect(record.newestLog?.record.sequence).toBe(21);
  });

  test('commands of a commit, in their order', async () => {
    const { reader } = await settledCard(0);
    const commands: string[] = [];
    const session = await openSession(reader, recorder(commands));
    const prepared = prepareNext(await readVerified(session), 1);
    commands.length = 0;
    await session.commit(prepared);
    expect(commands).toEqual(['04e20030', '04d68500', '04b08500', '042241b6', '042a9e9a']);
  });

  test('the same commit again only asks for the signature, with a higher counter', async () => {
    const { reader } = await settledCard(0);
    const commands: string[] = [];
    const session = await openSession(reader, recorder(commands));
    const prepared = prepareNext(await readVerified(session), 1);
    expect((await session.commit(prepared)).atc).toBe(1);
    commands.length = 0;
    expect((await session.commit(prepared)).atc).toBe(2);
    expect(commands.filter((header) => /^04(e2|d6)/.test(header))).toEqual([]);
  });
});

describe('refusing to write', () => {
  test('on a card that was not proven in this session', async () => {
    const { reader } = await settledCard(0);
    const prover = await openSession(reader);
    const prepared = prepareNext(await readVerified(prover), 1);
    const session = await openSession(reader);
    await expect(session.commit(prepared)).rejects.toThrow(TypeError);
    await session.read();
    await expect(session.commit(prepared)).rejects.toThrow(TypeError);
    await expect(session.appendVoid(NOW)).rejects.toThrow(TypeError);
  });

  const CHANGES: readonly (readonly [string, (prepared: PreparedCommit) => PreparedCommit])[] = [
    ['state', (prepared) => ({ ...prepared, stateBody: other.stateBody })],
    ['log record', (prepared) => ({ ...prepared, logRecord: other.logRecord })],
    ['statement', (prepared) => ({ ...prepared, statement: other.statement })],
  ];
  let other: PreparedCommit;
  test.each(CHANGES)('a prepared settlement with another’s %s', async (_name, change) => {
    const { reader } = await settledCard(0);
    const session = await openSession(reader);
    const record = await readVerified(session);
    other = prepareNext(record, 2);
    await expect(session.commit(change(prepareNext(record, 1)))).rejects.toThrow(RangeError);
  });

  test('when another terminal settled meanwhile; the session stays usable', async () => {
    const { reader } = await settledCard(0);
    const session = await openSession(reader);
    const prepared = prepareNext(await readVerified(session), 1);
    await session.commit(prepareNext(await readVerified(session), 2));
    const record = await readVerified(session);
    expect(progressOf(record, prepared)).toBe('other');
    expect(await rejection(session.commit(prepared))).toEqual({
      code: 'card.commit-conflict',
      detail: { sequence: 1, attempt: 1 },
    });
    expect((await readVerified(session)).proven.current.state.sequence).toBe(1);
  });

  test('into the slot that is current', async () => {
    const { reader } = await settledCard(1);
    const session = await openSession(reader);
    const record = await readVerified(session);
    const prepared = { ...prepareNext(record, 2), slot: record.proven.current.slot };
    expect(progressOf(record, prepared)).toBe('other');
    expect((await rejection(session.commit(prepared))).code).toBe('card.commit-conflict');
  });

  test('on another card', async () => {
    const first = await settledCard(0);
    const prepared = prepareNext(await readVerified(await openSession(first.reader)), 1);
    const { card } = cardIssue();
    const serial = '9990010000000002' as typeof SERIAL;
    const second = await inserted(await cardImage({ card: { ...card, serial } }));
    const session = await openSession(second.reader);
    expect(progressOf(await readVerified(session), prepared)).toBe('other');
    expect((await rejection(session.commit(prepared))).code).toBe('card.commit-conflict');
  });
});

describe('what comes back is checked', () => {
  /** A session whose answers to one instruction are changed on the way, once armed. */
  async function tampered(ins: number, change: (response: Uint8Array) => Uint8Array) {
    const { reader } = await settledCard(0);
    let isArmed = false;
    const sam = alteringSam(SAM, ins, change, () => isArmed);
    const session = await openSession(reader, undefined, { sam });
    const prepared = prepareNext(await readVerified(session), 1);
    isArmed = true;
    return { session, prepared };
  }

  test('the slot is read back and compared', async () => {
    const { session, prepared } = await tampered(0xb0, (response) =>
      response.with(9, response[9]! ^ 1),
    );
    expect(await rejection(session.commit(prepared))).toEqual({
      code: 'card.write-not-verified',
      detail: { file: 'EF.STATE-B' },
    });
    // Written or not: nobody knows. Only a new session may look.
    expect((await rejection(session.commit(prepared))).code).toBe('card.session-in-doubt');
    expect((await rejection(session.read())).code).toBe('card.session-in-doubt');
  });

  test('the signature is checked under the key that the county signed', async () => {
    const { session, prepared } = await tampered(0x2a, (response) =>
      response.with(9, response[9]! ^ 1),
    );
    expect((await rejection(session.commit(prepared))).code).toBe(
      'card.settlement-signature-invalid',
    );
  });

  test('the counter must be higher than any seen before', async () => {
    const { reader } = await settledCard(0);
    const session = await openSession(reader);
    const prepared = prepareNext(await readVerified(session), 1);
    expect(await rejection(session.commit(prepared, { atcSeen: 1 }))).toEqual({
      code: 'card.counter-not-monotonic',
      detail: { atc: 1, atcSeen: 1 },
    });
  });

  test('an old signature played back is no new one, though it verifies', async () => {
    let answer: Uint8Array | undefined;
    const { reader } = await settledCard(0);
    const sam = alteringSam(SAM, 0x2a, (response) => {
      answer ??= response;
      return answer;
    });
    const session = await openSession(reader, undefined, { sam });
    const prepared = prepareNext(await readVerified(session), 1);
    await session.commit(prepared);
    expect((await rejection(session.commit(prepared))).code).toBe('card.counter-not-monotonic');
  });

  test('a response changed on the way ends the channel, and leaves the session in doubt', async () => {
    const { reader } = await settledCard(0);
    let isArmed = false;
    const session = await openSession(reader, (inner) => ({
      async transmit(command) {
        const response = await inner.transmit(command);
        return isArmed ? response.with(0, response[0]! ^ 1) : response;
      },
      close: () => inner.close(),
    }));
    const prepared = prepareNext(await readVerified(session), 1);
    isArmed = true;
    expect((await rejection(session.commit(prepared))).code).toBe('crypto.channel-response-forged');
    expect((await rejection(session.commit(prepared))).code).toBe('card.session-in-doubt');
  });

  test('an error status word is named, and leaves the session in doubt', async () => {
    const { session, prepared } = await tampered(0xe2, () => Uint8Array.of(0x65, 0x81));
    expect(await rejection(session.commit(prepared))).toEqual({
      code: 'card.unexpected-status',
      detail: { command: 'APPEND RECORD', sw: '6581' },
    });
    expect((await rejection(session.read())).code).toBe('card.session-in-doubt');
  });
});

function recorder(commands: string[]): TransportLayer {
  return (inner: CardTransport) => ({
    transmit(command) {
      commands.push(toHex(command.subarray(0, 4)));
      return inner.transmit(command);
    },
    close: () => inner.close(),
  });
}
