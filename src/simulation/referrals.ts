/**
 * 转诊: stays that are gone through with in one go, from wherever they stand: admitted by a referral where
 * the person has one, or by one that carries nothing; charged, discharged with a referral onward, settled.
 */

import type { ProviderCode } from '../model/index.ts';
import type { Stay, StayDesk } from '../terminal/index.ts';
import { chinaDate, type PlainDate } from '../time.ts';
import { type AtDesk, atDesk, outcomeText, type VisitEnd } from './clerk.ts';
import { type Desk, OPERATOR } from './desk.ts';
import { SeededRandom } from './random.ts';
import { type Form, stayName } from './referralKinds.ts';
import { admit, drawCharges, type Errand, stayDeskOf } from './stays.ts';
import type { Person } from './world/person.ts';
import type { World } from './world/world.ts';

/** A hospital that is in no world. */
const ELSEWHERE = 'H99910100009' as ProviderCode;
/** Admission, charges, two interim bills, discharge, and each settled. */
const ACTIONS_MAX = 12;

/** What is done when nobody draws: added to the amount of a step. */
export const SCRIPTS = {
  straight: 1000,
  withInterim: 2000,
  withOldForm: 3000,
  withFormOfAnother: 4000,
} as const;

/** What the people at the desk do, in the order in which it comes up. */
interface Manner {
  readonly random: SeededRandom;
  readonly script: keyof typeof SCRIPTS | undefined;
}

/** One stay at the desk; now and then another one with the same card at another desk at the same time. */
export async function goThrough(world: World, desk: Desk, person: Person, errand: Errand) {
  const random = new SeededRandom(errand.amount);
  const at = world.desks.indexOf(desk);
  const ends = [atOneDesk(world, desk, person, errand)];
  if (errand.amount < SCRIPTS.straight && random.oneIn(6)) {
    const other =
      world.desks[(at + 1 + random.below(world.desks.length - 1)) % world.desks.length]!;
    const more = { number: `${errand.number}b`, amount: random.below(1000), faults: [] };
    ends.push(atOneDesk(world, other, person, more));
  }
  const [first] = await Promise.all(ends);
  return first;
}

function atOneDesk(world: World, desk: Desk, person: Person, errand: Errand): Promise<VisitEnd> {
  const { faults, amount, number } = errand;
  return atDesk(world, desk, person, { faults, name: 'referral' }, async (at) => {
    const scene = { world, desk, person, at, stays: stayDeskOf(at), number };
    return throughStay(scene, { random: new SeededRandom(amount, 1), script: scriptOf(amount) });
  });
}

interface Scene {
  readonly world: World;
  readonly desk: Desk;
  readonly person: Person;
  readonly at: AtDesk;
  readonly stays: StayDesk;
  readonly number: string;
}

function scriptOf(amount: number): Manner['script'] {
  const names = Object.keys(SCRIPTS) as (keyof typeof SCRIPTS)[];
  return names.findLast((name) => amount >= SCRIPTS[name]);
}

async function throughStay(scene: Scene, manner: Manner): Promise<string> {
  const { desk, person, at, stays, number } = scene;
  for (let action = 0; action < ACTIONS_MAX; action++) {
    const open = stays.open().find(({ admission }) => admission.cardSerial === person.serial);
    if (!open) {
      const referralNumber = shown(scene, manner)?.number;
      const end = await admit(desk, person, { stays, at, number, referralNumber });
      if (end !== 'admit admitted') return end;
      continue;
    }
    const { id, state } = open;
    if (state === 'in-hospital') {
      const stopped = await goOn(scene, open, manner, action);
      if (stopped) return stopped;
      continue;
    }
    const settled = await stays.settle(id, at.card());
    if (settled.outcome === 'not-settled') return outcomeText(settled.visit);
    if (state === 'discharge-due') return settled.outcome;
  }
  return 'open';
}

/** Charged, billed in between, charged again, and discharged. @returns why it does not go on */
async function goOn(
  scene: Scene,
  open: Stay,
  manner: Manner,
  action: number,
): Promise<string | undefined> {
  const { desk, stays, number } = scene;
  const { random, script } = manner;
  const { id, charges, bills } = open;
  const today = chinaDate(desk.clock.now());
  if (charges.length <= bills.length) {
    const drawn = drawCharges(open, `${number}.${action}`, random, today);
    const { outcome } = await stays.charge(id, drawn, OPERATOR);
    return outcome === 'charged' ? undefined : `charge ${outcome}`;
  }
  const isBilled = script ? script === 'withInterim' : random.oneIn(4);
  if (bills.length === 0 && isBilled) {
    const bill = { billNumber: `J${number}.${action}`, until: today, operator: OPERATOR };
    const { outcome } = await stays.interim(id, bill);
    return outcome === 'bill-due' ? undefined : `interim ${outcome}`;
  }
  const end = await leave(scene, open, manner);
  return end === 'bill-due' ? undefined : `discharge ${end}`;
}

/** Home, or referred onward; whoever forgets the number is told so. */
async function leave(scene: Scene, { id, admission }: Stay, manner: Manner): Promise<string> {
  const { desk, stays, number } = scene;
  const { random, script } = manner;
  const dischargedOn = chinaDate(desk.clock.now());
  const request = { billNumber: `U${number}`, dischargedOn, operator: OPERATOR };
  if (!script && random.oneIn(8)) {
    return (await stays.discharge(id, { ...request, disposition: 'home' })).outcome;
  }
  const disposition = 'referred' as const;
  if (random.oneIn(8)) {
    const refused = await stays.discharge(id, { ...request, disposition });
    if (refused.outcome !== 'bill-refused') return refused.outcome;
  }
  const form = writeForm(scene, admission.visit.admittedOn, random);
  const referralNumber = form.number;
  return (await stays.discharge(id, { ...request, disposition, referralNumber })).outcome;
}

function writeForm(
  { world, desk: { provider, clock }, person: { memberNumber }, number }: Scene,
  admittedOn: PlainDate,
  random: SeededRandom,
): Form {
  const others = world.desks.map((each) => each.provider.code);
  const other = others.find((code) => code !== provider.code) ?? ELSEWHERE;
  const form: Form = {
    number: `ZZ${number}`,
    member: memberNumber,
    from: provider.code,
    stay: stayName(provider.code, admittedOn),
    to: random.oneIn(4) ? ELSEWHERE : other,
    on: chinaDate(clock.now()),
  };
  world.notebook.referrals.forms.set(form.number, form);
  return form;
}

/** The form that is shown: mostly the newest of one's own from elsewhere, now and then whichever. */
function shown({ world, desk, person }: Scene, { random, script }: Manner): Form | undefined {
  const { forms } = world.notebook.referrals;
  const all = [...forms.values()];
  const { memberNumber: member } = person;
  const isOfAnother = script ? script === 'withFormOfAnother' : random.oneIn(6);
  if (isOfAnother) return all.findLast((form) => form.member !== member);
  const own = all.filter((form) => form.member === member);
  if (script === 'withOldForm') return own.at(-2) ?? own.at(-1);
  if (!script && random.oneIn(6) && own.length > 0) return random.pick(own);
  return own.findLast(({ from }) => from !== desk.provider.code) ?? own.at(-1);
}
