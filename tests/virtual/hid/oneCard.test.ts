/** A OneCard settles through HID readers: every command in their frames. */

import { describe, expect, test } from 'vitest';
import { progressOf } from '../../../src/card/index.ts';
import {
  ctapHidReaders,
  shippedHidProfiles,
  vendorHidReaders,
} from '../../../src/reader/hid/index.ts';
import type { Reader } from '../../../src/reader/provider.ts';
import type { VirtualCard } from '../../../src/virtual/index.ts';
import {
  inHidReader,
  VirtualCtapReader,
  VirtualVendorReader,
  virtualHidBus,
} from '../../../src/virtual/index.ts';
import { prepareNext, settledCard, tapAgain } from '../../card/commit/settled.ts';
import { openSession, readVerified } from '../../card/issued.ts';

type Framing = 'CTAPHID' | 'feature-32-xor' | 'interrupt-64-ack';

async function desk(
  framing: Framing,
): Promise<{ readonly card: VirtualCard; readonly reader: Reader }> {
  const { card } = await settledCard(1);
  const bus = virtualHidBus();
  if (framing === 'CTAPHID') {
    bus.plug(new VirtualCtapReader({ card: inHidReader(card) }));
  } else {
    const profile = (await shippedHidProfiles()).find(({ id }) => id === framing)!;
    bus.plug(new VirtualVendorReader({ profile, cards: { 0: inHidReader(card) } }));
  }
  const readers = framing === 'CTAPHID' ? ctapHidReaders({ bus }) : vendorHidReaders({ bus });
  return { card, reader: await readers.waitForCard({ timeoutMs: 1_000 }) };
}

describe.each(['CTAPHID', 'feature-32-xor', 'interrupt-64-ack'] as const)('%s', (framing) => {
  test('read, proven and settled', async () => {
    const { reader } = await desk(framing);
    const session = await openSession(reader);
    const prepared = prepareNext(await readVerified(session), 2);
    const signed = await session.commit(prepared);
    expect(signed.signature).toHaveLength(64);
    await session.close();
    const again = await openSession(reader);
    expect(progressOf(await readVerified(again), prepared)).toBe('state-written');
    await again.close();
  });

  test('power lost in the middle: the next tap finishes the very same settlement', async () => {
    const { card, reader } = await desk(framing);
    const session = await openSession(reader);
    const prepared = prepareNext(await readVerified(session), 2);
    card.failAt({ kind: 'cut-after', nth: 1 });
    await expect(session.commit(prepared)).rejects.toMatchObject({
      code: expect.stringMatching(/^reader\./),
    });
    await session.close();
    const { progress, signed } = await tapAgain({ card, reader } as never, prepared);
    expect(['log-pending', 'state-written']).toContain(progress);
    expect(signed.signature).toHaveLength(64);
  });
});
