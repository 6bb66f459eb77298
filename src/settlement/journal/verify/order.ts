/**
 * Telling a moved entry from a changed one. An entry's hash covers its sequence: if it comes out
 * right for another sequence, the entry belongs there.
 */

import { equalBytes } from '../../../bytes.ts';
import { sha256 } from '../../../crypto/index.ts';
import { hashWithPayloadDigest } from '../chain.ts';
import { MOVED_CANDIDATES_MAX } from '../limits.ts';
import type { EntryRow } from '../row.ts';
import type { FindingList } from './findings.ts';

/** An entry whose own hash is wrong, its payload already digested. */
export interface Suspect extends Omit<EntryRow, 'payload'> {
  readonly payloadDigest: Uint8Array;
}

/** Sequences without an entry, both ends included. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

export function suspectOf({ payload, ...row }: EntryRow): Suspect {
  return { ...row, payloadDigest: sha256(payload) };
}

/** Whether the suspect's hash is right for `sequence`. */
function fits(suspect: Suspect, sequence: number): boolean {
  return equalBytes(
    hashWithPayloadDigest({ ...suspect, sequence }, suspect.payloadDigest),
    suspect.hash,
  );
}

/** Collects what the walk cannot judge entry by entry, and judges it at the end. */
export class OrderCheck {
  readonly #suspects: Suspect[] = [];
  readonly #gaps: Gap[] = [];
  /** Entries with a wrong hash beyond what is compared: called changed without a closer look. */
  readonly #uncompared: number[] = [];
  #soundMax = 0;
  /** The last place at which an entry stands, whether it belongs there or not. */
  #standingMax = 0;

  /** Nothing is missing up to here: it stands in an earlier file. */
  startAfter(sequence: number): void {
    this.#soundMax = sequence;
    this.#standingMax = sequence;
  }

  sound(sequence: number): void {
    this.#soundMax = sequence;
    this.#standingMax = sequence;
  }

  suspect(row: EntryRow): void {
    this.#standingMax = row.sequence;
    if (this.#suspects.length < MOVED_CANDIDATES_MAX) this.#suspects.push(suspectOf(row));
    else if (this.#uncompared.length < MOVED_CANDIDATES_MAX) this.#uncompared.push(row.sequence);
  }

  gap(gap: Gap): void {
    if (this.#gaps.length < MOVED_CANDIDATES_MAX) this.#gaps.push(gap);
  }

  /** Adds what it finds; returns the highest sequence at which an entry belongs. */
  report(findings: FindingList): number {
    const belongsAt = this.#placesOfMoved();
    const claimed = new Set(belongsAt.values());
    const changed = this.#suspects
      .map(({ sequence }) => sequence)
      .filter((sequence) => !belongsAt.has(sequence) && !claimed.has(sequence));

    for (const [sequence, place] of belongsAt)
      findings.add('reordered', { sequence, belongsAt: place });
    for (const sequence of [...changed, ...this.#uncompared]) findings.add('changed', { sequence });

    const last = Math.max(this.#soundMax, ...claimed, ...changed, ...this.#uncompared);
    const left = [...belongsAt.keys()].filter((sequence) => !claimed.has(sequence));
    const holes = withoutPlaces(
      [...this.#gaps, ...left.map((at) => ({ from: at, to: at }))],
      claimed,
    );
    for (const hole of joined(holes)) {
      if (hole.from <= last)
        findings.add('removed', { from: hole.from, to: Math.min(hole.to, last) });
    }
    for (const place of claimed) {
      const isTaken = place <= this.#standingMax && !this.#gaps.some((gap) => isWithin(place, gap));
      if (isTaken && !belongsAt.has(place)) findings.add('inserted', { sequence: place });
    }
    return last;
  }

  /** Where each moved entry belongs, by where it stands. */
  #placesOfMoved(): ReadonlyMap<number, number> {
    const stands = this.#suspects.map(({ sequence }) => sequence);
    const places = new Set([
      ...stands.flatMap((sequence) => [sequence - 1, sequence, sequence + 1]),
      ...this.#gaps.flatMap(({ from, to }) => [from, to]),
    ]);
    const found = new Map<number, number>();
    for (const suspect of this.#suspects) {
      const place = [...places].find((sequence) => sequence > 0 && fits(suspect, sequence));
      if (place !== undefined) found.set(suspect.sequence, place);
    }
    return found;
  }
}

function isWithin(sequence: number, { from, to }: Gap): boolean {
  return from <= sequence && sequence <= to;
}

function withoutPlaces(gaps: readonly Gap[], claimed: ReadonlySet<number>): readonly Gap[] {
  return gaps.flatMap((gap) => {
    const cuts = [...claimed].filter((place) => isWithin(place, gap)).sort((a, b) => a - b);
    const pieces: Gap[] = [];
    let from = gap.from;
    for (const cut of cuts) {
      if (cut > from) pieces.push({ from, to: cut - 1 });
      from = cut + 1;
    }
    if (from <= gap.to) pieces.push({ from, to: gap.to });
    return pieces;
  });
}

function joined(gaps: readonly Gap[]): readonly Gap[] {
  const result: Gap[] = [];
  for (const gap of gaps.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && gap.from === last.to + 1)
      result[result.length - 1] = { from: last.from, to: gap.to };
    else result.push(gap);
  }
  return result;
}
