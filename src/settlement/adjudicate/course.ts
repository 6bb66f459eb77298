/**
 * 计算过程: one decision under way. Every fen of the bill is in one of two places: in a part that the
 * patient still bears, or with a payer. A layer moves fen; it never makes or loses one.
 */

import { PAYERS, type Payer } from '../../model/index.ts';
import { PARTS, type Part } from '../plan/schema/vocabulary.ts';
import type { Facts } from './facts.ts';
import type { Trace } from './trace.ts';

export const PAYER_NAMES = Object.keys(PAYERS) as readonly Payer[];

export function payerIndex(payer: Payer): number {
  return PAYER_NAMES.indexOf(payer);
}

export function partIndex(part: Part): number {
  return PARTS.indexOf(part);
}

export const EXCLUDED = 0;
export const OVER_CEILING = 1;
export const SELF_PAID_FIRST = 2;
export const DEDUCTIBLE = 3;
export const CO_PAYMENT = 4;
export const ABOVE_CAP = 5;
export const ELIGIBLE = 6;

/** What one layer did, and what the layer before it did. */
export interface LayerResult {
  readonly layer: LayerHead;
  /** What it looked at. */
  readonly base: bigint;
  /** What of the base its deductible took. */
  readonly deductible: bigint;
  /** What its ratio was applied to. */
  readonly counted: bigint;
  readonly paid: bigint;
  readonly previous: LayerResult | null;
}

/** 统筹: deductibles that pooling took of this visit, and what its ratio was applied to. */
export function pooledOf(course: Course): {
  readonly deductible: bigint;
  readonly counted: bigint;
} {
  let deductible = 0n;
  let counted = 0n;
  for (let at = course.last; at !== null; at = at.previous) {
    if (!at.layer.isPooling) continue;
    deductible += at.deductible;
    counted += at.counted;
  }
  return { deductible, counted };
}

/** What is known of a layer before any bill. */
export interface LayerHead {
  readonly id: string;
  readonly payer: Payer;
  readonly isPooling: boolean;
}

/** Layers move fen and counters here, and nowhere else. */
export interface Course {
  readonly facts: Facts;
  /** Null when nobody asked why. */
  readonly trace: Trace | null;
  /** By the order of PARTS: what the patient still bears. */
  readonly parts: bigint[];
  /** By the order of PAYER_NAMES, cash last and zero until the end. */
  readonly paid: bigint[];
  /** What the newest layer did; null before the first. */
  last: LayerResult | null;
  /** Counters that moved, by name; null while none did. */
  moved: Map<string, bigint> | null;
  deductibleMet: bigint;
  benefitDrawn: bigint;
  account: bigint;
}

const HOSPITAL = payerIndex('hospital');

export function startCourse(facts: Facts, trace: Trace | null): Course {
  const { split, year, person } = facts;
  const course: Course = {
    facts,
    trace,
    parts: [split.excluded, split.overCeiling, split.selfPaidFirst, 0n, 0n, 0n, split.eligible],
    paid: [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n],
    last: null,
    moved: null,
    deductibleMet: year.deductibleMet,
    benefitDrawn: year.benefitDrawn,
    account: person.account,
  };
  if (split.hospital !== 0n) course.paid[HOSPITAL] = split.hospital;
  return course;
}

/** Sum of the named parts. */
export function openOf(course: Course, parts: readonly number[]): bigint {
  let sum = 0n;
  for (const part of parts) sum += course.parts[part]!;
  return sum;
}

/** Moves `amount` from the parts, in their order, to the payer. The parts hold that much. */
export function pay(course: Course, parts: readonly number[], payer: number, amount: bigint): void {
  let left = amount;
  for (const part of parts) {
    if (left === 0n) break;
    const open = course.parts[part]!;
    const taken = open < left ? open : left;
    course.parts[part] = open - taken;
    left -= taken;
  }
  if (left !== 0n) throw new RangeError('a layer pays more than there is to pay');
  course.paid[payer] = course.paid[payer]! + amount;
}

/** The counter before this visit, and what this visit moved it by so far. */
export function counted(course: Course, key: string): bigint {
  const before = course.facts.year.counters[key] ?? 0n;
  return course.moved === null ? before : before + (course.moved.get(key) ?? 0n);
}

export function count(course: Course, key: string, amount: bigint): void {
  if (amount === 0n) return;
  course.moved ??= new Map();
  course.moved.set(key, (course.moved.get(key) ?? 0n) + amount);
}

/**
 * Both partitions: what is left to the patient and what others pay are the bill, and nothing is
 * negative. A failure is a bug of a layer, never an answer.
 * @returns what is left to the patient
 * @throws RangeError naming what does not add up
 */
export function assertCourse({ parts, paid, facts }: Course): bigint {
  // Written out: a loop over bigints costs five times as much. Any sign bit is the sign of all. With 64
  // bits said, which AMOUNT_MAX never fills, the sums are machine words instead of objects.
  const a = parts[0]!;
  const b = parts[1]!;
  const c = parts[2]!;
  const d = parts[3]!;
  const e = parts[4]!;
  const f = parts[5]!;
  const g = parts[6]!;
  const left = BigInt.asIntN(64, a + b + c + d + e + f + g);
  const others = BigInt.asIntN(
    64,
    paid[0]! +
      paid[1]! +
      paid[2]! +
      paid[3]! +
      paid[4]! +
      paid[5]! +
      paid[6]! +
      paid[7]! +
      paid[8]! +
      paid[9]! +
      paid[10]! +
      paid[11]!,
  );
  const signs = BigInt.asIntN(
    64,
    a |
      b |
      c |
      d |
      e |
      f |
      g |
      paid[0]! |
      paid[1]! |
      paid[2]! |
      paid[3]! |
      paid[4]! |
      paid[5]! |
      paid[6]! |
      paid[7]! |
      paid[8]! |
      paid[9]! |
      paid[10]! |
      paid[11]!,
  );
  if (signs < 0n) throw new RangeError('a part of the bill is negative');
  if (left + others !== facts.split.total)
    throw new RangeError('the parts of the bill do not add up');
  return left;
}

/** What the layers did, in the order in which they ran. */
export function layerResults({ last }: Course): readonly LayerResult[] {
  const results: LayerResult[] = [];
  for (let at = last; at !== null; at = at.previous) results.unshift(at);
  return results;
}
