/**
 * Off line, every call to the security module and to the journal fails once, before it was carried out
 * or after; then every call to a centre whose link comes and goes. The next taps end in exactly one
 * settlement, which the centre takes without a question.
 */

import { expect, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import type { CentrePort, Sam } from '../../../src/model/index.ts';
import type { Journal } from '../../../src/settlement/index.ts';
import { type Equipment, openTerminal } from '../../../src/terminal/index.ts';
import { HOME, tap } from '../../support/taps.ts';
import { bill, type OfflineWorld, offlineWorld } from './support.ts';

type Lost = 'command' | 'answer';

/** `target` whose call number `number` to one of `names` fails; how many there were. */
function breaking<T extends object>(
  target: T,
  names: readonly (keyof T)[],
  number: number,
  lost: Lost,
) {
  const calls = { count: 0 };
  const broken = new Proxy(target, {
    get(_, name) {
      const member = Reflect.get(target, name, target) as unknown;
      if (typeof member !== 'function') return member;
      const call = (...values: unknown[]) => Reflect.apply(member, target, values) as unknown;
      if (!names.includes(name as keyof T)) return call;
      return async (...values: unknown[]) => {
        calls.count += 1;
        const isIt = calls.count === number;
        if (isIt && lost === 'command') throw new OneCardError('centre.unreachable');
        const answer = await call(...values);
        if (isIt) throw new OneCardError('centre.unreachable');
        return answer;
      };
    },
  });
  return { broken, calls };
}

type Break = (
  made: OfflineWorld,
  number: number,
  lost: Lost,
) => {
  readonly changes: Partial<Equipment>;
  readonly calls: { readonly count: number };
  /** Whether the centre answers again afterwards. */
  readonly isLinked?: true;
};
type Call = (...of: never[]) => unknown;

const PARTS: Readonly<Record<string, Break>> = {
  'security module': ({ world, at }, number, lost) => {
    const { sam } = world.equipment;
    const names = ['id', 'status', 'publicKey', 'macState', 'checkState', 'sign'] as const;
    const { broken, calls } = breaking<Sam>(sam, names, number, lost);
    return { changes: { ...at({ cut: true }), sam: broken }, calls };
  },
  journal: ({ world, at }, number, lost) => {
    const { journal } = world.equipment;
    const { broken, calls } = breaking<Journal>(journal, ['append'], number, lost);
    return { changes: { ...at({ cut: true }), journal: broken }, calls };
  },
  centre: ({ at, centre }, number, lost) => {
    const names = [
      'person',
      'quote',
      'settle',
      'status',
      'reverse',
      'upload',
      'confirm',
      'acknowledgedHead',
      'knownHead',
    ] as const;
    const { broken, calls } = breaking<CentrePort>(centre, [...names], number, lost);
    const reached = Object.fromEntries(
      names.map((name) => [name, (...of: never[]) => (broken[name] as Call)(...of)]),
    );
    return { changes: at({ centre: () => reached }), calls, isLinked: true };
  },
};

/** The outcome, or the code of the error. */
async function outcomeOf({ world }: OfflineWorld, changes: Partial<Equipment>) {
  try {
    const one = await bill('CALL-1', 1000);
    return (await tap(world, one, changes)).outcome;
  } catch (error) {
    if (!(error instanceof OneCardError)) throw error;
    return error.code;
  }
}

/** One tap that is broken at `number`, again at the same place, then two that are not. */
async function breakOnce(part: Break, number: number, lost: Lost): Promise<boolean> {
  const made = await offlineWorld();
  const { world, at, centre } = made;
  const first = part(made, number, lost);
  await outcomeOf(made, first.changes);
  if (first.calls.count < number) return false;
  await outcomeOf(made, part(made, number, lost).changes);
  const calm = first.isLinked ? at() : at({ cut: true });
  await outcomeOf(made, calm);
  expect(await outcomeOf(made, calm), `${lost} of call ${number}`).toBe('already-settled');

  const { journal } = world.equipment;
  expect(journal.openIntents()).toEqual([]);
  const [settled, ...more] = [...journal.settledAfter(0)];
  expect(more).toEqual([]);
  const terminal = openTerminal({ ...world.equipment, ...at() });
  await terminal.sendOutbox();
  expect(terminal.outbox().count).toBe(0);
  expect(await centre.reviews()).toEqual([]);
  const { cardSerial, memberNumber, usageAfter } = settled!.adjudication;
  const person = { home: HOME, cardSerial, memberNumber, insuranceYear: usageAfter.year };
  expect(await centre.person(person)).toMatchObject({
    cardSequence: 1,
    usage: { benefitDrawn: 38500n },
  });
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
