/** A desk of the demo with everything real, whose transitions are kept and whose parts may be broken for one tap. */

import { expect } from 'vitest';
import type { World } from '../../../examples/cli/world/open.ts';
import type { TransportLayer } from '../../../src/card/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import type {
  CentrePort,
  Clock,
  Sam,
  SamId,
  SettlementId,
  TerminalId,
} from '../../../src/model/index.ts';
import { type JournalEntry, openJournal, type Plan } from '../../../src/settlement/index.ts';
import {
  type Equipment,
  memoryCardCounters,
  openTerminal,
  type SettleOptions,
  type SettleResult,
  type Transition,
} from '../../../src/terminal/index.ts';
import { addDays, chinaDate, instant, startOfDay } from '../../../src/time.ts';
import { generateCountyKeys, SoftSam, virtualReader } from '../../../src/virtual/index.ts';
import { HOME, withCentre } from '../../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../../support/world.ts';
import { RANDOM } from '../../virtual/sam/drivers.ts';

export interface TapOptions extends SettleOptions {
  readonly changes?: Partial<Equipment>;
  readonly layer?: TransportLayer;
  /** Another bill than the card's own. */
  readonly billOf?: 'yinjiang' | 'jimunai';
}

/** The power goes: nothing after this happens. */
export class PowerCut extends Error {}

export class Desk {
  readonly world: World;
  readonly equipment: Equipment;
  readonly seen: Transition[] = [];
  /** Milliseconds that the terminal waited. */
  waitedMs = 0;
  /** Milliseconds by which the terminal's clock is ahead. */
  aheadMs = 0;

  private constructor(world: World, own: Partial<Equipment>) {
    const { clock } = world.equipment;
    const ahead: Clock = { now: () => instant(clock.now() + this.aheadMs) };
    this.world = world;
    this.equipment = {
      ...world.equipment,
      counters: memoryCardCounters(),
      ...own,
      clock: ahead,
      onTransition: (transition) => this.seen.push(transition),
      wait: async (ms, signal) => {
        signal?.throwIfAborted();
        this.waitedMs += ms;
      },
    };
  }

  static async open(): Promise<Desk> {
    return new Desk(await testWorld(await temporaryFolder()), {});
  }

  /** A second desk beside this one, with a journal of its own, known to the home county. */
  async second(): Promise<Desk> {
    const terminalId = 'H999101-T02' as TerminalId;
    const { sam, clock } = this.world.equipment;
    const centre = this.centre as CentrePort & {
      registerTerminal(terminal: object): Promise<void>;
    };
    const module = { samId: await sam.id(), publicKey: await sam.publicKey() };
    await centre.registerTerminal({ terminalId, ...module });
    const file = `${await temporaryFolder()}/second.journal`;
    return new Desk(this.world, { terminalId, journal: openJournal(file, { terminalId, clock }) });
  }

  get centre(): CentrePort {
    return this.world.equipment.counties.get(HOME)!.centre;
  }

  get journal() {
    return this.equipment.journal;
  }

  terminal(changes: Partial<Equipment> = {}) {
    return openTerminal({ ...this.equipment, ...changes });
  }

  /** One tap of the card with the bill of this number; a power cut ends it with `undefined`. */
  async tap(billNumber: string, options: TapOptions = {}): Promise<SettleResult | undefined> {
    const { changes, layer = (inner) => inner, billOf = 'yinjiang', ...asked } = options;
    const reader = virtualReader(await this.world.card('yinjiang'));
    try {
      const transport = layer(await reader.connect({ exclusive: true }));
      const bill = await demoBill(billOf, billNumber);
      return await this.terminal(changes).settle(transport, bill, asked);
    } catch (error) {
      if (error instanceof PowerCut) return undefined;
      throw error;
    } finally {
      reader.remove();
    }
  }

  /** Taps until the visit is where the power is to go; then it goes. */
  async cutAt(to: Transition['to'], billNumber: string): Promise<SettlementId> {
    const onTransition = (transition: Transition) => {
      this.seen.push(transition);
      if (transition.to === to) throw new PowerCut();
    };
    await this.tap(billNumber, { changes: { onTransition } });
    return this.newest().id!;
  }

  /** A visit of the other county, in which the power goes once the card has signed. */
  async cutOther(billNumber: string): Promise<SettlementId> {
    const reader = virtualReader(await this.world.card('jimunai'));
    const cut = this.terminal({
      onTransition({ to }) {
        if (to === 'card-committed') throw new PowerCut();
      },
    });
    const transport = await reader.connect({ exclusive: true });
    const visit = cut.settle(transport, await demoBill('jimunai', billNumber));
    await expect(visit).rejects.toThrow(PowerCut);
    reader.remove();
    return this.newest().id!;
  }

  newest(): JournalEntry {
    return this.journal.entry(this.journal.head().sequence)!;
  }

  kinds(id?: SettlementId): readonly string[] {
    const entries = id ? this.journal.entriesOf(id) : [...this.journal.entries()];
    return entries.map(({ kind }) => kind);
  }

  /** What the newest visit passed through. */
  events(): readonly string[] {
    return this.seen.map(({ event }) => event);
  }

  /** The home county's centre with some calls changed. */
  centreWith(change: (centre: CentrePort) => Partial<CentrePort>): Partial<Equipment> {
    return withCentre(this.world, change);
  }

  /** A plan that says what becomes of a settlement whose card does not come. */
  planWith(outcome: 'post-and-review' | 'reverse', afterHours = 1): Partial<Equipment> {
    const home = this.world.equipment.counties.get(HOME)!;
    const { clause } = home.plan.versions[0]!.lineTolerance;
    const versions = home.plan.versions.map((version) => ({
      ...version,
      withoutCard: { afterHours, outcome, clause },
    }));
    const bare: object = Object.create(Object.getPrototypeOf(home.plan) as object) as object;
    const plan = Object.assign(bare, home.plan, { versions }) as unknown as Plan;
    return { counties: new Map([[HOME, { ...home, plan }]]) };
  }

  /** Another security module in the place of the terminal's own. */
  async otherSam(): Promise<Sam> {
    const today = chinaDate(this.equipment.clock.now());
    return SoftSam.issue({
      id: '9991010000000BAD' as SamId,
      role: 'SETTLE',
      keys: generateCountyKeys(RANDOM),
      issuedAt: startOfDay(today),
      expiresOn: addDays(today, 30),
      dailySumMax: (await this.world.sam.status()).dailySumLeft,
    });
  }
}

export const unreachable = () => Promise.reject(new OneCardError('centre.unreachable'));

/** The settlement reaches the centre, its answer does not come back. */
export const unanswered =
  (before: (centre: CentrePort, id: SettlementId) => Promise<unknown>) =>
  (centre: CentrePort): Partial<CentrePort> => ({
    async settle(id, request) {
      await before(centre, id);
      await centre.settle(id, request);
      throw new OneCardError('centre.unreachable');
    },
  });
