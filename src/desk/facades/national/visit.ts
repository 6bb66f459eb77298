/** The visit that a message names, as it is by now. */

import { OneCardError } from '../../../errors/index.ts';
import type { Message } from './envelope.ts';
import type { Fields } from './fields.ts';
import type { Office } from './office.ts';
import { assertHome } from './person.ts';
import type { Attempt, KeptLine, KeptVisit } from './records.ts';

/** `chrg_bchno` and `feedetl_sn` that stand for all. */
export const ALL = '0000';

/** The record of `mdtrt_id`, if it is the person's. @throws OneCardError `national.unknown-visit` */
export function visitOf(
  message: Message,
  asked: Fields,
  kind: KeptVisit['kind'],
  { records }: Office,
): KeptVisit {
  const visit = records.get('visit', asked.text('mdtrt_id', 30));
  const person = asked.text('psn_no', 30);
  const known = records.get('person', person);
  if (!known || visit?.kind !== kind || visit.person !== person) {
    throw new OneCardError('national.unknown-visit', { field: `${asked.path}.mdtrt_id` });
  }
  if (message.home === undefined) {
    throw new OneCardError('national.field-wrong', { field: 'insuplc_admdvs', expected: '必填' });
  }
  assertHome(message, known.home);
  return visit;
}

/** @throws OneCardError `national.visit-state` */
export function assertOpen(visit: KeptVisit): void {
  if (visit.state === 'cancelled') throw notNow('该就诊已撤销');
}

/** @throws OneCardError `national.visit-state` while a settlement of the visit has no end */
export function assertNoneOpen({ attempts }: KeptVisit, msgid?: string): void {
  const open = attempts.find((each) => each.state === 'open' && each.msgid !== msgid);
  if (open) throw notNow(`报文 ${open.msgid} 的结算尚无结果`);
}

export function notNow(why: string): OneCardError {
  return new OneCardError('national.visit-state', { why });
}

/** Ids of lines that stand in a settlement, or may come to. */
export function takenLines({ attempts }: KeptVisit): ReadonlySet<string> {
  const standing = attempts.filter(({ state }) => state === 'settled' || state === 'open');
  return new Set(standing.flatMap(({ lineIds }) => lineIds));
}

/** Lines in no settlement, of one batch or of all. */
export function freeLines(visit: KeptVisit, batch: string | undefined): readonly KeptLine[] {
  const taken = takenLines(visit);
  const isAsked = (line: KeptLine) => batch === undefined || batch === ALL || line.batch === batch;
  return visit.lines.filter((line) => isAsked(line) && !taken.has(line.line.lineId));
}

/** Number of the bill that an attempt settles: the same lines never get two. */
export function billNumberOf(
  { id }: Pick<KeptVisit, 'id'>,
  { ordinal }: Pick<Attempt, 'ordinal'>,
): string {
  return `${id}-${ordinal}`;
}

/** Refused bills keep their number for the next try; what was settled once has used it up. */
export function nextOrdinal({ attempts }: KeptVisit): number {
  const used = attempts.filter(({ state }) => state !== 'refused').map(({ ordinal }) => ordinal);
  return Math.max(0, ...used) + 1;
}

/** The visit with the newest attempt of that message in place of the one before. */
export function withAttempt(visit: KeptVisit, attempt: Attempt): KeptVisit {
  const others = visit.attempts.filter(({ ordinal }) => ordinal !== attempt.ordinal);
  return { ...visit, attempts: [...others, attempt] };
}
