/** `onecard card read` and `onecard card insert`. */

import { CardSession, verifyRecord } from '../../../src/card/index.ts';
import type { CardRecord } from '../../../src/model/index.ts';
import { openCardCounters, systemClock, systemRandom } from '../../../src/terminal/index.ts';
import { chinaDate, yearOf } from '../../../src/time.ts';
import { connectVpcd } from '../../../src/virtual/index.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, say } from '../output.ts';
import { withCard } from '../readers.ts';
import { checksText, recordText } from '../render.ts';
import { withSam } from '../sam.ts';
import { OUTCOME_TEXTS, pick } from '../text.ts';
import { openCards } from '../world/open.ts';

/** Reads the card and reports what it says and every check on it. Opens no journal: a desk may be settling. */
export async function readCard(options: CommandOptions): Promise<Answer> {
  const cards = await openCards(options.data);
  const card = options.card && (await cards.card(options.card));
  const { trust, files } = cards;
  const record = await withSam(options, cards.sam, (sam) =>
    withCard(options, card, async (transport) => {
      const asReader = { sam, random: systemRandom, access: 'READ' } as const;
      const session = await CardSession.open(transport, asReader);
      return session.read();
    }),
  );
  const now = systemClock.now();
  const insuranceYear = yearOf(chinaDate(now));
  const known = await knownCounters(files.counters, record);
  const verification = verifyRecord(record, trust, { now, insuranceYear, known });
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
  return {
    exit: EXIT.done,
    outcome: 'verified',
    data: { ...shown(record), checks: verification.checks },
    text: `${recordText(record, language)}\n${checks}`,
  };
}

/** What this terminal knows of the card; nothing of a new one. */
async function knownCounters(file: string, { card }: CardRecord) {
  const counters = openCardCounters(file);
  try {
    return await counters.of(card.serial);
  } finally {
    counters.close();
  }
}

/** What a script gets: the holder's personal file stays with the desk. */
function shown({ card, insurance, slots, newestLog }: CardRecord) {
  return { card, insurance, slots, newestLog };
}

/** Keeps a virtual card in a slot of the daemon until the command is interrupted. */
export async function insertCard(options: CommandOptions): Promise<Answer> {
  const cards = await openCards(options.data);
  const card = await cards.card(options.card ?? 'yinjiang');
  const slot = await connectVpcd(card, { signal: options.signal });
  say(`${pick(OUTCOME_TEXTS.inserted, options.language)}: ${card.serial}`);
  const end = await slot.ended;
  if (end.outcome === 'failed') throw end.error;
  return { exit: EXIT.done, outcome: end.outcome, data: { end: end.outcome }, text: end.outcome };
}
