/** 分段: an amount cut at the edges of the bands, each slice with its ratio. */

import type { z } from 'zod';
import type { Division } from '../../money.ts';
import type { bands } from '../plan/schema/shapes.ts';
import { compileCounter } from './counter.ts';
import type { Course } from './course.ts';
import { fenOf, type LayerContext } from './figures.ts';

export type BandsDocument = z.output<typeof bands>;

/** Amounts by band; bands that hold nothing are zero. */
export interface Slices {
  readonly fees: readonly bigint[];
  /** Set when the edges are measured on payment, which fixes what each band pays. */
  readonly payments?: readonly bigint[];
}

export interface CompiledBands {
  /** Cuts `rest`, which comes after `deductible`. @param ratios numerators over `denominator` */
  readonly cut: (
    course: Course,
    rest: bigint,
    deductible: bigint,
    ratios: readonly bigint[],
    denominator: bigint,
  ) => Slices;
  /** Counts where the year has come to. */
  readonly move: (course: Course, fee: bigint, deductible: bigint, payment: bigint) => void;
}

export function compileBands(document: BandsDocument, context: LayerContext): CompiledBands {
  const edges = document.edges.map((amount) => fenOf({ amount }));
  const counter = document.counter === undefined ? null : compileCounter(document.counter);
  if (counter?.needsCentre) context.names.need('counters');
  const isInside = document.deductible === 'inside-first-band';
  const isOnFee = document.measuredOn === 'fee';
  return {
    cut(course, rest, deductible, ratios, denominator) {
      const before = counter === null ? 0n : counter.read(course);
      if (!isOnFee) return byPayment(edges, rest, before, ratios, denominator, context.divide);
      return { fees: byFee(edges, rest, isInside ? before + deductible : before) };
    },
    move(course, fee, deductible, payment) {
      if (counter === null) return;
      counter.add(course, isOnFee ? (isInside ? fee + deductible : fee) : payment);
    },
  };
}

/** @param from where the amount begins on the scale of the edges */
function byFee(edges: readonly bigint[], amount: bigint, from: bigint): readonly bigint[] {
  let position = from;
  let left = amount;
  const fees = edges.map((edge) => {
    if (left === 0n || position >= edge) return 0n;
    const room = edge - position;
    const slice = left < room ? left : room;
    position += slice;
    left -= slice;
    return slice;
  });
  fees.push(left);
  return fees;
}

/** A band ends where it has paid up to its edge: its fee is the least that pays that much. */
function byPayment(
  edges: readonly bigint[],
  amount: bigint,
  from: bigint,
  ratios: readonly bigint[],
  denominator: bigint,
  divide: Division,
): Slices {
  let position = from;
  let left = amount;
  const fees: bigint[] = [];
  const payments: bigint[] = [];
  for (let band = 0; band <= edges.length; band++) {
    const ratio = ratios[band] ?? ratios[0]!;
    const edge = edges[band];
    let fee = left;
    let payment = divide(fee * ratio, denominator);
    if (edge !== undefined) {
      const room = edge > position ? edge - position : 0n;
      if (payment > room) {
        // A ratio of nothing pays nothing and never comes here.
        fee = (room * denominator + ratio - 1n) / ratio;
        payment = room;
      }
    }
    fees.push(fee);
    payments.push(payment);
    position += payment;
    left -= fee;
  }
  return { fees, payments };
}
