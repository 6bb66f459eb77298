/** What parent and child tell each other. */

export interface ChildTask {
  readonly entryFile: string;
  readonly seed: number;
  /** Number of the first run. Each run has draws of its own. */
  readonly firstRun: number;
  /** Inputs in all; the last run is a whole one. */
  readonly inputs: number;
  /** No further run is begun after this many milliseconds. */
  readonly budgetMs: number;
  /** The number of the run that was begun last. */
  readonly progressFile: string;
  /** Draws to use instead of the seed's, in hexadecimal. */
  readonly tapeHex?: string;
  /** File that each draw is written to before it is used. */
  readonly recordTo?: string;
}

export interface Progress {
  /** Inputs so far. */
  readonly done: number;
  readonly elapsedMs: number;
  /** Processor time of the run that took most, whatever else the machine did, and its inputs. */
  readonly worstMs: number;
  readonly worstRun: number;
  readonly inputsPerRun: number;
}

export type Told =
  | { readonly type: 'ready'; readonly name: string }
  | { readonly type: 'no-entry' }
  | ({ readonly type: 'progress' } & Progress)
  | ({ readonly type: 'done'; readonly keptBytes: number } & Progress)
  | {
      readonly type: 'failed';
      readonly outcome: 'threw' | 'allocated' | 'leaked';
      readonly run: number;
      readonly reason: string;
    };
