/** How far a batch is: a bar on a terminal, now and then a line elsewhere. */

import type { IssuingProgress } from '../../../src/issuing/index.ts';

const BAR_CHARACTERS = 30;
/** Lines of a log: one for every tenth of the batch. */
const LINES = 10;

export interface ProgressDisplay {
  show(progress: IssuingProgress): void;
  /** Leaves the bar where it is and goes on below it. */
  end(): void;
}

export function progressDisplay(stream: NodeJS.WriteStream, now: () => number): ProgressDisplay {
  const startedAt = now();
  let tenth = -1;
  let hasBar = false;
  return {
    show({ doneCount, rowCount, resumedAt }) {
      const share = rowCount === 0 ? 1 : doneCount / rowCount;
      if (stream.isTTY) {
        hasBar = true;
        const filled = Math.round(share * BAR_CHARACTERS);
        const bar = '█'.repeat(filled).padEnd(BAR_CHARACTERS, '░');
        const seconds = (now() - startedAt) / 1000;
        const made = doneCount - resumedAt;
        const rate = seconds > 0 ? Math.round(made / seconds) : 0;
        const left = made > 0 ? Math.ceil(((rowCount - doneCount) * seconds) / made) : 0;
        stream.write(`\r${bar} ${doneCount}/${rowCount}  ${rate}/s  ${left} s `);
      } else if (Math.floor(share * LINES) > tenth || doneCount === rowCount) {
        tenth = Math.floor(share * LINES);
        stream.write(`${doneCount}/${rowCount}\n`);
      }
    },
    end() {
      if (hasBar) stream.write('\n');
    },
  };
}
