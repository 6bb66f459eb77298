/** Cards in use in a slot of the PC/SC daemon: our reader reads them, and so do programs that are not ours. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes.ts';
import { debitPurse, PurseSession, readProfile, recogniseCard } from '../../../src/card/index.ts';
import { pcscReaders } from '../../../src/reader/index.ts';
import {
  connectVpcd,
  type InsertableCard,
  VIRTUAL_PURSES,
  type VpcdSlot,
} from '../../../src/virtual/index.ts';
import {
  countedRandom,
  HOLDER,
  NOW,
  readPsam,
  residentsHealthCard,
  socialSecurityCard,
} from '../../card/profiles/cards.ts';
import { fen, purseCard, Till } from '../../card/purse/till.ts';
import { slotIsEmpty } from '../../reader/slots.ts';
import { describePcscStack } from '../../support/realStack.ts';

const run = promisify(execFile);
const SELECT_SSSE = '00A404000F7378312E73682EC9E7BBE1B1A3D5CF';
/** A stranger that selects SSSE, EF05 and reads the card number, by number. */
const PYSCARD = `
from smartcard.System import readers
c = readers()[0].createConnection(); c.connect()
def send(h):
    d, a, b = c.transmit(list(bytes.fromhex(h))); return bytes(d), a, b
for h in ("${SELECT_SSSE}00", "00A4000002EF0500", "00B207040B"):
    d, a, b = send(h)
    if a == 0x61: d, a, b = send("00C00000%02x" % b)
    if a == 0x6C: d, a, b = send(h[:-2] + "%02x" % b)
print(d.hex(), "%02x%02x" % (a, b))
`;

describePcscStack(import.meta.url, () => {
  let slot: VpcdSlot | undefined;
  afterEach(async () => {
    await slot?.close();
    slot = undefined;
    await slotIsEmpty();
  });

  async function connected(card: InsertableCard) {
    slot = await connectVpcd(card);
    const reader = await pcscReaders().waitForCard({ timeoutMs: 20_000 });
    return reader.connect({ exclusive: true });
  }

  describe('a card in use through the daemon', () => {
    test.each([
      ['social-security', () => socialSecurityCard({ generation: 3 }), 'DES'],
      [
        'social-security',
        () => socialSecurityCard({ generation: 1, addressing: 'by-tag', style: 'get-response' }),
        'DES',
      ],
      [
        'social-security',
        () =>
          socialSecurityCard({
            generation: 3,
            addressing: 'by-sfi',
            style: 'wrong-le',
            algorithm: 'SM4',
          }),
        'SM4',
      ],
      ['residents-health', () => residentsHealthCard({ style: 'get-response' }), 'SM4'],
    ] as const)('%s is recognised and read', async (kind, make, algorithm) => {
      const connection = await connected(make());
      const { atr } = connection;
      expect((await recogniseCard(connection, { atr })).kind).toBe(kind);
      const psam = readPsam(algorithm);
      const options = { atr, psam, random: countedRandom(), now: NOW };
      const { identity } = await readProfile(kind, connection, options);
      expect(identity.holder).toEqual({ ...HOLDER, sex: 1 });
      await connection.close();
    });

    test('opensc-tool and pyscard read the same card number', async () => {
      const card = socialSecurityCard({ style: 'get-response' });
      const connection = await connected(card);
      await connection.close();
      const atr = await run('opensc-tool', ['--reader', '0', '--atr']);
      expect(atr.stdout.replaceAll(/[:\s]/g, '')).toBe(toHex(card.atr));
      const sent = ['--reader', '0', '--card-driver', 'default', '--send-apdu'];
      const select = await run('opensc-tool', [...sent, `${SELECT_SSSE}00`]);
      expect(select.stdout).toMatch(/SW1=0x(90|61)/);
      const stranger = await run('/usr/bin/python3', ['-c', PYSCARD]);
      expect(stranger.stdout.trim()).toBe(`0709${toHex(Buffer.from('X00000019'))} 9000`);
    });

    test('a purse is debited, torn after the debit, and found out at the next tap', async () => {
      const till = new Till(purseCard());
      const connection = await connected(till.card);
      till.card.failAt({ kind: 'cut-after', nth: 1, ins: 0x54 });
      const { psam, journal } = till;
      const order = { id: 'bill-1', amount: fen(1_234n), at: NOW };
      const torn = await PurseSession.open(connection, VIRTUAL_PURSES.personal);
      expect((await debitPurse(torn, order, { psam, journal })).outcome).toBe('tap-again');
      await connection.close();
      await slot?.close();
      await slotIsEmpty();
      const again = await connected(till.card);
      const purse = await PurseSession.open(again, VIRTUAL_PURSES.personal);
      const found = await debitPurse(purse, order, { psam, journal });
      expect(found).toMatchObject({ outcome: 'debited', isNew: false, record: { mac2: 'valid' } });
      expect(await purse.balance()).toBe(10_000n - 1_234n);
      await again.close();
    });
  });
});
