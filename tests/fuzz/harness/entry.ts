/** A fuzz entry: one decoder, and what must hold for whatever it is fed. */

import type { Random } from './random.ts';

export interface FuzzEntry {
  readonly name: string;
  /** Inputs a call of `run`; with 1 each input is timed by itself. */
  readonly inputsPerRun?: number;
  /** Draws `inputs` inputs from `random` and checks each; throws when something does not hold. */
  run(random: Random, inputs: number): void | Promise<void>;
}

/** Enough to pay for what a run prepares, few enough to find the one that failed. */
const INPUTS_PER_RUN = 64;

/** The entry among a module's exports: the module itself, its default, or any export of that form. */
export function entryOf(module: Readonly<Record<string, unknown>>): FuzzEntry | undefined {
  return [module, ...Object.values(module)].find(isEntry);
}

export function inputsPerRunOf({ inputsPerRun = INPUTS_PER_RUN }: FuzzEntry): number {
  return inputsPerRun;
}

function isEntry(value: unknown): value is FuzzEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { name, run } = value as Partial<FuzzEntry>;
  return typeof name === 'string' && typeof run === 'function';
}
