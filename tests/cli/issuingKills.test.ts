/**
 * 300 cards with 5 kills at random points; `npm run soak:issue` makes it 10,000 and 20. Prints what it
 * measured.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseReport } from '../../src/issuing/index.ts';
import { systemClock } from '../../src/terminal/index.ts';
import { chinaDate, yearOf } from '../../src/time.ts';
import { proven } from '../issuing/issued.ts';
import { identityNumber, listOf } from '../issuing/list.ts';
import { printMeasured } from '../support/measured.ts';
import { cardHashes, desk, deskFolder, deskWithin, killed, terminalSam } from './issuingDesk.ts';

const CARDS = Number(process.env.ONECARD_SOAK_CARDS ?? 300);
const KILLS = Number(process.env.ONECARD_SOAK_KILLS ?? 5);
/** A lot takes some hundred milliseconds: the slice is killed within it, the soak after a good many. */
const DELAY_MS_MAX = Number(process.env.ONECARD_SOAK_DELAY_MS ?? 150);
/** The slice needs half a minute, the soak a quarter of an hour on a loaded machine. */
const LIMIT_MS = Math.max(240_000, CARDS * 300);

test(
  `${CARDS} cards are issued through up to ${KILLS} kills, without a duplicate and without a gap`,
  async () => {
    const folder = deskFolder();
    const [issuer, cards, list] = ['issuer', 'cards', 'list.csv'].map((name) => join(folder, name));
    const year = yearOf(chinaDate(systemClock.now()));
    writeFileSync(list!, listOf(CARDS, { year }));
    const founded = await desk('issuer', 'init', '--county', '999001', '--out', issuer!);
    expect(founded).toMatchObject({ exit: 0 });
    const command = ['card', 'issue', list!, '--issuer', issuer!, '--out', cards!];

    const seed = Date.now() % 1_000_000;
    let state = seed;
    const delay = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state % DELAY_MS_MAX;
    };
    const startedAt = performance.now();
    const seen = new Map<string, string>();
    let killCount = 0;
    const counts: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      if (await killed(command, cards!, delay)) killCount += 1;
      for (const [name, hash] of cardHashes(cards!)) {
        // What was once there is never made again, with other keys or at all.
        expect(seen.get(name) ?? hash, `${name}, seed ${seed}`).toBe(hash);
        seen.set(name, hash);
      }
      counts.push(seen.size);
    }
    expect(killCount, `kills before the end, cards ${counts.join(' ')}`).toBeGreaterThan(0);
    const last = await deskWithin(LIMIT_MS, ...command, '--json');
    expect(last, `seed ${seed}`).toMatchObject({ exit: 0 });
    const issuedMs = performance.now() - startedAt;

    const names = readdirSync(cards!).sort();
    const expected = Array.from({ length: CARDS }, (_, index) => {
      return `999001${String(index + 1).padStart(10, '0')}.card`;
    });
    expect(names, `seed ${seed}`).toEqual([...expected, 'issued-1.report']);
    const final = cardHashes(cards!);
    for (const [name, hash] of seen) expect(final.get(name)).toBe(hash);
    expect(parseReport(readFileSync(join(cards!, 'issued-1.report'))).rowCount).toBe(CARDS);
    const report = join(cards!, 'issued-1.report');
    const verify = ['issuer', 'report', 'verify', report, '--issuer', issuer!, '--cards', cards!];
    const checked = await desk(...verify);
    expect(checked).toMatchObject({ exit: 0 });

    const publicFolder = join(issuer!, 'public');
    const file = (name: string) => Uint8Array.from(readFileSync(join(publicFolder, name)));
    const trust = { roots: [file('province.certificate')], statusLists: [file('cards-1.status')] };
    const sam = await terminalSam(issuer!);
    const provenFrom = performance.now();
    const keys = new Set<string>();
    for (const [index, name] of expected.entries()) {
      const now = systemClock.now();
      const verification = await proven(join(cards!, name), sam, trust, now, year);
      if (verification.outcome !== 'verified') throw new Error(`${name}: refused, seed ${seed}`);
      const { holder, proven: facts } = verification.record;
      expect(holder.identityNumber).toBe(identityNumber('999001', index + 1));
      keys.add(Buffer.from(facts.settlementKey).toString('hex'));
    }
    expect(keys.size).toBe(CARDS);
    const provenMs = performance.now() - provenFrom;
    printMeasured(
      `${CARDS} cards, ${killCount} kills at ${counts.join(' ')} (seed ${seed}): issued in ${Math.round(issuedMs / 1000)} s, all proven in ${Math.round(provenMs / 1000)} s`,
    );
  },
  LIMIT_MS,
);
