import type { Finding, FindingParts } from '../finding.ts';
import { DESK_CAUSES } from './desk.ts';
import { OTHER_CAUSES } from './other.ts';
import { PCSC_CAUSES } from './pcsc.ts';

/** Every cause that a look at the readers can find, in the order of the road from program to card. */
export const READER_CAUSES = { ...PCSC_CAUSES, ...DESK_CAUSES, ...OTHER_CAUSES } as const;

export type ReaderCause = keyof typeof READER_CAUSES;
export type ReaderFinding = Finding<ReaderCause>;

/** A finding with the sentences of its cause. */
export function found(
  check: string,
  cause: ReaderCause,
  { facts = {}, ...parts }: FindingParts = {},
): ReaderFinding {
  return { check, cause, ...READER_CAUSES[cause], facts, ...parts };
}
