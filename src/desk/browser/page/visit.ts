/** What a visit of a patient has come to on this page. One object a patient; a step never goes back by itself. */

import type { Json } from '../../client/desk.ts';
import type { Draft } from './draft.ts';
import type { VisitRun } from './visitRun.ts';

export const STAGES = ['card', 'person', 'bill', 'trial', 'visit', 'receipt'] as const;
export type Stage = (typeof STAGES)[number];

export interface PatientVisit {
  readonly stage: Stage;
  readonly card?: Json;
  /** What is typed in of a bill: kept while the clerk goes forth and back, gone with the patient. */
  readonly draft?: Draft;
  readonly bill?: Json;
  readonly decided?: Json;
  readonly run?: VisitRun;
  /** It was begun before the page was loaded anew. */
  readonly isResumed?: boolean;
  /** Id of the settlement whose receipt is shown. */
  readonly settlement?: string;
  /** Of the stay whose bill it was. */
  readonly account?: Json;
  /** Where that settlement stands by now. */
  readonly standing?: string;
  /** Said above the receipt. */
  readonly isRepeated?: boolean;
  readonly isUnasked?: boolean;
}

export const NEW_VISIT: PatientVisit = { stage: 'card' };
