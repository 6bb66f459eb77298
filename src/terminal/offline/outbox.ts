/**
 * 待上传: what was settled off line and what the centre does not know yet. There is no list of its own:
 * an entry of the journal that was settled off line waits until an entry says what the centre answered.
 */

import { OneCardError } from '../../errors/index.ts';
import type { Bilingual, CountyCode, SamId } from '../../model/index.ts';
import { type Amount, add, yuanText, ZERO } from '../../money.ts';
import type { Journal, JournalEntry } from '../../settlement/index.ts';
import { chinaDate, type Instant, startOfDay } from '../../time.ts';
import type { Equipment, HomeCounty } from '../equipment.ts';
import { codeOfCause } from '../saga/cause.ts';
import { QUERY_DEADLINE_MS, queryWaitMs } from '../saga/limits.ts';
import { fundsOf } from './funds.ts';
import { type SentOutbox, sendInOrder, waitingFor } from './inOrder.ts';
import type { OutboxSums } from './judge.ts';
import { type NotTaken, Refusals } from './notTaken.ts';
import { fetchPublished } from './published.ts';

/** What waits for one county's centre. */
export interface CountyOutbox {
  readonly county: CountyCode;
  readonly count: number;
  /** What the funds advanced, and the centre may still look at. */
  readonly sum: Amount;
  /** When the oldest was settled; absent when nothing waits. */
  readonly oldestAt?: Instant;
  /** Why the last attempt in this process stopped; absent after one that did not, or before the first. */
  readonly lastFailure?: { readonly code: string; readonly at: Instant };
  /** 中心未受理: what it did not take in this process, oldest first; people look into it. */
  readonly notTaken: readonly NotTaken[];
}

/** 待上传笔数与垫付金额: what the clerk sees. */
export interface OutboxState {
  readonly count: number;
  readonly sum: Amount;
  /** Only counties that something waits for, by code. */
  readonly counties: readonly CountyOutbox[];
  readonly sentence: Bilingual;
}

export interface Outbox {
  state(): OutboxState;
  /** What the limits of a county are measured against. */
  sums(county: CountyCode, samId: SamId, now: Instant): OutboxSums;
  /** Has what the centres did not take tried again with the next attempt, and not only after a while. */
  askAgain(): void;
  /**
   * Hands in what waits for one county's centre, once, oldest first.
   * @param signal stops it after the settlement that is on its way
   */
  sendOnce(county: CountyCode, home: HomeCounty, signal?: AbortSignal): Promise<SentOutbox>;
}

export function openOutbox({ journal, clock }: Pick<Equipment, 'journal' | 'clock'>): Outbox {
  const failures = new Map<CountyCode, { readonly code: string; readonly at: Instant }>();
  const refusals = new Refusals();
  const ofToday = daySums(journal);
  return {
    state: () => stateOf(journal, failures, refusals),
    askAgain: () => refusals.askAgain(),
    sums(county, samId, now) {
      const waiting = waitingFor(journal, county);
      return {
        count: waiting.length,
        sum: sumOf(waiting),
        samDaySum: ofToday(samId, now),
      };
    },
    async sendOnce(county, home, signal) {
      const putOff = refusals.putOff(clock.now());
      const sent = await sendInOrder(journal, county, home, { signal, putOff });
      refusals.remember(sent, putOff, clock.now());
      if (sent.cause === undefined) failures.delete(county);
      else failures.set(county, { code: codeOfCause(sent.cause), at: clock.now() });
      return sent;
    },
  };
}

function sumOf(entries: readonly JournalEntry<'settled'>[]): Amount {
  return add(ZERO, ...entries.map(({ signed }) => fundsOf(signed.statement.byPayer)));
}

function stateOf(
  journal: Journal,
  failures: ReadonlyMap<CountyCode, { readonly code: string; readonly at: Instant }>,
  refusals: Refusals,
): OutboxState {
  const waiting = journal.unanswered();
  const codes = [...new Set(waiting.map(({ adjudication }) => adjudication.home))].sort();
  const counties = codes.map((county): CountyOutbox => {
    const own = waiting.filter(({ adjudication }) => adjudication.home === county);
    const lastFailure = failures.get(county);
    return {
      county,
      count: own.length,
      sum: sumOf(own),
      oldestAt: own[0]!.signed.statement.settledAt,
      ...(lastFailure && { lastFailure }),
      notTaken: refusals.among(own),
    };
  });
  const [count, sum] = [waiting.length, sumOf(waiting)];
  const notTaken = counties.flatMap((each) => each.notTaken);
  return { count, sum, counties, sentence: sentenceOf(count, sum, notTaken) };
}

