/** `onecard card read` and `onecard card insert`. */

import {
  CardSession,
  type CardTransport,
  type ProfileReading,
  readProfile,
  recogniseCard,
  verifyRecord,
} from '../../../src/card/index.ts';
import type { CardRecord } from '../../../src/model/index.ts';
import { openCardCounters, systemClock, systemRandom } from '../../../src/terminal/index.ts';
import { chinaDate, yearOf } from '../../../src/time.ts';
import { connectVpcd, type VirtualChip } from '../../../src/virtual/index.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, say } from '../output.ts';
import { withCard } from '../readers.ts';
import { checksText, recordText } from '../render.ts';
import { profileText } from '../renderProfile.ts';
import { withSam } from '../sam.ts';
import { OUTCOME_TEXTS, pick } from '../text.ts';
import { type Cards, openCards } from '../world/open.ts';
import { demoProfile } from '../world/profiles.ts';

/** Finds out which card it is, reads it and reports every check on it. Opens no journal: a desk may be settling. */
export async function readCard(options: CommandOptions): Promise<Answer> {
  const demo = options.profile && demoProfile(options.profile);
  const cards = demo || !options.card ? undefined : await openCards(options.data);
  const card = demo?.card ?? (await cards?.card(options.card!));
  return withCard(options, card, async (connection) => {
    const { atr } = connection;
    const { kind, evidence } = await recogniseCard(connection, { atr });
    if (kind !== 'social-security' && kind !== 'residents-health') {
      return readOneCard(connection, cards ?? (await openCards(options.data)), options);
    }
    const given = { atr, random: systemRandom, now: systemClock.now() };
    const psam = demo?.psam;
    const reading = await readProfile(kind, connection, psam ? { ...given, psam } : given);
    return {
      exit: EXIT.done,
      outcome: 'unproven',
      data: { ...shownProfile(reading), evidence },
      text: profileText(reading, options.language),
    };
  });
}

async function readOneCard(
  transport: CardTransport,
  { sam: own, trust, files }: Cards,
  options: CommandOptions,
): Promise<Answer> {
  const record = await withSam(options, own, async (sam) => {
    const asReader = { sam, random: systemRandom, access: 'READ' } as const;
    const session = await CardSession.open(transport, asReader);
    return session.read();
  });
  const { language } = options;
  const now = systemClock.now();
  const insuranceYear = yearOf(chinaDate(now));
  const known = await knownCounters(files.counters, record);
  const verification = verifyRecord(record, trust, { now, insuranceYear, known });
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

/** Of a card in use: what kind it is, which fields of its holder were read, and no field itself. */
function shownProfile({ identity, checks }: ProfileReading) {
  const { source, holder, schemeNumber, card } = identity;
  const { specification, area, issuedOn, expiresOn, algorithm } = card;
  const fieldsRead = [...Object.keys(holder), ...(schemeNumber ? ['schemeNumber'] : [])];
  return {
    source,
    isProven: false,
    card: { specification, area, issuedOn, expiresOn, algorithm },
    fieldsRead,
    checks,
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
  const { card, name } = await cardToInsert(options);
  const slot = await connectVpcd(card, { signal: options.signal });
  say(`${pick(OUTCOME_TEXTS.inserted, options.language)}: ${name}`);
  const end = await slot.ended;
  if (end.outcome === 'failed') throw end.error;
  return { exit: EXIT.done, outcome: end.outcome, data: { end: end.outcome }, text: end.outcome };
}

async function cardToInsert({
  data,
  card,
  profile,
}: CommandOptions): Promise<{ readonly card: VirtualChip; readonly name: string }> {
  if (profile) return { card: demoProfile(profile).card, name: profile };
  const found = await (await openCards(data)).card(card ?? 'yinjiang');
  return { card: found, name: found.serial };
}
