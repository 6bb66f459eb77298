/**
 * Two desks, one card: taps in any order, the card pulled or torn at any command, messages to the
 * centre lost, answered into nothing, or arriving late. Whatever happens, no bill is settled twice,
 * the ledger is the sum of what stands, and once the faults end every settlement of a desk that can
 * still finish its own is signed.
 */

import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { World } from '../../examples/cli/world/open.ts';
import type { Centre } from '../../src/centre/index.ts';
import { OneCardError } from '../../src/errors/index.ts';
import type { CentrePort, SettlementId, TerminalId } from '../../src/model/index.ts';
import { type Journal, openJournal } from '../../src/settlement/index.ts';
import { type Equipment, openTerminal } from '../../src/terminal/index.ts';
import { type Fault, type VirtualCard, virtualReader } from '../../src/virtual/index.ts';
import { HOME } from '../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

const SECOND = 'H999101-T02' as TerminalId;
const BILLS = ['ZY0', 'ZY1', 'ZY2', 'ZY3'] as const;
const CALLS = [
  'person',
  'quote',
  'settle',
  'status',
  'reverse',
  'postWithoutCard',
  'confirm',
  'acknowledgedHead',
  'knownHead',
] as const satisfies readonly (keyof CentrePort)[];

interface Tap {
  readonly desk: 0 | 1;
  readonly bill: (typeof BILLS)[number];
  readonly card: Fault | undefined;
  /** What happens to the first call of that name. */
  readonly message?: {
    readonly name: (typeof CALLS)[number];
    readonly fate: 'lost' | 'unanswered' | 'late';
  };
  /** How many late messages arrive after this tap. */
  readonly arrivals: number;
}

const WRITING = [0xe2, 0xd6, 0x22, 0x2a];
const cut = fc.record({
  kind: fc.constantFrom('cut-before' as const, 'cut-after' as const),
  nth: fc.constant(1),
  ins: fc.constantFrom(...WRITING),
});
const torn = fc.record({
  kind: fc.constant('torn-write' as const),
  nth: fc.constant(1),
  ins: fc.constantFrom(0xe2, 0xd6),
  bytesWritten: fc.nat(223),
});
const TAP: fc.Arbitrary<Tap> = fc.record({
  desk: fc.constantFrom(0 as const, 1 as const),
  bill: fc.constantFrom(...BILLS),
  card: fc.oneof(fc.constant(undefined), cut, torn),
  message: fc.record({
    name: fc.constantFrom(...CALLS),
    fate: fc.constantFrom('lost' as const, 'unanswered' as const, 'late' as const),
  }),
  arrivals: fc.nat(1),
});

type Late = (() => Promise<unknown>)[];

/** The centre with one call broken; what comes late is put by. */
function broken(centre: Centre, message: Tap['message'], late: Late): CentrePort {
  let isDue = message !== undefined;
  const call = (name: (typeof CALLS)[number]) => {
    const real = centre[name].bind(centre) as (...values: unknown[]) => Promise<unknown>;
    return async (...values: unknown[]) => {
      if (!isDue || name !== message?.name) return real(...values);
      isDue = false;
      if (message.fate === 'unanswered') await real(...values);
      if (message.fate === 'late') late.push(() => real(...values));
      throw new OneCardError('centre.unreachable');
    };
  };
  return Object.fromEntries(CALLS.map((name) => [name, call(name)])) as unknown as CentrePort;
}

class Desks {
  readonly #world: World;
  readonly #centre: Centre;
  readonly #desks: readonly Pick<Equipment, 'terminalId' | 'journal'>[];
  readonly #card: VirtualCard;
  readonly #late: Late = [];

