// Takes money from a purse whose answer is torn off, and finds out at the next tap that it was taken.
import { debitPurse, PurseSession, purchasePsam } from 'onecard/card';
import { SecretKey } from 'onecard/crypto';
import { systemClock, systemRandom } from 'onecard/terminal';
import {
  purseCardKey,
  VIRTUAL_PURSES,
  VirtualPurchasePsam,
  VirtualPurseCard,
  virtualReader,
} from 'onecard/virtual';

const masterKey = new SecretKey(new Uint8Array(16).fill(0x11));
const number = { issuer: '9990019990010000', number: '9990010000000123' };
const card = new VirtualPurseCard({
  card: number,
  purchaseKey: purseCardKey(masterKey, number),
  tacKey: new SecretKey(new Uint8Array(16).fill(0x33)),
  balances: { personal: 10_000n, family: 5_000n },
  random: systemRandom,
});

// A history in memory; a terminal keeps one that survives it.
const records = new Map();
const open = new Map();
const journal = {
  debited: async (id) => records.get(id),
  pending: async () => [...open.values()],
  begin: async (pending) => void open.set(pending.id, pending),
  async finish(record) {
    records.set(record.id, record);
    open.delete(record.id);
  },
  drop: async (id) => void open.delete(id),
};
const module = new VirtualPurchasePsam({ masterKey, terminal: '999101000001' });
const psam = purchasePsam(await virtualReader(module).connect());
const order = { id: 'ZY2026-0001', amount: 1_234n, at: systemClock.now() };

card.failAt({ kind: 'cut-after', nth: 1, ins: 0x54 });
for (const tap of ['first', 'second']) {
  const connection = await virtualReader(card).connect({ exclusive: true });
  const purse = await PurseSession.open(connection, VIRTUAL_PURSES.personal);
  const { outcome, isNew = '-' } = await debitPurse(purse, order, { psam, journal });
  console.log(tap, 'tap:', outcome, 'new:', isNew, 'records:', records.size);
  await connection.close();
}
console.log('balance', card.balance('personal'), 'debits', card.debitCount('personal'));
