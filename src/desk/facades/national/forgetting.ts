/**
 * Names, birth dates and diagnoses stand in desk.sqlite while a visit may need them. What is over and
 * long past is forgotten, once a day; what was settled stands in the journal for ever.
 */

import { FORGET_EVERY_MS, PAST_VISIT_DAYS } from './limits.ts';
import type { Office } from './office.ts';
import type { KeptVisit } from './records.ts';
import { freeLines } from './visit.ts';

const DAY_MS = 86_400_000;
/** How often the timer looks whether a day is over. */
const LOOK_MS = 3_600_000;

interface Forgetting {
  /** Forgets what is past, unless it was done less than a day ago. */
  forget(): void;
  close(): Promise<void>;
}

/** Forgets now, and once a day from now on, whether messages come or not. */
export function openForgetting(office: Office): Forgetting {
  const { equipment, onDefect } = office.desk;
  let doneAt = Number.NEGATIVE_INFINITY;
  function forget(): void {
    const now = equipment.clock.now();
    if (now < doneAt + FORGET_EVERY_MS) return;
    doneAt = now;
    try {
      forgetPast(office, now - PAST_VISIT_DAYS * DAY_MS);
    } catch (error) {
      // A message is answered all the same.
      onDefect(error);
    }
  }
  forget();
  const timer = setInterval(forget, LOOK_MS).unref();
  return {
    forget,
    async close() {
      clearInterval(timer);
    },
  };
}

function forgetPast(office: Office, before: number): void {
  const { records } = office;
  // Everybody whose visit goes on: a visit and its person are put on the same day.
  const needed = new Set<string>();
  for (const { id, record: visit } of records.putBefore('visit', before)) {
    if (isPast(visit, before) && isOver(visit, office)) {
      const attempts = visit.attempts.map(({ ordinal, msgid, reversedBy }) => ({
        ordinal,
        msgid,
        ...(reversedBy === undefined ? {} : { reversedBy }),
      }));
      records.put('past-visit', id, { id, insutype: visit.insutype, attempts });
      records.remove('visit', id);
    } else {
      needed.add(visit.person);
      // Of an earlier version: its days are counted from now on.
      if (visit.at === undefined) records.put('visit', id, visit);
    }
  }
  for (const { id, record: person } of records.putBefore('person', before)) {
    if (isPast(person, before) && !needed.has(id)) records.remove('person', id);
    else if (person.at === undefined) records.put('person', id, person);
  }
}

function isPast({ at }: { readonly at?: number }, before: number): boolean {
  return at !== undefined && at < before;
}

/** Whether nothing of a visit is waited for: no settlement without an end, no line without one, no patient in a bed. */
function isOver(visit: KeptVisit, { desk }: Office): boolean {
  if (visit.attempts.some(({ state }) => state === 'open')) return false;
  if (visit.state === 'cancelled') return true;
  if (visit.kind === 'outpatient') return freeLines(visit, undefined).length === 0;
  const state = visit.stay && desk.stays?.stay(visit.stay)?.state;
  return state === 'discharged' || state === 'cancelled';
}
