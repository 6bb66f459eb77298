/** What is over is forgotten, at the start and once a day: registrations hold the names of patients. */

import type { NcmsDesk } from './desk.ts';
import { FORGET_LOOK_MS, KEPT_DAYS, STAY_KEPT_DAYS } from './limits.ts';
import { forgetStay, type StayRecord, staysKeptBefore } from './stayRecord.ts';
import { standingOfId } from './visitRecord.ts';

const DAY_MS = 86_400_000;

/** Forgets now, and whenever a day has passed by the clock. @returns what ends it */
export function forgetDaily(desk: NcmsDesk): () => void {
  const { equipment, onDefect } = desk.parts;
  const { clock } = equipment;
  let next = 0;
  function look(): void {
    // A clock that was set back does not put it off for more than a day.
    if (clock.now() < next && next - clock.now() <= DAY_MS) return;
    next = clock.now() + DAY_MS;
    try {
      forget(desk);
    } catch (error) {
      // Another day.
      onDefect(error);
    }
  }
  look();
  const looking = setInterval(look, FORGET_LOOK_MS).unref();
  return () => clearInterval(looking);
}

function forget(desk: NcmsDesk): void {
  const { kept, equipment } = desk.parts;
  const now = equipment.clock.now();
  kept.removeBefore('ncms', now - KEPT_DAYS * DAY_MS);
  const before = now - STAY_KEPT_DAYS * DAY_MS;
  const open = new Set<string>(equipment.journal.openStays().map(({ id }) => id));
  // Whatever ended before then was admitted before then.
  for (const record of staysKeptBefore(desk, before)) {
    if (!open.has(record.stay) && endedBefore(desk, record, before)) forgetStay(desk, record);
  }
}

/** By the newest word of the journal on the stay and on its settlement. A stay that it does not hold is over. */
function endedBefore(desk: NcmsDesk, { stay, settlement }: StayRecord, before: number): boolean {
  const { journal } = desk.parts.equipment;
  if (settlement && standingOfId(desk, settlement).outcome === 'undecided') return false;
  const ids = settlement ? [stay, settlement] : [stay];
  return ids.every((id) => (journal.entriesOf(id).at(-1)?.at ?? 0) < before);
}
