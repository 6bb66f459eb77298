/** One thing that must hold, and who is looked at. */

import type { Touched } from './perform.ts';
import type { World } from './world/world.ts';

export interface Scope extends Pick<Touched, 'desks' | 'persons'> {
  readonly world: World;
}

export interface Invariant {
  readonly name: string;
  /** What it says, for the report of a failure. */
  readonly says: string;
  /** Every breach that it finds, in words. */
  find(scope: Scope): Iterable<string>;
}
