/** What an examination finds: one cause a check, in words a person can act on. */

import type { ErrorDetail } from '../../errors/index.ts';
import type { Bilingual } from '../../model/index.ts';

/** `skipped`: it could not be looked at, because of something that another finding says. */
export type Verdict = 'good' | 'doubtful' | 'bad' | 'skipped';

/** What a cause means and what to do about it. */
export interface CauseTexts {
  readonly verdict: Verdict;
  readonly means: Bilingual;
  /** Nothing to do where all is well. */
  readonly remedy?: Bilingual;
}

/** A file whose contents are ready to be put in its place by an administrator. */
export interface ReadyFile {
  readonly path: string;
  readonly text: string;
}

export interface Finding<Cause extends string = string> extends CauseTexts {
  /** What was looked at, such as `pcsc-service`. */
  readonly check: string;
  /** Stable name of what was found, such as `service-socket-missing`. */
  readonly cause: Cause;
  readonly facts: ErrorDetail;
  readonly file?: ReadyFile;
}

export interface FindingParts {
  readonly facts?: ErrorDetail;
  readonly file?: ReadyFile;
  /** In place of the table's, where the remedy depends on the system. */
  readonly remedy?: Bilingual;
}

/** A row of causes: four or two sentences. */
export function good(zh: string, en: string): CauseTexts {
  return { verdict: 'good', means: { zh, en } };
}

type Sentences = readonly [means: string, remedy: string];

export function doubtful(zh: Sentences, en: Sentences): CauseTexts {
  return withRemedy('doubtful', zh, en);
}

export function bad(zh: Sentences, en: Sentences): CauseTexts {
  return withRemedy('bad', zh, en);
}

export function skipped(zh: string, en: string): CauseTexts {
  return { verdict: 'skipped', means: { zh, en } };
}

function withRemedy(verdict: Verdict, zh: Sentences, en: Sentences): CauseTexts {
  return { verdict, means: { zh: zh[0], en: en[0] }, remedy: { zh: zh[1], en: en[1] } };
}
