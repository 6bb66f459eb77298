import { join } from 'node:path';
import { OneCardError } from '../../errors/index.ts';
import { lockWriter, type WriterLock } from '../../settlement/journal/writerLock.ts';

/**
 * One process at a time makes cards. The operating system lets go of the lock when it ends.
 * @throws OneCardError `issuing.in-use`, `store.…`
 */
export function lockIssuing(folder: string): WriterLock {
  try {
    return lockWriter(join(folder, 'register.sqlite'));
  } catch (cause) {
    if (!(cause instanceof OneCardError) || cause.code !== 'journal.in-use') throw cause;
    throw new OneCardError('issuing.in-use', {}, { cause });
  }
}
