/**
 * Every call to the security module, the centre and the journal fails once, before it was carried out
 * or after; the next tap of the same card with the same bill ends in exactly one settlement.
 */

import { expect, test } from 'vitest';
import type { World } from '../../examples/cli/world/open.ts';
import { OneCardError } from '../../src/errors/index.ts';
import type { CentrePort, CountyCode, Sam } from '../../src/model/index.ts';
import type { Journal } from '../../src/settlement/index.ts';
import { type Equipment, openTerminal } from '../../src/terminal/index.ts';
import { virtualReader } from '../../src/virtual/index.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

const HOME = '999001' as CountyCode;

/** Counts the calls of some methods and fails the one with this number. */
class Breaker {
  readonly #number: number;
  readonly #lost: 'command' | 'answer';
  count = 0;

  constructor(number: number, lost: 'command' | 'answer') {
    this.#number = number;
    this.#lost = lost;
  }

  /** `target` with `names` counted; the rest as it is. */
  around<T extends object>(target: T, names: readonly (keyof T)[]): T {
    return new Proxy(target, {
      get: (_, name) => {
        const member = Reflect.get(target, name, target) as unknown;
        if (typeof member !== 'function') return member;
        const call = (...values: unknown[]) => Reflect.apply(member, target, values) as unknown;
        if (!names.includes(name as keyof T)) return call;
        return async (...values: unknown[]) => {
          this.count += 1;
          const isIt = this.count === this.#number;
          if (isIt && this.#lost === 'command') throw new OneCardError('centre.unreachable');
          const answer = await call(...values);
          if (isIt) throw new OneCardError('centre.unreachable');
          return answer;
        };
      },
    });
  }
}

type Break = (world: World, breaker: Breaker) => Partial<Equipment>;

const PARTS: Readonly<Record<string, Break>> = {
  'security module': ({ equipment }, breaker) => ({
    sam: breaker.around<Sam>(equipment.sam, ['id', 'publicKey', 'macState', 'checkState', 'sign']),
  }),
  centre: ({ equipment }, breaker) => {
    const home = equipment.counties.get(HOME)!;
    const centre = breaker.around<CentrePort>(home.centre, [
      'person',
      'quote',
      'settle',
      'status',
      'reverse',
      'postWithoutCard',
      'confirm',
      'acknowledgedHead',
      'knownHead',
    ]);
    return { counties: new Map([[HOME, { ...home, centre }]]) };
  },
  journal: ({ equipment }, breaker) => ({
    journal: breaker.around<Journal>(equipment.journal, ['append']),
  }),
};

/** The outcome, or the code of the error. */
async function tap(world: World, changes: Partial<Equipment> = {}): Promise<string> {
  const reader = virtualReader(await world.card('yinjiang'));
  try {
    const transport = await reader.connect({ exclusive: true });
    const terminal = openTerminal({ ...world.equipment, ...changes });
    return (await terminal.settle(transport, await demoBill('yinjiang', 'ZY1'))).outcome;
  } catch (error) {
    if (!(error instanceof OneCardError)) throw error;
    return error.code;
  } finally {
    reader.remove();
  }
}

/** Card, journal and centre agree on one settlement, and the centre holds its signatures. */
async function expectOneSettlement(world: World): Promise<void> {
  const { journal, counties, terminalId } = world.equipment;
  const settled = [...journal.settledAfter(0)];
  expect(settled).toHaveLength(1);
  expect(journal.openIntents()).toEqual([]);
  const [entry] = settled;
  const { centre } = counties.get(HOME)!;
  expect(await centre.status(entry!.id)).toMatchObject({ outcome: 'settled', isConfirmed: true });
  expect(await centre.acknowledgedHead(terminalId)).toMatchObject({ sequence: entry!.sequence });
  const { cardSerial, memberNumber, usageAfter } = entry!.adjudication;
  const person = { home: HOME, cardSerial, memberNumber, insuranceYear: 2026 };
  expect(await centre.person(person)).toMatchObject({ cardSequence: 1, usage: usageAfter });
}

/** One tap that is broken at `number`, and the next that is not. @returns whether anything broke */
async function breakOnce(part: Break, number: number, lost: 'command' | 'answer') {
  const world = await testWorld(await temporaryFolder());
  const breaker = new Breaker(number, lost);
  await tap(world, part(world, breaker));
  if (breaker.count < number) return false;
  const second = new Breaker(number, lost);
  // Broken at the same place again: now it may be in the middle of finishing.
  await tap(world, part(world, second));
  await tap(world);
  const last = await tap(world);
  expect(last, `${lost} of call ${number}`).toBe('already-settled');
  await expectOneSettlement(world);
  world.close();
  return true;
}

/** More than any part is called in one visit. */
const CALLS_MAX = 40;

test.each(Object.entries(PARTS))('each call to the %s fails once', async (_, part) => {
  for (const lost of ['command', 'answer'] as const) {
    let number = 1;
    while (number < CALLS_MAX && (await breakOnce(part, number, lost))) number += 1;
    expect(number).toBeGreaterThan(2);
    expect(number).toBeLessThan(CALLS_MAX);
  }
});
