/**
 * 待上传: what was settled off line and what the centre does not know yet. There is no list of its own:
 * an entry of the journal that was settled off line waits until an entry says what the centre answered.
 */

import { OneCardError } from '../../errors/index.ts';
import type { Bilingual, CountyCode, SamId, UploadAnswer } from '../../model/index.ts';
import { type Amount, add, yuanText, ZERO } from '../../money.ts';
import type { Journal, JournalEntry } from '../../settlement/index.ts';
import { chinaDate, type Instant, startOfDay } from '../../time.ts';
import type { Equipment, HomeCounty } from '../equipment.ts';
import { codeOfCause } from '../saga/cause.ts';
import { QUERY_DEADLINE_MS, queryWaitMs } from '../saga/limits.ts';
import { fundsOf } from './funds.ts';
import type { OutboxSums } from './judge.ts';
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
}

/** 待上传笔数与垫付金额: what the clerk sees. */
export interface OutboxState {
  readonly count: number;
  readonly sum: Amount;
  /** Only counties that something waits for, by code. */
  readonly counties: readonly CountyOutbox[];
  readonly sentence: Bilingual;
}

/** What one attempt at a county came to. */
export interface SentOutbox {
  readonly county: CountyCode;
  /** The answers that came, in the order of the settlements. */
  readonly answers: readonly {
    readonly id: JournalEntry<'settled'>['id'];
    readonly answer: Exclude<UploadAnswer, { outcome: 'conflict' }>;
  }[];
  /** Still waiting. */
  readonly leftCount: number;
  /**
   * Why it stopped before the end, unless it was called off: the order is kept, nothing overtakes. With nothing
   * left: why what the centre published could not be kept.
   */
  readonly cause?: unknown;
}

export interface Outbox {
  state(): OutboxState;
  /** What the limits of a county are measured against. */
  sums(county: CountyCode, samId: SamId, now: Instant): OutboxSums;
  /**
   * Hands in what waits for one county's centre, once, oldest first.
   * @param signal stops it after the settlement that is on its way
   */
  sendOnce(county: CountyCode, home: HomeCounty, signal?: AbortSignal): Promise<SentOutbox>;
}

export function openOutbox({ journal, clock }: Pick<Equipment, 'journal' | 'clock'>): Outbox {
  const failures = new Map<CountyCode, { readonly code: string; readonly at: Instant }>();
  const ofToday = daySums(journal);
  return {
    state: () => stateOf(journal, failures),
    sums(county, samId, now) {
      const waiting = waitingFor(journal, county);
      return {
        count: waiting.length,
        sum: sumOf(waiting),
        samDaySum: ofToday(samId, now),
      };
    },
    async sendOnce(county, home, signal) {
      const sent = await sendInOrder(journal, county, home, signal);
      if (sent.cause === undefined) failures.delete(county);
      else failures.set(county, { code: codeOfCause(sent.cause), at: clock.now() });
      return sent;
    },
  };
}

function waitingFor(journal: Journal, county: CountyCode): readonly JournalEntry<'settled'>[] {
  return journal.unanswered().filter(({ adjudication }) => adjudication.home === county);
}

function sumOf(entries: readonly JournalEntry<'settled'>[]): Amount {
  return add(ZERO, ...entries.map(({ signed }) => fundsOf(signed.statement.byPayer)));
}

function stateOf(
  journal: Journal,
  failures: ReadonlyMap<CountyCode, { readonly code: string; readonly at: Instant }>,
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
    };
  });
  const [count, sum] = [waiting.length, sumOf(waiting)];
  return { count, sum, counties, sentence: sentenceOf(count, sum) };
}

function sentenceOf(count: number, sum: Amount): Bilingual {
  if (count === 0) return { zh: '没有待上传的脱机结算', en: 'nothing waits for a centre' };
  const yuan = yuanText(sum);
  return {
    zh: `${count} 笔脱机结算待上传，基金垫付 ${yuan} 元，中心尚未确认`,
    en: `${count} off-line settlements wait for a centre; ${yuan} yuan of the funds' money is at risk`,
  };
}

/** One by one: the next one rests on the card's figures that this one left. */
export async function sendInOrder(
  journal: Journal,
  county: CountyCode,
  { centre }: HomeCounty,
  signal?: AbortSignal,
): Promise<SentOutbox> {
  const waiting = waitingFor(journal, county);
  const answers: SentOutbox['answers'][number][] = [];
  for (const [index, entry] of waiting.entries()) {
    if (signal?.aborted) return { county, answers, leftCount: waiting.length - index };
    const { id, adjudication, bill, signed, offline, sequence, hash } = entry;
    let answer: UploadAnswer;
    try {
      answer = await centre.upload(id, {
        statement: signed.statement,
        adjudication,
        bill,
        signed,
        // Every entry that waits was settled off line.
        offline: offline!,
        journalHead: { sequence, hash },
      });
    } catch (cause) {
      return { county, answers, leftCount: waiting.length - index, cause };
    }
    if (answer.outcome === 'conflict') {
      // Two journals with one id: it stays in sight until somebody finds out.
      const cause = new OneCardError('terminal.id-conflict', { id });
      return { county, answers, leftCount: waiting.length - index, cause };
    }
    const { outcome, answeredAt, review } = answer;
    const reasons = review.length > 0 ? { review } : {};
    await journal.append({ kind: 'answered', id, outcome, answeredAt, ...reasons });
    answers.push({ id, answer });
  }
  return { county, answers, leftCount: 0 };
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
 * deadline. A terminal that cannot wait tries once.
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
  for (let round = 0; ; round++) {
    const due = outbox.state().counties;
    for (const [county, { answers }] of results) {
      // A tap during the wait handed it in.
      const isDue = due.some((each) => each.county === county);
      if (!isDue) results.set(county, { county, answers, leftCount: 0 });
    }
    for (const { county, count: leftCount } of due) {
      if (signal?.aborted) continue;
      const home = counties.get(county);
      if (!home) {
        const cause = new OneCardError('terminal.county-gone', { county });
        results.set(county, { county, answers: [], leftCount, cause });
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
