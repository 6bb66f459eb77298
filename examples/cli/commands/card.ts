/** `onecard card read` and `onecard card insert`. */

import { connectVpcd } from '../../../src/virtual/index.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, say } from '../output.ts';
import { withCard } from '../readers.ts';
import { checksText, recordText } from '../render.ts';
import { OUTCOME_TEXTS, pick } from '../text.ts';
import { withWorld } from './settle.ts';

/** Reads the card and reports what it says and every check on it. */
export function readCard(options: CommandOptions): Promise<Answer> {
  return withWorld(options, async (world) => {
    const card = options.card && (await world.card(options.card));
    const { record, verification } = await withCard(options, card, (transport) =>
      world.terminal.read(transport),
    );
    const { language } = options;
    const checks = checksText(verification.checks, language);
    if (verification.outcome === 'refused') {
      return {
        exit: EXIT.cardRefused,
        outcome: 'card-refused',
        data: { failed: verification.failed, checks: verification.checks },
        text: `${pick(OUTCOME_TEXTS['card-refused'], language)}\n${checks}`,
      };
    }
    const { card: identity, insurance, slots, newestLog } = record;
    return {
      exit: EXIT.done,
      outcome: 'verified',
      data: { card: identity, insurance, slots, newestLog, checks: verification.checks },
      text: `${recordText(record, language)}\n${checks}`,
    };
  });
}

/** Keeps a virtual card in a slot of the daemon until the command is interrupted. */
export function insertCard(options: CommandOptions): Promise<Answer> {
  return withWorld(options, async (world) => {
    const card = await world.card(options.card ?? 'yinjiang');
    const slot = await connectVpcd(card, { signal: options.signal });
    say(`${pick(OUTCOME_TEXTS.inserted, options.language)}: ${card.serial}`);
    const end = await slot.ended;
    if (end.outcome === 'failed') throw end.error;
    return { exit: EXIT.done, outcome: end.outcome, data: { end: end.outcome }, text: end.outcome };
  });
}
