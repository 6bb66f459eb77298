/** A province in small: home counties with centres, people with cards, hospitals with desks elsewhere. */

import { checkSamProof, samStandingOf, suiteOf } from '../../crypto/index.ts';
import type {
  CatchUpRequest,
  CountyCode,
  ProviderCode,
  SamId,
  SettleAnswer,
  SettlementId,
  SettleRequest,
  TerminalId,
  UploadAnswer,
} from '../../model/index.ts';
import { type Amount, parseYuan } from '../../money.ts';
import type { CheckpointSigner, Plan } from '../../settlement/index.ts';
import type { Equipment, Transition } from '../../terminal/index.ts';
import { addDays, chinaDate, type Instant, plainDate, startOfDay } from '../../time.ts';
import { CentreHouse } from '../centreHouse.ts';
import { Desk } from '../desk.ts';
import type { FaultKind } from '../faults.ts';
import { Network } from '../network.ts';
import { Notebook } from '../notebook.ts';
import type { SeededRandom } from '../random.ts';
import { Scheduler } from '../scheduler.ts';
import { VirtualClock } from '../virtualClock.ts';
import { Authority, type CountyOffice, keyPair, SUITE } from './authority.ts';
import type { Provider } from './bills.ts';
import type { Documents, PlanVariants } from './documents.ts';
import { MODULE_DAILY_SUM, ModuleMaker } from './modules.ts';
import { type Person, person } from './person.ts';

const TREATING_COUNTY = '999101' as CountyCode;
const LEVELS = ['county', 'township', 'prefecture'] as const;
const HOUSEHOLD_SIZE = 2;
const DAY_MS = 86_400_000;
/** What the funds pay, from where on a PIN is asked for, in yuan. */
const PIN_FROM = ['0.00', '200.00', '1000.00'] as const;

/** Of five counties, how many let stays share a deductible; they settle no stay off line. */
const MERGING_OF_FIVE = 2;

/** How mistakes are planted: nothing of it is in a world of its own accord. */
export interface Planting {
  readonly equipment?: (equipment: Equipment, desk: Desk) => Equipment;
  readonly centre?: (house: CentreHouse) => void;
  readonly desk?: (desk: Desk) => void;
  readonly signer?: (signer: CheckpointSigner) => CheckpointSigner;
}

export interface WorldOptions {
  readonly random: SeededRandom;
  readonly documents: Documents;
  readonly counties: number;
  readonly personsPerCounty: number;
  readonly desks: number;
  readonly planting?: Planting;
  readonly onFault: (kind: FaultKind) => void;
  readonly onTransition: (transition: Transition) => void;
  readonly onCount: (name: string) => void;
}

export interface World {
  readonly clock: VirtualClock;
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly notebook: Notebook;
  readonly houses: ReadonlyMap<CountyCode, CentreHouse>;
  readonly offices: ReadonlyMap<CountyCode, CountyOffice>;
  readonly desks: readonly Desk[];
  readonly persons: readonly Person[];
  /** What funds may pay under one module's signature in a day. */
  readonly dailySumMax: Amount;
  /** Every desk gets the newest lists, and limits for the plans and the catalogue in force. */
  refreshLists(): void;
  /** The same, and every lost card is found, where anything has changed or a day has gone by. */
  mendLists(): void;
  /** The other issue of the catalogue is in force from now on. */
  publishOtherCatalogue(): void;
  /** The county's staff take back what stands newest of the card, or nothing. */
  reverseByCounty(person: Person): Promise<void>;
  /** The card is reported lost, or found; the list that says so is at every desk at once. */
  updateList(person: Person): void;
  /** A new module for the desk, certified, and registered at every centre. */
  replaceModule(desk: Desk): Promise<void>;
  /** Something with a name came by (`coverage.ts`). */
  count(name: string): void;
  close(): void;
}

