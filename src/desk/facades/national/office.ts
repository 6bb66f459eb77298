/** What every transaction works with. */

import { OneCardError } from '../../../errors/index.ts';
import type { BillFields, CountyCode, SettlementId } from '../../../model/index.ts';
import type { HomeCounty } from '../../../terminal/index.ts';
import type { Scope } from '../../access/scopes.ts';
import type { DeskParts } from '../../routes.ts';
import type { ExactOutput } from '../shared/exactJson.ts';
import type { Message } from './envelope.ts';
import type { NationalRecords } from './records.ts';

export interface Office {
  readonly desk: DeskParts;
  /** The institution that the desk stands in. */
  readonly provider: BillFields['provider'];
  readonly records: NationalRecords;
  /** Runs steps of one visit one after the other. */
  inTurn<T>(visit: string, step: () => Promise<T>): Promise<T>;
}

export interface Transaction {
  readonly scope: Scope;
  /** Changes nothing that a repetition would change twice: its answer is kept in memory alone. */
  readonly isReading?: true;
  /** 2601 may speak of it, or it is one: its number is never forgotten. */
  readonly isKnownForEver?: true;
  /** Only 9001 comes before a sign-in. */
  readonly isBeforeSignIn?: true;
  run(message: Message, office: Office): ExactOutput | Promise<ExactOutput>;
}

/** A transaction whose answer is a file itself; refusals are messages as ever. */
export interface Download {
  readonly scope: Scope;
  readonly isBeforeSignIn?: true;
  file(message: Message, office: Office): { readonly name: string; readonly bytes: Uint8Array };
}

/** The home county, if this terminal knows it. @throws OneCardError `national.other-institution` */
export function homeCounty({ desk }: Office, county: CountyCode): HomeCounty {
  const home = desk.equipment.counties.get(county);
  if (!home) throw new OneCardError('national.other-institution', { field: 'insuplc_admdvs' });
  return home;
}

/** A message is found again by its number, with the visit that it began to change: before anything else. */
export function noteVisit(
  { msgid }: Pick<Message, 'msgid'>,
  visit: string,
  { records }: Office,
  cancels?: SettlementId,
): void {
  const known = records.get('message', msgid);
  if (known) records.put('message', msgid, { ...known, visit, ...(cancels && { cancels }) });
}

/** 2601 came before the message that it reverses. @throws OneCardError `national.message-reversed` */
export function assertNotReversed({ msgid }: Pick<Message, 'msgid'>, { records }: Office): void {
  const reversal = records.get('reversal', msgid);
  if (reversal) throw new OneCardError('national.message-reversed', { by: reversal.by });
}

/** One after the other for each name. */
export function openTurns(): Office['inTurn'] {
  const last = new Map<string, Promise<unknown>>();
  return (name, step) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(step);
    const ended = turn
      .catch(() => undefined)
      .then(() => {
        if (last.get(name) === ended) last.delete(name);
      });
    last.set(name, ended);
    return turn;
  };
}
