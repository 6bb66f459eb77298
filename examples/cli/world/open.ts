/** Opens the world: terminal, centres, journal and cards, with fresh lists of blocked cards. */

import { readdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Centre, samStandings } from '../../../src/centre/index.ts';
import { parseCertificate } from '../../../src/crypto/index.ts';
import type { CountyCode, Sam, SamProof, SuiteId } from '../../../src/model/index.ts';
import { openJournal } from '../../../src/settlement/index.ts';
import {
  type Equipment,
  type HomeCounty,
  moduleCheckpoints,
  openCardCounters,
  openTerminal,
  systemClock,
  systemRandom,
  type Terminal,
  type VisitStep,
} from '../../../src/terminal/index.ts';
import { fileStore, SoftSam, VirtualCard } from '../../../src/virtual/index.ts';
import { UsageError } from '../output.ts';
import { openHomeCentre, readCatalogue } from './centre.ts';
import { createWorld, WORLD_FORMAT } from './create.ts';
import { load, missingFile, systemCode, type WorldFiles, worldFiles } from './files.ts';
import { AWAY, freshLimits } from './offline.ts';
import { HOMES, type Home, type HomeName, TERMINAL_ID, TREATING_COUNTY } from './persons.ts';
import { openStatusList } from './statusLists.ts';

export interface World extends Cards {
  readonly terminal: Terminal;
  /** What the terminal was composed from. */
  readonly equipment: Equipment;
  /** The county centres, whether the terminal reaches them or not. */
  readonly centres: ReadonlyMap<CountyCode, Centre>;
  close(): void;
}

/** What it takes to read a card and to prove it; several processes may have it open. */
export interface Cards {
  readonly isNew: boolean;
  readonly files: WorldFiles;
  readonly sam: SoftSam;
  readonly samProof: SamProof;
  readonly trust: Equipment['trust'];
  /** The virtual card of a home county. */
  card(name: HomeName): Promise<VirtualCard>;
}

/**
 * Opens the cards of the world in `folder`, making the world first when nothing is there.
 * @param suite of a world that is made now; 1 unless told
 */
export async function openCards(folder: string, suite: SuiteId = 1): Promise<Cards> {
  const path = resolve(folder);
  const isNew = (await isAbsentOrEmpty(path)) && (await createWorld(path, suite));
  const files = worldFiles(path);
  await assertWorld(files, folder);
  const counties = Object.values(HOMES).map(({ county }) => county);
  const root = await must(files.root);
  const { suite: madeIn } = parseCertificate(root);
  const made = { files, suite: madeIn };
  const cardLists = counties.map((county) =>
    openStatusList({ ...made, county, path: files.statusList(county), kind: 'cards' }),
  );
  const treating = { county: TREATING_COUNTY, path: files.samStatusList(TREATING_COUNTY) };
  const samList = openStatusList({ ...made, ...treating, kind: 'sams' });
  return {
    isNew,
    files,
    sam: await openSam(files.sam),
    samProof: {
      certificate: await must(files.samCertificate),
      chain: [await must(files.countyCertificate(TREATING_COUNTY))],
    },
    // Asked in every check: a desk runs for weeks.
    trust: {
      roots: [root],
      get statusLists() {
        return cardLists.map((list) => list());
      },
      get samStatusLists() {
        return [samList()];
      },
    },
    card: (name) => openCard(files, HOMES[name]),
  };
}

/** A world that is opened for a desk. */
export interface Opened {
  readonly cards: Cards;
  /** The module that the terminal works with instead of the world's own. */
  readonly sam: Sam;
  readonly wait?: Equipment['wait'];
  /** Whether the centres answer; with it the counties sign what they allow off line. */
  readonly link?: 'reachable' | 'away';
}

/**
 * Opens the whole world: its one terminal with its journal, and the centres.
 * @param opened its cards, opened before, and how the desk is connected
 */
export async function openWorld(
  folder: string,
  onStep: (step: VisitStep) => void = () => {},
  opened?: Opened,
): Promise<World> {
  const cards = opened?.cards ?? (await openCards(folder));
  const { files, samProof, trust } = cards;
  const sam = opened?.sam ?? cards.sam;
  const samStanding = samStandings(new Map([[await cards.sam.id(), samProof]]), () => trust);
  const catalogue = await readCatalogue();
  const journal = openJournal(files.journal, {
    terminalId: TERMINAL_ID,
    clock: systemClock,
    checkpoints: moduleCheckpoints(sam),
  });
  const counters = openCardCounters(files.counters);
  const open: { close(): void }[] = [journal, counters];
  const close = () => {
    for (const each of open) each.close();
  };
  const counties = new Map<CountyCode, HomeCounty>();
  const centres = new Map<CountyCode, Centre>();
  try {
    for (const home of Object.values(HOMES)) {
      // Without its ledger a county would know nobody, and a new one would say that nothing was settled.
      await mustHold(files.centre(home.county));
      const { centre, plan } = await openHomeCentre(files, home, catalogue, samStanding);
      open.push(centre);
      centres.set(home.county, centre);
      const documents = { plan, catalogue };
      const offlineLimits =
        opened?.link && (await freshLimits(files, home.county, documents, centre));
      const reached = opened?.link === 'away' ? AWAY : centre;
      counties.set(home.county, { centre: reached, plan, offlineLimits });
    }
  } catch (error) {
    close();
    throw error;
  }
  const equipment: Equipment = {
    terminalId: TERMINAL_ID,
    journal,
    sam,
    samProof,
    trust,
    counters,
    counties,
    catalogue,
    clock: systemClock,
    random: systemRandom,
    onStep,
    ...(opened?.wait && { wait: opened.wait }),
  };
  return { ...cards, terminal: openTerminal(equipment), equipment, centres, close };
}

async function isAbsentOrEmpty(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return true;
    throw new UsageError(`${folder}: not a folder 不是文件夹`, { cause: error });
  }
}

async function assertWorld(files: WorldFiles, folder: string): Promise<void> {
  const marker = await load(files.marker);
  if (!marker || new TextDecoder().decode(marker).trim() !== WORLD_FORMAT) {
    throw new UsageError(
      `${folder}: not a folder of this version's world (world.txt with ${WORLD_FORMAT}). ` +
        '该文件夹不是本版本的演示数据。Name another folder with --data, or remove this one.',
    );
  }
}

async function mustHold(path: string): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size === 0) throw missingFile(path);
}

async function must(path: string): Promise<Uint8Array> {
  const bytes = await load(path);
  if (!bytes) throw missingFile(path);
  return bytes;
}

async function openSam(path: string): Promise<SoftSam> {
  const sam = await SoftSam.open(fileStore(path), { clock: systemClock });
  if (!sam) throw missingFile(path);
  return sam;
}

async function openCard(files: WorldFiles, home: Home): Promise<VirtualCard> {
  const path = files.card(home.county);
  const card = await VirtualCard.open(fileStore(path));
  if (!card) throw missingFile(path);
  return card;
}
