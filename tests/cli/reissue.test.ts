/** A card from the desk settles at a terminal, gets lost, and is made anew: its holder's year goes on. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCentre, samStandings } from '../../src/centre/index.ts';
import type { TrustStore } from '../../src/crypto/index.ts';
import type { SamProof } from '../../src/model/index.ts';
import { ZERO } from '../../src/money.ts';
import { openJournal } from '../../src/settlement/index.ts';
import {
  openCardCounters,
  openTerminal,
  systemClock,
  systemRandom,
} from '../../src/terminal/index.ts';
import { chinaDate, yearOf } from '../../src/time.ts';
import { fileStore, VirtualCard, virtualReader } from '../../src/virtual/index.ts';
import { billOf, CATALOGUE, COUNTY, MEMBER, PLAN, TERMINAL } from '../centre/visits.ts';
import { proven } from '../issuing/issued.ts';
import { HEADER, memberNumber, row } from '../issuing/list.ts';
import { desk, deskFolder, terminalSam } from './issuingDesk.ts';

const TODAY = chinaDate(systemClock.now());
const YEAR = yearOf(TODAY);
const FIRST = '9990010000000001';
const SECOND = '9990010000000002';

test.each(['1', '2'])(
  'the usage of a lost card, by the commands alone: suite %s',
  async (suite) => {
    const folder = deskFolder();
    const path = (name: string) => join(folder, name);
    const [issuer, cards, list, ledger] = ['issuer', 'cards', 'list.csv', 'centre.sqlite'].map(
      path,
    );
    const person = row(1, { year: YEAR }).replaceAll(memberNumber(COUNTY, 1), MEMBER);
    writeFileSync(list!, `${HEADER}\n${person.replace('测试乙甲', '测试甲')}\n`);
    const run = async (...command: readonly string[]) => {
      const done = await desk(...command, '--json');
      expect(done, done.stderr).toMatchObject({ exit: 0 });
      return JSON.parse(done.stdout).data;
    };
    const at = ['--issuer', issuer!, '--out', cards!, '--centre', ledger!];
    await run('issuer', 'init', '--county', COUNTY, '--suite', suite, '--out', issuer!);
    await run('card', 'issue', list!, ...at);

    const sam = await terminalSam(issuer!);
    const published = (name: string) =>
      Uint8Array.from(readFileSync(join(issuer!, 'public', name)));
    const proof: SamProof = {
      certificate: published(`sam-${await sam.id()}.certificate`),
      chain: [published('county.certificate')],
    };
    const trust = (): TrustStore => ({
      roots: [published('province.certificate')],
      statusLists: [published('cards-1.status')],
      samStatusLists: [published('sams-1.status')],
    });

    /** One bill at the terminal of a hospital, with its own journal and the county's ledger. */
    async function settled(serial: string, number: number) {
      const centre = openCentre({
        file: ledger!,
        clock: systemClock,
        county: COUNTY,
        plans: [PLAN],
        catalogues: [CATALOGUE],
        samStanding: samStandings(new Map([[await sam.id(), proof]]), trust),
      });
      const journal = openJournal(path('journal'), { terminalId: TERMINAL, clock: systemClock });
      const counters = openCardCounters(path('counters'));
      const card = (await VirtualCard.open(fileStore(join(cards!, `${serial}.card`))))!;
      const reader = virtualReader(card);
      try {
        const [samId, publicKey] = [await sam.id(), await sam.publicKey()];
        await centre.registerTerminal({ terminalId: TERMINAL, samId, publicKey });
        const terminal = openTerminal({
          terminalId: TERMINAL,
          journal,
          sam,
          samProof: proof,
          trust: trust(),
          counters,
          counties: new Map([[COUNTY, { plan: PLAN, centre }]]),
          catalogue: CATALOGUE,
          clock: systemClock,
          random: systemRandom,
        });
        return await terminal.settle(await reader.connect(), billOf(number, 3000, TODAY));
      } finally {
        reader.remove();
        counters.close();
        journal.close();
        centre.close();
      }
    }

    expect(await settled(FIRST, 1)).toMatchObject({ outcome: 'settled' });
    expect(await settled(FIRST, 2)).toMatchObject({ outcome: 'settled' });
    const stateOf = async (serial: string) => {
      const file = join(cards!, `${serial}.card`);
      const verification = await proven(file, sam, trust(), systemClock.now(), YEAR);
      if (verification.outcome === 'refused') return verification.failed;
      return verification.record.proven.current.state;
    };
    const before = await stateOf(FIRST);
    if (!('usage' in before)) throw new Error('the settled card was refused');
    expect(before).toMatchObject({ sequence: 2, usage: { year: YEAR, admissions: 2 } });
    expect(before.usage.benefitDrawn).toBeGreaterThan(ZERO);

    const again = ['card', 'reissue', '--serial', FIRST, ...at];
    expect(await run(...again)).toMatchObject({ blocked: FIRST, serial: SECOND });
    expect(await stateOf(FIRST)).toMatchObject([{ name: 'card-not-blocked', cause: 'blocked' }]);
    expect(await stateOf(SECOND)).toMatchObject({ sequence: 0, usage: before.usage });
    expect(await run(...again)).toMatchObject({ serial: SECOND });

    // The lost card settles nothing any more, and the year goes on with the new one.
    expect(await settled(FIRST, 3)).toMatchObject({ outcome: 'card-refused' });
    expect(await settled(SECOND, 3)).toMatchObject({ outcome: 'settled' });
    const after = await stateOf(SECOND);
    expect(after).toMatchObject({ sequence: 1, usage: { year: YEAR, admissions: 3 } });
  },
);