  private constructor(world: World, centre: Centre, second: Journal, card: VirtualCard) {
    const { terminalId, journal } = world.equipment;
    this.#world = world;
    this.#centre = centre;
    this.#card = card;
    this.#desks = [
      { terminalId, journal },
      { terminalId: SECOND, journal: second },
    ];
  }

  static async open(folder: string): Promise<Desks> {
    const world = await testWorld(folder);
    const { sam, clock, counties } = world.equipment;
    const centre = counties.get(HOME)!.centre as Centre;
    const module = { samId: await sam.id(), publicKey: await sam.publicKey() };
    await centre.registerTerminal({ terminalId: SECOND, ...module });
    const second = openJournal(join(folder, 'second.journal'), { terminalId: SECOND, clock });
    return new Desks(world, centre, second, await world.card('yinjiang'));
  }

  async tap({ desk, bill, card, message, arrivals }: Tap): Promise<string> {
    const home = this.#world.equipment.counties.get(HOME)!;
    const counties = new Map([
      [HOME, { ...home, centre: broken(this.#centre, message, this.#late) }],
    ]);
    const terminal = openTerminal({ ...this.#world.equipment, ...this.#desks[desk]!, counties });
    const reader = virtualReader(this.#card);
    this.#card.failAt(card);
    try {
      const transport = await reader.connect({ exclusive: true });
      return (await terminal.settle(transport, await demoBill('yinjiang', bill))).outcome;
    } catch (error) {
      if (!(error instanceof OneCardError)) throw error;
      return error.code;
    } finally {
      reader.remove();
      this.#card.failAt(undefined);
      await this.#arrive(arrivals);
    }
  }

  /** Messages that were late get there; what they are answered nobody hears. */
  async #arrive(count: number): Promise<void> {
    for (const message of this.#late.splice(0, count)) await message().catch(() => undefined);
  }

  /** Everything arrives, and every desk sees the card with every bill, twice, without a fault. */
  async calm(): Promise<readonly string[]> {
    await this.#arrive(this.#late.length);
    const outcomes: string[] = [];
    for (const desk of [0, 1, 0, 1] as const) {
      for (const bill of BILLS) {
        outcomes.push(await this.tap({ desk, bill, card: undefined, arrivals: 0 }));
      }
    }
    return outcomes;
  }

  /** What both journals hold, and what the centre says of each settlement in them. */
  async standing() {
    const entries = this.#desks.flatMap(({ journal }) => [...journal.entries()]);
    const intents = entries.filter((entry) => entry.kind === 'intent');
    const answers = await Promise.all(
      intents.map(async (intent) => ({ intent, answer: await this.#centre.status(intent.id) })),
    );
    return answers.filter(({ answer }) => answer.outcome === 'settled');
  }

  /** Settlements that came to stand without their card. */
  withoutCard(): ReadonlySet<SettlementId> {
    const entries = this.#desks.flatMap(({ journal }) => [...journal.entries()]);
    return new Set(entries.flatMap((entry) => (entry.kind === 'without-card' ? entry.id : [])));
  }

  async ledger() {
    const [standing] = await this.standing();
    const { cardSerial, memberNumber } = standing!.intent.adjudication;
    return this.#centre.person({ home: HOME, cardSerial, memberNumber, insuranceYear: 2026 });
  }

  close(): void {
    for (const { journal } of this.#desks) journal.close();
    this.#world.close();
  }
}

test('no bill is settled twice or lost, whatever breaks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(TAP, { minLength: 4, maxLength: 12 }), async (taps) => {
      const desks = await Desks.open(await temporaryFolder());
      for (const tap of taps) await desks.tap(tap);
      const outcomes = await desks.calm();
      const standing = await desks.standing();
      const person = await desks.ledger();
      const withoutCard = desks.withoutCard();
      desks.close();

      const numbers = standing.map(({ intent }) => intent.bill.billNumber);
      expect(numbers.toSorted()).toEqual([...new Set(numbers)].toSorted());
      const drawn = standing.map(
        ({ intent }): bigint => intent.adjudication.byPayer['pooled-fund'] ?? 0n,
      );
      expect(person).toMatchObject({
        cardSequence: standing.length,
        usage: {
          benefitDrawn: drawn.reduce((sum, each) => sum + each, 0n),
          admissions: standing.length,
        },
      });
      expect(numbers.toSorted()).toEqual(BILLS);
      expect(new Set(outcomes.slice(2 * BILLS.length))).toEqual(new Set(['already-settled']));
      for (const { intent, answer } of standing) {
        // Written over elsewhere before it was signed: it stands without the card, for review.
        const isConfirmed = !withoutCard.has(intent.id);
        expect(answer).toMatchObject({ isConfirmed });
      }
    }),
    { numRuns: 20 },
  );
}, 180_000);
