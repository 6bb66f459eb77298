import type { Clock, CountyCode } from '../model/index.ts';
import type { Database } from '../settlement/journal/database.ts';

/** What every part of a centre works on. */
export interface CentreStore {
  readonly database: Database;
  readonly file: string;
  /** The one home county that this centre serves; part of every key. */
  readonly county: CountyCode;
  readonly clock: Clock;
}