export async function buildWorld(options: WorldOptions): Promise<World> {
  const { random, documents } = options;
  const clock = new VirtualClock(startOf(random));
  // Cards and certificates are a day old: a desk whose clock is behind must not refuse new ones.
  const issuedAt = startOfDay(addDays(chinaDate(clock.now()), -3));
  const authority = new Authority(random, issuedAt);
  const treating = authority.county(TREATING_COUNTY);
  const drawn = drawPlans(random, documents, options.counties);
  const offices = new Map(
    drawn.map(([plan]) => [plan.county.code, authority.county(plan.county.code)]),
  );
  let catalogueIndex: 0 | 1 = 0;
  const catalogue = () => documents.catalogues[catalogueIndex];
  const modules = new ModuleMaker(treating, authority, { issuedAt, random, clock });
  const trust = { roots: [authority.root], statusLists: [], samStatusLists: [] } as {
    roots: readonly Uint8Array[];
    statusLists: readonly Uint8Array[];
    samStatusLists: readonly Uint8Array[];
  };
  const notebook = new Notebook();
  const houses = new Map<CountyCode, CentreHouse>();
  const limits = new Map<CountyCode, Uint8Array>();
  let refreshedAt = clock.now();
  /** What the newest limits confirm. */
  let confirmed: readonly unknown[] = [];
  const inForce = () => [catalogue(), ...[...houses.values()].map(({ plan }) => plan)];
  const refreshLists = () => {
    refreshedAt = clock.now();
    confirmed = inForce();
    trust.statusLists = [...offices.values()].map((office) => office.list('cards', clock.now()));
    trust.samStatusLists = [treating.list('sams', clock.now())];
    for (const [code, { plan, centre }] of houses) {
      const signed = offices.get(code)!.limits(clock.now(), plan, catalogue());
      limits.set(code, signed);
      void centre.publishLimits(signed);
    }
  };

  const samStanding = (samId: SamId, now: Instant) => {
    const proof = modules.proofs.get(samId);
    return proof ? samStandingOf(checkSamProof(proof, samId, trust, now)) : 'not-certified';
  };
  for (const plans of drawn) {
    const county = plans[0].county.code;
    const house = new CentreHouse({
      county,
      clock,
      plans,
      catalogues: documents.catalogues,
      samStanding,
    });
    noteDown(house, notebook);
    options.planting?.centre?.(house);
    houses.set(county, house);
  }

  refreshLists();

  const pinFrom = random.oneIn(2) ? parseYuan(random.pick(PIN_FROM)) : undefined;
  const scheduler = new Scheduler(clock);
  const network = new Network();
  const desks: Desk[] = [];
  for (let at = 0; at < options.desks; at++) {
    const module = await modules.make();
    const terminalId = `H999101-T${String(at + 1).padStart(2, '0')}` as TerminalId;
    const registration = { terminalId, samId: module.id, publicKey: await module.sam.publicKey() };
    for (const { centre } of houses.values()) await centre.registerTerminal(registration);
    const key = keyPair(random);
    const signer: CheckpointSigner = {
      publicKey: async () => key.publicKey,
      sign: async (message) => suiteOf(SUITE).sign(key.privateKey, message),
    };
    desks.push(
      new Desk({
        signer: options.planting?.signer?.(signer) ?? signer,
        checkpointKey: key.publicKey,
        terminalId,
        provider: providerOf(at),
        module,
        trust,
        houses,
        limits,
        catalogue,
        network,
        scheduler,
        clock,
        random: random.fork(),
        onFault: options.onFault,
        onTransition: options.onTransition,
        around: options.planting?.equipment ?? ((equipment) => equipment),
      }),
    );
  }

  for (const desk of desks) {
    options.planting?.desk?.(desk);
    if (pinFrom !== undefined) desk.holder.pinFrom = pinFrom;
    desk.start();
  }

  const persons: Person[] = [];
  for (const [county, office] of offices) {
    for (let index = 0; index < options.personsPerCounty; index++) {
      const issuingSam = desks[0]!.sam;
      const made = await person(index, HOUSEHOLD_SIZE, {
        authority,
        office,
        issuingSam,
        issuedAt,
        random,
      });
      const { memberNumber, holder, participation, serial, settlementKey } = made;
      await houses.get(county)!.centre.register({
        memberNumber,
        name: holder.name,
        bornOn: holder.bornOn,
        participation,
        ...(holder.sex === 0 ? {} : { sex: holder.sex }),
        cards: [{ serial, settlementKey }],
      });
      persons.push(made);
    }
  }

  return {
    clock,
    scheduler,
    network,
    notebook,
    houses,
    offices,
    desks,
    persons,
    dailySumMax: MODULE_DAILY_SUM,
    refreshLists,
    mendLists() {
      const found = [...offices.values()].map((office) => office.unblockAll());
      const isBehind = inForce().some((document, at) => document !== confirmed[at]);
      const isOld = clock.now() - refreshedAt >= DAY_MS;
      if (found.includes(true) || isBehind || isOld) refreshLists();
    },
    publishOtherCatalogue() {
      catalogueIndex = catalogueIndex === 0 ? 1 : 0;
    },
    async reverseByCounty({ serial, county }) {
      const newest = notebook.ofCard(serial).findLast(({ isReversed }) => !isReversed);
      if (!newest) return;
      notebook.byCounty.add(newest.id);
      await houses.get(county)!.call('reverse', [newest.id]);
    },
    updateList({ county, listIndex }) {
      offices.get(county)!.toggleBlocked(listIndex);
      refreshLists();
    },
    async replaceModule(desk) {
      const samId = await desk.sam.id();
      treating.blockModule(modules.placeOf(samId));
      const module = await modules.make();
      refreshLists();
      const registration = {
        terminalId: desk.terminalId,
        samId: module.id,
        publicKey: await module.sam.publicKey(),
        replaces: { samId, operator: 'county', note: '模块损坏' },
      };
      for (const { centre } of houses.values()) await centre.registerTerminal(registration);
      desk.replaceModule(module);
    },
    count: options.onCount,
    close() {
      for (const desk of desks) desk.disk.close();
      for (const house of houses.values()) house.disk.close();
    },
  };
}

