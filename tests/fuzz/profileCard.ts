import { concat, fromHex } from '../../src/bytes.ts';
import {
  PROFILE_CHECKS,
  psamInSlot,
  readProfile,
  recogniseCard,
  SSSE_HOLDER,
  SSSE_ISSUER,
} from '../../src/card/index.ts';
import { OneCardError } from '../../src/errors/index.ts';
import { PROFILE_SOURCES } from '../../src/model/index.ts';
import { instant } from '../../src/time.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickBytes, pickOne } from './harness/inputs.ts';

const STATUS_WORDS = [
  '9000',
  '9000',
  '9000',
  '9000',
  '6A83',
  '6982',
  '6700',
  '6A86',
  '6C12',
  '610A',
];
const ATR = fromHex('3B6D000000815443863030303030303139');
const SEEDS = [...SSSE_ISSUER.fields, ...SSSE_HOLDER.fields].map(({ tag, bytes }) => {
  return concat([Uint8Array.of(tag, bytes), new Uint8Array(bytes).fill(0x31)]);
});
const AREAS: ReadonlySet<string> = new Set(['card', 'profile', 'time']);

/** A card and a module that answer anything: reading ends, by name or with every check reported. */
export const profileCard: FuzzEntry = {
  name: 'profile card',
  inputsPerRun: 1,
  async run(random) {
    const transport = {
      async transmit() {
        const data = random() < 0.5 ? damaged(random, SEEDS) : pickBytes(random, 40);
        const sw = fromHex(pickOne(random, STATUS_WORDS));
        return sw[0] === 0x90 || random() < 0.1 ? concat([data, sw]) : sw;
      },
      close: async () => undefined,
    };
    const options = { atr: ATR, random: { bytes: (count: number) => new Uint8Array(count) } };
    try {
      await recogniseCard(transport, { atr: ATR });
      const source = pickOne(random, PROFILE_SOURCES);
      const psam = psamInSlot(transport);
      const reading = await readProfile(source, transport, { ...options, psam, now: instant(0) });
      const names = reading.checks.map(({ name }) => name);
      must(
        names.join() === Object.keys(PROFILE_CHECKS).join(),
        'every check is reported, in order',
      );
      must(!/[\p{Cc}\u202e]/u.test(reading.identity.holder.name ?? ''), 'a name can be shown');
    } catch (error) {
      if (!(error instanceof OneCardError) || !AREAS.has(error.code.split('.')[0]!)) throw error;
    }
  },
};
