/** `onecard settle explain`: the derivation of a settlement, and why a line did not get more. */

import { existsSync } from 'node:fs';
import { OneCardError } from '../../../src/errors/index.ts';
import {
  type JournalEntry,
  readDecision,
  renderExplanation,
  renderLineAnswer,
  whyNotMore,
} from '../../../src/settlement/index.ts';
import { type Answer, EXIT, type OutputOptions, UsageError } from '../output.ts';
import { worldFiles } from '../world/files.ts';
import { settlementId } from './settleLater.ts';

export interface ExplainOptions extends OutputOptions {
  readonly data: string;
  /** Id of the settlement; the newest that stands without one. */
  readonly settlement?: string | undefined;
  /** Id of a line of its bill. */
  readonly line?: string | undefined;
}

/** Prints from the journal alone: what was decided then, not what would be decided now. */
export function explainSettlement(options: ExplainOptions): Answer {
  const { language, line } = options;
  const { id, adjudication } = decided(options);
  if (line === undefined) {
    const { steps, byPayer, byReason, layers } = adjudication;
    return {
      exit: EXIT.done,
      outcome: 'explained',
      data: { id, byPayer, byReason, layers, steps },
      text: `${id}\n${renderExplanation(adjudication, language)}`,
    };
  }
  if (!adjudication.lines.some(({ lineId }) => lineId === line)) {
    throw new UsageError(`settlement ${id} has no line ${line}`);
  }
  const answer = whyNotMore(adjudication, line);
  return {
    exit: EXIT.done,
    outcome: 'explained',
    data: { id, ...answer },
    text: renderLineAnswer(answer, language),
  };
}

/** Beside a desk that runs: the file is read, and not held. */
function decided({ data, settlement }: ExplainOptions): JournalEntry<'intent'> {
  const file = worldFiles(data).journal;
  if (!existsSync(file)) throw new OneCardError('document.cannot-read', { file });
  const entry = readDecision(file, settlement === undefined ? undefined : settlementId(settlement));
  if (!entry) throw new UsageError(`no settlement ${settlement ?? ''} in ${file}`);
  return entry;
}
