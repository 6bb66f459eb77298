/** `onecard day report` and `onecard day close`. */

import type { Clock } from '../../../src/model/index.ts';
import {
  comparisonName,
  type HisDay,
  parseHisDay,
  renderDay,
} from '../../../src/settlement/index.ts';
import {
  type DayDesk,
  type DayReport,
  openDayDesk,
  systemClock,
} from '../../../src/terminal/index.ts';
import { chinaDate, type PlainDate, plainDate } from '../../../src/time.ts';
import { readDocument } from '../files.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, say } from '../output.ts';
import { CLOSE_TEXTS, STAY_TEXTS } from '../stay/text.ts';
import { pick } from '../text.ts';
import type { World } from '../world/open.ts';
import { withWorld } from './settle.ts';

export interface DayOptions {
  readonly date?: string;
  readonly his?: string;
}

export interface CloseOptions extends DayOptions {
  readonly operator: string;
  readonly accept?: string;
  /** Name of the report whose differences are accepted. */
  readonly comparison?: string;
}

/** Compares every side of the day; writes nothing. */
export async function reportDay(options: CommandOptions, day: DayOptions): Promise<Answer> {
  const his = await hisOf(day);
  return withWorld(options, async (world) => {
    const result = await deskOf(world).report(dateOf(world, day), his);
    if (result.outcome !== 'reported') return otherDay(result.date, options);
    return reportAnswer(result.report, options);
  });
}

/** Locks the day. */
export async function closeDay(options: CommandOptions, day: CloseOptions): Promise<Answer> {
  const his = await hisOf(day);
  const { operator: by, accept, comparison: name } = day;
  const { language } = options;
  return withWorld(options, async (world) => {
    const desk = deskOf(world);
    const date = dateOf(world, day);
    const shown = name === undefined ? undefined : await namedDigest(desk, date, name, his);
    const request = {
      operator: by,
      ...(his && { his }),
      ...(accept === undefined ? {} : { accepted: accept }),
      ...(shown && { comparison: shown }),
    };
    const result = await desk.close(date, request);
    switch (result.outcome) {
      case 'closed': {
        const { entry, isRepeated } = result;
        const { sequence, hash, date, operator, settlementCount, reversalCount, total, byPayer } =
          entry;
        if (isRepeated) say(pick(STAY_TEXTS.repeated, language));
        return {
          exit: EXIT.done,
          outcome: 'closed',
          data: {
            sequence,
            hash,
            date,
            operator,
            settlementCount,
            reversalCount,
            total,
            byPayer,
            isRepeated,
          },
          text: `${pick(STAY_TEXTS.closed, language)}: ${date} (${operator}, ${sequence})`,
        };
      }
      case 'other-day':
        return otherDay(result.date, options);
      case 'close-refused': {
        const shown = result.report ? reportAnswer(result.report, options) : undefined;
        const said = `${pick(CLOSE_TEXTS[result.reason], language)} [${result.reason}]`;
        return {
          exit: EXIT.declined,
          outcome: result.reason,
          data: { ...shown?.data },
          text: `${shown?.text ?? ''}${said}`,
          summary: said,
        };
      }
    }
  });
}

/** The digest that goes by `name`, if the sides still say what they said then. */
async function namedDigest(
  desk: DayDesk,
  date: PlainDate,
  name: string,
  his: HisDay | undefined,
): Promise<Uint8Array | undefined> {
  const now = await desk.report(date, his);
  if (now.outcome !== 'reported') return undefined;
  const { comparison } = now.report;
  return comparisonName(comparison) === name.toLowerCase() ? comparison.digest : undefined;
}

async function hisOf({ his, date }: DayOptions): Promise<HisDay | undefined> {
  if (his === undefined) return undefined;
  return parseHisDay(await readDocument(his), his, dayOf(systemClock, date));
}

function deskOf({ equipment, centres }: World) {
  return openDayDesk({ equipment, standings: centres });
}

function dateOf({ equipment }: World, { date }: DayOptions) {
  return dayOf(equipment.clock, date);
}

function dayOf(clock: Clock, date: string | undefined) {
  return date === undefined ? chinaDate(clock.now()) : plainDate(date);
}

function otherDay(date: string, { language }: CommandOptions): Answer {
  const text = `${pick(STAY_TEXTS['other-day'], language)}: ${date}`;
  return { exit: EXIT.declined, outcome: 'other-day', data: { date }, text };
}

function reportAnswer(report: DayReport, { language }: CommandOptions): Answer {
  const { date, comparison, totals, openVisits, unreachable, closing } = report;
  const notes = [
    ...unreachable.map((county) => `${pick(STAY_TEXTS.unreachable, language)}: ${county}`),
    ...openVisits.map((id) => `${pick(STAY_TEXTS.open, language)}: ${id}`),
    ...(closing ? [`${pick(STAY_TEXTS.closed, language)}: ${closing.operator}`] : []),
  ];
  const text = [renderDay(date, comparison, language), ...notes.map((note) => `${note}\n`)].join(
    '',
  );
  return {
    exit: EXIT.done,
    outcome: 'reported',
    data: {
      date,
      comparison,
      comparisonName: comparisonName(comparison),
      totals,
      openVisits,
      unreachable,
    },
    text,
  };
}
