import { concat, fromHex } from '../../src/bytes.ts';
import {
  type DebitJournal,
  debitPurse,
  type PendingDebit,
  PurseSession,
} from '../../src/card/index.ts';
import { OneCardError } from '../../src/errors/index.ts';
import type { Amount } from '../../src/money.ts';
import { instant } from '../../src/time.ts';
import { VIRTUAL_PURSES } from '../../src/virtual/index.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { must, pickByte, pickBytes, pickOne } from './harness/inputs.ts';

const STATUS_WORDS = [
  '9000',
  '9000',
  '9000',
  '6A82',
  '9401',
  '9302',
  '9406',
  '6985',
  '6C04',
  '6108',
];
/** As long as each answer should be, so that more than lengths is looked at. */
const ANSWER_BYTES = [0, 4, 8, 15, 20];

/** A purse that answers anything: a debit ends by name, and what was begun is finished or stays open. */
export const purse: FuzzEntry = {
  name: 'purse',
  inputsPerRun: 1,
  async run(random) {
    const transport = {
      async transmit() {
        const length = pickOne(random, ANSWER_BYTES);
        const data = random() < 0.8 ? filled(random, length) : pickBytes(random, 300);
        return concat([data, fromHex(pickOne(random, STATUS_WORDS))]);
      },
      close: async () => undefined,
    };
    const open = new Map<string, PendingDebit>();
    const finished = new Set<string>();
    const journal: DebitJournal = {
      debited: async () => undefined,
      pending: async () => [...open.values()],
      begin: async (pending) => void open.set(pending.id, pending),
      async finish({ id }) {
        must(open.delete(id), 'only what was begun is finished');
        finished.add(id);
      },
      drop: async (id) => void open.delete(id),
    };
    const psam = {
      terminal: async () => '999101000001',
      computeMac1: async () => ({ terminalCounter: 1, mac1: new Uint8Array(4) }),
      checkMac2: async () => pickOne(random, ['valid', 'invalid', 'not-checked'] as const),
    };
    try {
      const session = await PurseSession.open(transport, VIRTUAL_PURSES.personal);
      const order = { id: 'fuzz', amount: 100n as Amount, at: instant(0) };
      const { outcome } = await debitPurse(session, order, { psam, journal });
      must((outcome === 'debited') === finished.has('fuzz'), 'a debit has its record');
      const isOpen = outcome === 'tap-again' || outcome === 'held';
      must(open.size === (isOpen ? 1 : 0), 'what nobody knows stays open');
    } catch (error) {
      if (!(error instanceof OneCardError)) throw error;
      must(open.size === 0, 'nothing is thrown once the card was told to take money');
    }
  },
};

function filled(random: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => pickByte(random));
}
