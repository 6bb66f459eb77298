/** A OneCard settles through a serial reader: every command over T=1 or T=0 in CCID in frames. */
import { afterEach, describe, expect, test } from 'vitest';
import { progressOf } from '../../../src/card/index.ts';
import type { ReaderProvider } from '../../../src/reader/provider.ts';
import { serialReaders } from '../../../src/reader/serial/index.ts';
import { bytePortPair, VirtualSerialReader, withContacts } from '../../../src/virtual/index.ts';
import { prepareNext, settledCard, tapAgain } from '../../card/commit/settled.ts';
import { openSession, readVerified } from '../../card/issued.ts';

const opened: ReaderProvider[] = [];
afterEach(async () => {
  for (const readers of opened.splice(0)) await readers.close();
});

async function desk(protocol: 'T=0' | 'T=1', ifsc = 254) {
  const { card } = await settledCard(1);
  const [host, device] = bytePortPair();
  const virtual = new VirtualSerialReader({ port: device });
  virtual.insert(withContacts(card, { protocol, ifsc }));
  const readers = serialReaders({ path: 'pair', openPort: async () => host });
  opened.push(readers);
  const [reader] = await readers.list();
  return { card, virtual, reader: reader! };
}

describe.each([
  ['T=1', 254],
  ['T=1', 32],
  ['T=0', 254],
] as const)('%s, IFSC %i', (protocol, ifsc) => {
  test('read, proven and settled', async () => {
    const { reader } = await desk(protocol, ifsc);
    const session = await openSession(reader);
    const prepared = prepareNext(await readVerified(session), 2);
    const signed = await session.commit(prepared);
    expect(signed.signature).toHaveLength(64);
    await session.close();
    const again = await openSession(reader);
    expect(progressOf(await readVerified(again), prepared)).toBe('state-written');
  });
});

test.each([
  'bad-block',
  'lost-block',
  'parity-error',
  'bad-frame-lrc',
  'wtx',
  'nak',
  'noise',
] as const)('a settlement on a line where every fourth answer suffers %s', async (fault) => {
  const { reader, virtual } = await desk('T=1');
  const session = await openSession(reader);
  for (let after = 3; after < 400; after += 4) virtual.inject(fault, { after: 3 });
  const signed = await session.commit(prepareNext(await readVerified(session), 2));
  expect(signed.signature).toHaveLength(64);
});

test('power lost in the middle of a settlement: the next tap finishes the very same one', async () => {
  const { card, reader } = await desk('T=1');
  const session = await openSession(reader);
  const prepared = prepareNext(await readVerified(session), 2);
  card.failAt({ kind: 'cut-after', nth: 1 });
  await expect(session.commit(prepared)).rejects.toMatchObject({
    code: expect.stringMatching(/^(reader|card)\./),
  });
  await session.close();
  const { progress, signed } = await tapAgain({ card, reader } as never, prepared);
  expect(['log-pending', 'state-written']).toContain(progress);
  expect(signed.signature).toHaveLength(64);
});