/** A day of 2026; every other world is near the end of the year. */
function startOf(random: SeededRandom): Instant {
  const day = random.oneIn(2)
    ? `2026-12-${random.between(12, 31)}`
    : `2026-0${1 + random.below(9)}-1${random.below(10)}`;
  const atNine = 9 * 3_600_000;
  return (startOfDay(plainDate(day)) + atNine + random.below(DAY_MS / 4)) as Instant;
}

function drawPlans(
  random: SeededRandom,
  { plans, merging }: Documents,
  count: number,
): readonly PlanVariants[] {
  const left = [...plans];
  const drawn: PlanVariants[] = [];
  for (let at = 0; at < Math.min(count, plans.length); at++) {
    const [own] = left.splice(random.below(left.length), 1);
    const variants = random.below(5) < MERGING_OF_FIVE ? merging(own![0].county.code) : own;
    // Every other county posts what its card did not come for.
    const first = random.oneIn(2) ? 1 : random.below(variants!.length);
    drawn.push([
      ...variants!.slice(first),
      ...variants!.slice(0, first),
    ] as readonly Plan[] as PlanVariants);
  }
  return drawn;
}

/** Two desks a hospital. */
function providerOf(desk: number): Provider {
  const hospital = Math.floor(desk / 2) + 1;
  return {
    code: `H9991010000${hospital}` as ProviderCode,
    county: TREATING_COUNTY,
    name: `示范就医县第${hospital}医院`,
    level: LEVELS[(hospital - 1) % LEVELS.length]!,
  };
}

/** What the centre answers, and whether the intent stood in the desk's journal before it was asked. */
function noteDown(house: CentreHouse, notebook: Notebook): void {
  house.onAnswer = (name, values, answer) => {
    if (name === 'settle') {
      notebook.settleAnswered(values[1] as SettleRequest, answer as SettleAnswer);
    }
    if (name === 'upload') {
      notebook.uploadAnswered(values[1] as SettleRequest, answer as UploadAnswer);
    }
    if (name === 'catchUp' && (answer as { readonly outcome: string }).outcome === 'allowed') {
      const { id, settlement, cardSequence } = values[0] as CatchUpRequest;
      notebook.catchUpAllowed(id, settlement, cardSequence);
    }
    if (
      name === 'postWithoutCard' &&
      (answer as { readonly outcome: string }).outcome === 'posted'
    ) {
      notebook.postedWithoutCard(values[0] as SettlementId);
    }
    if (name === 'reverse' && (answer as { readonly outcome: string }).outcome === 'reversed') {
      notebook.reversed(values[0] as SettlementId);
    }
  };
}
