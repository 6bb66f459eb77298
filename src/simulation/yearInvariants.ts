/** What must hold where a journal's file ends and the next one begins. */

import { toHex } from '../bytes.ts';
import { peekAt } from './cardPeek.ts';
import { deskRows } from './evidence.ts';
import type { Invariant } from './invariant.ts';
import { newestRotation, proofsOf } from './rotation.ts';

/** After every step. */
export const OF_ROTATIONS: readonly Invariant[] = [
  {
    name: 'nothing-rotated-away',
    says: 'what stood in a journal before its file was ended stands in one of its files afterwards, and what was open is open by the same entry',
    *find({ world }) {
      const rotation = newestRotation(world);
      if (!rotation) return;
      const { name, before, after } = rotation;
      for (const [sequence, hash] of before.hashes) {
        if (after.hashes.get(sequence) !== hash) yield `${name}: entry ${sequence} is gone`;
      }
      if (after.open.join() !== before.open.join()) {
        yield `${name}: open were ${before.open.join()}, are ${after.open.join()}`;
      }
      if (after.bills.join() !== before.bills.join()) yield `${name}: other bills are settled`;
    },
  },
];

/** Once everything is repaired. */
export const OF_YEARS: readonly Invariant[] = [
  {
    name: 'card-of-its-year',
    says: 'a card counts what stands in the year that it names, and nothing of the year before',
    *find({ world, persons }) {
      const { notebook } = world;
      for (const person of persons) {
        const { serial } = person;
        const { usage, sequence } = peekAt(person).state;
        const own = notebook.ofCard(serial);
        const newest = own.findLast(({ isReversed }) => !isReversed);
        // What nobody could be asked about, or what people decided on, the card may not have heard of.
        if (notebook.isHeld(serial) || newest?.sequence !== sequence) continue;
        if (own.some(({ id, isOffline }) => isOffline || notebook.reviewed.has(id))) continue;
        const counted = {
          'deductible-met': usage.deductibleMet,
          'benefit-drawn': usage.benefitDrawn,
          admissions: BigInt(usage.admissions),
        };
        const standing = own.filter(({ year, isReversed }) => year === usage.year && !isReversed);
        for (const [account, is] of Object.entries(counted)) {
          const should = standing.reduce((sum, { moved }) => sum + (moved.get(account) ?? 0n), 0n);
          if (is !== should) yield `${serial} ${usage.year} ${account}: ${is}, ${should} stand`;
        }
      }
    },
  },
  {
    name: 'history-kept',
    says: 'every entry that a journal ever had is in one of its files, once, and is as it was',
    *find({ world, desks }) {
      for (const desk of desks) {
        const rows = desk.disk.everyYear('SELECT sequence, hash FROM main.entry');
        const { terminalId } = desk;
        for (const [at, { sequence, hash }] of rows.entries()) {
          if (Number(sequence) !== at + 1) yield `${terminalId} has ${sequence} as entry ${at + 1}`;
          const known = deskRows(world, desk).hashOf(Number(sequence));
          if (!known || toHex(known) !== toHex(hash)) yield `${terminalId}: ${sequence} is another`;
        }
        const next = deskRows(world, desk).hashOf(rows.length + 1);
        if (next) yield `${terminalId} has no entry ${rows.length + 1} any more`;
      }
    },
  },
  {
    name: 'years-proven',
    says: 'the files of all years prove each other, and the newest entry that a centre knows is in them',
    *find({ world }) {
      for (const proof of proofsOf(world)) {
        const { terminalId, outcome, findings, files, filesOnDisk, isTailProven } = proof;
        if (outcome !== 'intact') yield `${terminalId}: ${findings.join(' ')}`;
        if (files !== filesOnDisk) yield `${terminalId}: ${files} of ${filesOnDisk} years are read`;
        if (!isTailProven) yield `${terminalId}: the head that the centre knows is not there`;
      }
    },
  },
];