function sentenceOf(count: number, sum: Amount, notTaken: readonly NotTaken[]): Bilingual {
  if (count === 0) return { zh: '没有待上传的脱机结算', en: 'nothing waits for a centre' };
  const yuan = yuanText(sum);
  const waiting = {
    zh: `${count} 笔脱机结算待上传，基金垫付 ${yuan} 元，中心尚未确认`,
    en: `${count} off-line settlements wait for a centre; ${yuan} yuan of the funds' money is at risk`,
  };
  if (notTaken.length === 0) return waiting;
  const behind = notTaken.reduce((so, each) => so + each.behindCount, 0);
  const held = yuanText(add(ZERO, ...notTaken.flatMap((each) => [each.sum, each.behindSum])));
  return {
    zh: `${waiting.zh}；其中 ${notTaken.length} 笔中心不能受理，同卡或同一人 ${behind} 笔随其后，共 ${held} 元，须人工处理`,
    en: `${waiting.en}; the centre does not take ${notTaken.length} of them, and ${behind} of the same card or person wait behind: ${held} yuan, for people to look into`,
  };
}

/**
 * Entries that are looked at together: a week of a busy desk, some milliseconds. A whole stretch without a
 * settlement of the day ends the walk; a single entry from another day, which a clock that fell back for a
 * while leaves behind, does not.
 */
const STRETCH_ENTRIES = 20_000;

/**
 * What a module signed off line on the day of `now`. The day's entries are walked back once, and after
 * that only what came since.
 */
function daySums(journal: Journal): (samId: SamId, now: Instant) => Amount {
  let known = { day: '', through: 0, bySam: new Map<SamId, Amount>() };
  return (samId, now) => {
    const day = chinaDate(now);
    const head = journal.head().sequence;
    const bySam = day === known.day ? known.bySam : new Map<SamId, Amount>();
    const through = day === known.day ? known.through : 0;
    let isOfDay = true;
    for (let to = head; to > through && isOfDay; to -= STRETCH_ENTRIES) {
      isOfDay = false;
      const from = Math.max(through, to - STRETCH_ENTRIES);
      for (const entry of journal.settledAfter(from, startOfDay(day))) {
        if (entry.sequence > to) break;
        const { samId: signer, settledAt, byPayer } = entry.signed.statement;
        if (chinaDate(settledAt) !== day) continue;
        isOfDay = true;
        if (!entry.offline) continue;
        bySam.set(signer, add(bySam.get(signer) ?? ZERO, fundsOf(byPayer)));
      }
    }
    known = { day, through: head, bySam };
    return bySam.get(samId) ?? ZERO;
  };
}

/**
 * Hands in everything, county by county, with growing waits where a centre does not answer, up to the
 * deadline. A terminal that cannot wait tries once. What a centre does not take is tried once: no wait helps.
 */
export async function sendOutbox(
  outbox: Outbox,
  equipment: Pick<Equipment, 'counties' | 'wait' | 'keepPublished'>,
  options: {
    readonly signal?: AbortSignal | undefined;
    /** Lets one attempt go between the taps. */
    readonly inTurn: <T>(step: () => Promise<T>) => Promise<T>;
  },
): Promise<readonly SentOutbox[]> {
  const { signal, inTurn } = options;
  const { counties, wait } = equipment;
  const results = new Map<CountyCode, SentOutbox>();
  let waitedMs = 0;
  outbox.askAgain();
  for (let round = 0; ; round++) {
    const due = outbox.state().counties;
    for (const [county, { answers }] of results) {
      // A tap during the wait handed it in.
      const isDue = due.some((each) => each.county === county);
      if (!isDue) results.set(county, { county, answers, notTaken: [], leftCount: 0 });
    }
    for (const { county, count: leftCount } of due) {
      if (signal?.aborted) continue;
      const home = counties.get(county);
      if (!home) {
        const cause = new OneCardError('terminal.county-gone', { county });
        results.set(county, { county, answers: [], notTaken: [], leftCount, cause });
        continue;
      }
      const before = results.get(county)?.answers ?? [];
      const sent = await inTurn(() => outbox.sendOnce(county, home, signal));
      results.set(county, { ...sent, answers: [...before, ...sent.answers] });
    }
    const isDone = [...results.values()].every(
      ({ county, cause }) => cause === undefined || !counties.has(county),
    );
    if (isDone || !wait || signal?.aborted || waitedMs >= QUERY_DEADLINE_MS) break;
    const waitMs = queryWaitMs(round);
    await wait(waitMs, signal).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
    waitedMs += waitMs;
  }
  for (const [county, sent] of results) {
    const home = counties.get(county);
    if (!home || sent.cause !== undefined || signal?.aborted) continue;
    try {
      // What a contact brings along: without it the next days off line would be fewer.
      await fetchPublished(county, home, equipment);
    } catch (cause) {
      results.set(county, { ...sent, cause });
    }
  }
  return [...results.values()];
}
