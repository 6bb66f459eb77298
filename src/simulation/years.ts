/** What a history came by at the end of a year: visits that go over it, files that end in the middle of them. */

import { MATTERS } from '../settlement/journal/matters.ts';
import { chinaDate, type Instant, yearOf } from '../time.ts';
import type { Desk } from './desk.ts';
import type { World } from './world/world.ts';

/** What becomes of a rotation. */
export const ROTATION_ENDS = [
  'rotated',
  /** The power went: the old file is in its place, or the new one on its way there. */
  'cut-before',
  'cut-between',
  'disk-full',
  'module-gone',
  'nothing-to-rotate',
  /** A copy of before took the place of the new file. */
  'taken-back',
] as const;
export type RotationEnd = (typeof ROTATION_ENDS)[number];

/** Steps of visits, stays and refunds that began in an earlier file, or in an earlier year. */
const LATER_STEPS = [
  'answered',
  'settled',
  'voided',
  'reversing',
  'reversed',
  'without-card',
  'refunding',
  'refunded',
  'reprinted',
  'charged',
  'interim',
  'discharged',
  'stay-cancelled',
] as const;

const LATER: ReadonlySet<string> = new Set(LATER_STEPS);

export const YEAR_NAMES: readonly string[] = [
  ...ROTATION_ENDS.map((end) => `rotation ${end}`),
  'rotation refused-beside-another',
  ...MATTERS.map((matter) => `carried ${matter}`),
  ...MATTERS.map((matter) => `new-year ${matter}`),
  'new-year open-day',
  'new-year card-of-both',
  ...LATER_STEPS.map((kind) => `over-files ${kind}`),
  ...LATER_STEPS.map((kind) => `over-years ${kind}`),
];

/** Matters that are open in a desk's journal. */
export function openMatters({ disk }: Desk): readonly string[] {
  return disk.live
    .look('SELECT DISTINCT matter FROM main.open_entry')
    .all()
    .map(({ matter }) => String(matter));
}

/** Notes at every step whether the year ended since the last one, and what was open then. */
export class YearWatch {
  readonly #world: World;
  #year: number;

  constructor(world: World) {
    this.#world = world;
    this.#year = yearNow(world);
  }

  look(): void {
    const year = yearNow(this.#world);
    if (year === this.#year) return;
    this.#year = year;
    for (const desk of this.#world.desks) {
      for (const matter of openMatters(desk)) this.#world.count(`new-year ${matter}`);
      if (hasOpenDay(desk)) this.#world.count('new-year open-day');
    }
  }
}

function yearNow({ clock }: World): number {
  return yearOf(chinaDate(clock.now()));
}

/** Whether something was settled or taken back since a day was last signed off. */
function hasOpenDay({ disk }: Desk): boolean {
  const newest = disk.everyYear(
    "SELECT kind FROM main.entry WHERE kind IN ('settled', 'without-card', 'reversed', 'day-closed') ORDER BY sequence DESC LIMIT 1",
  );
  const [last] = newest.slice(-1);
  return last !== undefined && last.kind !== 'day-closed';
}

interface Begun {
  readonly file: number;
  readonly year: number;
}

/** At the end of a history: what went on in another file, or another year, than it began in. */
export function countLaterSteps(world: World): void {
  for (const { disk } of world.desks) {
    const begun = new Map<string, Begun>();
    for (const [file, { look }] of disk.chain.map((each, at) => [at, lookOf(each)] as const)) {
      for (const { at, kind, id } of look()) {
        const year = yearOf(chinaDate(Number(at) as Instant));
        const first = begun.get(id);
        if (!first) {
          begun.set(id, { file, year });
          continue;
        }
        if (!LATER.has(kind)) continue;
        if (file > first.file) world.count(`over-files ${kind}`);
        if (year > first.year) world.count(`over-years ${kind}`);
      }
    }
  }
  for (const { serial } of world.persons) {
    const years = new Set(world.notebook.ofCard(serial).map(({ year }) => year));
    if (years.size > 1) world.count('new-year card-of-both');
  }
}

function lookOf(file: Desk['disk']['live']) {
  const look = () =>
    file
      .look(
        "SELECT at, kind, hex(settlement_id) AS id FROM main.entry WHERE settlement_id <> x'' ORDER BY sequence",
      )
      .all();
  return { look };
}
