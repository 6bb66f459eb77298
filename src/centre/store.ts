import { OneCardError } from '../errors/index.ts';
import type { Clock, CountyCode } from '../model/index.ts';
import { type Database, inRead, inWrite } from '../settlement/journal/database.ts';
import { storeError } from '../settlement/journal/storeError.ts';
import type { CentreMemory } from './memory.ts';

/** What every part of a centre works on. */
export interface CentreStore {
  readonly database: Database;
  readonly file: string;
  /** The one home county that this centre serves; part of every key. */
  readonly county: CountyCode;
  readonly clock: Clock;
  readonly memory: CentreMemory;
}

/**
 * One unit on one state of the store.
 * @throws OneCardError `centre.unreachable` once it is closed, `store.…`, and whatever `work` throws
 */
export function readUnit<T>(store: CentreStore, work: () => T): T {
  assertOpen(store);
  store.memory.wake();
  return inRead(store.database, store.file, work);
}

/** One statement that reads: it sees one state by itself. @throws as `readUnit` */
export function look<T>(store: CentreStore, statement: () => T): T {
  assertOpen(store);
  try {
    return statement();
  } catch (error) {
    throw storeError(error, store.file);
  }
}

/** One unit that is durable when this returns, or did not happen. @throws as `readUnit` */
export function writeUnit<T>(store: CentreStore, work: () => T): T {
  assertOpen(store);
  store.memory.rest();
  return inWrite(store.database, store.file, work);
}

/** As `writeUnit`, for `work` that lets the memory rest before it writes. */
export function judgeUnit<T>(store: CentreStore, work: () => T): T {
  assertOpen(store);
  store.memory.wake();
  try {
    return inWrite(store.database, store.file, work);
  } finally {
    store.memory.rest();
  }
}

function assertOpen({ database, county }: CentreStore): void {
  if (!database.isOpen) throw new OneCardError('centre.unreachable', { county });
}
