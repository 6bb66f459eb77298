/** `onecard readers [--watch]`. */

import { explainError, OneCardError } from '../../../src/errors/index.ts';
import { systemClock } from '../../../src/terminal/index.ts';
import { instantText } from '../../../src/time.ts';
import { cardDescriber } from '../desk/cardKind.ts';
import { type DeskEvent, eventText, NO_READERS, readersText } from '../desk/render.ts';
import { type SeenReader, snapshotOf } from '../desk/snapshot.ts';
import { type Source, type SourceOptions, sourcesOf } from '../desk/sources.ts';
import { watchDesk } from '../desk/watch.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, say } from '../output.ts';
import { pick } from '../text.ts';

/** The readers of every kind that was asked for, their slots and the cards in them. */
export async function listReaders(
  { language, signal }: CommandOptions,
  sourceOptions: SourceOptions,
): Promise<Answer> {
  const sources = sourcesOf(sourceOptions);
  const describe = cardDescriber();
  const looks = await Promise.allSettled(
    sources.map((source) => snapshotOf(source, describe, signal)),
  );
  await closeAll(sources);
  const readers: SeenReader[] = [];
  const troubles: OneCardError[] = [];
  for (const look of looks) {
    if (look.status === 'fulfilled') readers.push(...look.value);
    else if (look.reason instanceof OneCardError) troubles.push(look.reason);
    else throw look.reason;
  }
  const [first] = troubles;
  if (readers.length === 0 && first) throw first;
  for (const trouble of troubles) say(explainError(trouble, language));
  if (readers.length === 0) {
    return {
      exit: EXIT.noReader,
      outcome: 'no-reader',
      data: { readers },
      text: pick(NO_READERS, language),
    };
  }
  const text = readersText(readers, language);
  return { exit: EXIT.done, outcome: 'listed', data: { readers }, text };
}

/** A line for each event until the command is interrupted, which is its ordinary end. */
export async function watchReaders(
  { language, json, signal }: CommandOptions,
  sourceOptions: SourceOptions,
): Promise<undefined> {
  const sources = sourcesOf(sourceOptions);
  const gone = new AbortController();
  // `onecard readers --watch | head -1`: nobody reads any more.
  process.stdout.once('error', () => gone.abort());
  await watchDesk({
    sources,
    describe: cardDescriber(),
    clock: systemClock,
    signal: AbortSignal.any([signal, gone.signal]),
    onEvent: (event) => {
      const line = json ? JSON.stringify(plainEvent(event)) : eventText(event, language);
      process.stdout.write(`${line}\n`);
    },
    onTrouble: (error) => say(explainError(error, language)),
  });
  await closeAll(sources);
  return undefined;
}

/** What a script gets: one object a line. */
function plainEvent({ at, kind, event, card }: DeskEvent) {
  return { at: instantText(at), kind, ...event, ...card };
}

async function closeAll(sources: readonly Source[]): Promise<void> {
  for (const { provider } of sources) await provider.close();
}
