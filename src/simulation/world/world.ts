/** A province in small: home counties with centres, people with cards, hospitals with desks elsewhere. */

import { checkSamProof, issueCertificate, samStandingOf, suiteOf } from '../../crypto/index.ts';
import type {
  CatchUpRequest,
  CountyCode,
  ProviderCode,
  SamId,
  SamProof,
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
import { keysForRole, SoftSam } from '../../virtual/index.ts';
import { CentreHouse } from '../centreHouse.ts';
import { Desk } from '../desk.ts';
import type { FaultKind } from '../faults.ts';
import { Network } from '../network.ts';
import { Notebook } from '../notebook.ts';
import type { SeededRandom } from '../random.ts';
import { Scheduler } from '../scheduler.ts';
import { VirtualClock } from '../virtualClock.ts';
import { Authority, type CountyOffice, certificatesEnd, keyPair, SUITE } from './authority.ts';
import type { Provider } from './bills.ts';
import type { Documents, PlanVariants } from './documents.ts';
import { type Person, person } from './person.ts';

const TREATING_COUNTY = '999101' as CountyCode;
const LEVELS = ['county', 'township', 'prefecture'] as const;
const HOUSEHOLD_SIZE = 2;
const SAM_DAYS = 1_825;
const DAY_MS = 86_400_000;

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
  /** Every desk gets the newest lists. */
  refreshLists(): void;
  close(): void;
}

export async function buildWorld(options: WorldOptions): Promise<World> {
  const { random, documents } = options;
  const clock = new VirtualClock(startOf(random));
  // Cards and certificates are a day old: a desk whose clock is behind must not refuse new ones.
  const issuedAt = startOfDay(addDays(chinaDate(clock.now()), -3));
  const authority = new Authority(random, issuedAt);
  const treating = authority.county(TREATING_COUNTY);
  const plans = drawPlans(random, documents.plans, options.counties);
  const offices = new Map(
    plans.map((plan) => [plan.county.code, authority.county(plan.county.code)]),
  );
  const trust = { roots: [authority.root], statusLists: [], samStatusLists: [] } as {
    roots: readonly Uint8Array[];
    statusLists: readonly Uint8Array[];
    samStatusLists: readonly Uint8Array[];
  };
  const notebook = new Notebook();
  const houses = new Map<CountyCode, CentreHouse>();
  const limits = new Map<CountyCode, Uint8Array>();
  const refreshLists = () => {
    trust.statusLists = [...offices.values()].map((office) => office.list('cards', clock.now()));
    trust.samStatusLists = [treating.list('sams', clock.now())];
    for (const plan of plans) {
      const { code } = plan.county;
      const signed = offices.get(code)!.limits(clock.now(), plan, documents.catalogue);
      limits.set(code, signed);
      void houses.get(code)!.centre.publishLimits(signed);
    }
  };

  const proofs = new Map<SamId, SamProof>();
  const samStanding = (samId: SamId, now: Instant) => {
    const proof = proofs.get(samId);
    return proof ? samStandingOf(checkSamProof(proof, samId, trust, now)) : 'not-certified';
  };
  for (const plan of plans) {
    const county = plan.county.code;
    const house = new CentreHouse({
      county,
      clock,
      plan,
      catalogue: documents.catalogue,
      samStanding,
    });
    noteDown(house, notebook);
    options.planting?.centre?.(house);
    houses.set(county, house);
  }

  refreshLists();

  const dailySumMax = parseYuan('200000.00');
  const scheduler = new Scheduler(clock);
  const network = new Network();
  const desks: Desk[] = [];
  for (let at = 0; at < options.desks; at++) {
    const sam = await SoftSam.issue(
      {
        id: `99910100000000${String(at + 1).padStart(2, '0')}` as SamId,
        role: 'SETTLE',
        keys: keysForRole(authority.masterKeys, 'SETTLE'),
        issuedAt,
        expiresOn: addDays(chinaDate(issuedAt), SAM_DAYS),
        dailySumMax,
        usesMax: Number.MAX_SAFE_INTEGER,
      },
      { random, clock },
    );
    const samId = await sam.id();
    const samProof = {
      chain: [treating.certificate],
      certificate: issueCertificate(suiteOf(SUITE), treating.key.privateKey, {
        issuer: TREATING_COUNTY,
        subject: samId,
        role: 'sam',
        validFrom: issuedAt,
        validUntil: certificatesEnd(issuedAt),
        publicKey: await sam.publicKey(),
        suite: SUITE,
        statusPlace: { listNumber: 1, index: at },
      }),
    };
    proofs.set(samId, samProof);
    const terminalId = `H999101-T${String(at + 1).padStart(2, '0')}` as TerminalId;
    for (const { centre } of houses.values()) {
      await centre.registerTerminal({ terminalId, samId, publicKey: await sam.publicKey() });
    }
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
        sam,
        samProof,
        trust,
        houses,
        limits,
        catalogue: documents.catalogue,
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
    dailySumMax,
    refreshLists,
    close() {
      for (const desk of desks) desk.disk.close();
      for (const house of houses.values()) house.disk.close();
    },
  };
}

/** A day of 2026; every fourth world goes over the end of the year. */
function startOf(random: SeededRandom): Instant {
  const day = random.oneIn(4) ? '2026-12-22' : `2026-0${1 + random.below(9)}-1${random.below(10)}`;
  const atNine = 9 * 3_600_000;
  return (startOfDay(plainDate(day)) + atNine + random.below(DAY_MS / 4)) as Instant;
}

function drawPlans(
  random: SeededRandom,
  plans: readonly PlanVariants[],
  count: number,
): readonly Plan[] {
  const left = [...plans];
  const drawn: Plan[] = [];
  for (let at = 0; at < Math.min(count, plans.length); at++) {
    const [variants] = left.splice(random.below(left.length), 1);
    drawn.push(random.pick(variants!));
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
