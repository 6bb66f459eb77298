/** Handing in what waits for one county: of a card, and of a person, nothing overtakes. */

import { OneCardError } from '../../errors/index.ts';
import type {
  CardSerial,
  CountyCode,
  MemberNumber,
  SettlementId,
  UploadAnswer,
} from '../../model/index.ts';
import type { Journal, JournalEntry } from '../../settlement/index.ts';
import type { HomeCounty } from '../equipment.ts';
import { isOfCentre } from '../saga/cause.ts';

/** What one attempt at a county came to. */
export interface SentOutbox {
  readonly county: CountyCode;
  /** The answers that came, in the order of the settlements. */
  readonly answers: readonly {
    readonly id: SettlementId;
    readonly answer: Exclude<UploadAnswer, { outcome: 'conflict' }>;
  }[];
  /** What the centre did not take, by now or at an earlier attempt that is not repeated yet; it goes on waiting. */
  readonly notTaken: readonly { readonly id: SettlementId; readonly cause: OneCardError }[];
  /** Still waiting: not taken, behind such a one, or not come to. */
  readonly leftCount: number;
  /**
   * Why it stopped before the end, unless it was called off: nobody answered, or the centre is out of order. With
   * nothing left: why what the centre published could not be kept.
   */
  readonly cause?: unknown;
}

/** What must not be overtaken: the card's order, and the year that the person's cards share. */
export interface Turn {
  readonly card: CardSerial;
  readonly member: MemberNumber;
}

export function turnOf({ signed, adjudication }: JournalEntry<'settled'>): Turn {
  return { card: signed.statement.cardSerial, member: adjudication.memberNumber };
}

/** Whose turn it is to wait, each for one that is ahead of it. */
export class Behind<T> {
  readonly #cards = new Map<CardSerial, T>();
  readonly #members = new Map<MemberNumber, T>();

  /** What this one waits for, if it does; whoever comes after it waits for the same. */
  of(turn: Turn): T | undefined {
    const ahead = this.#cards.get(turn.card) ?? this.#members.get(turn.member);
    if (ahead !== undefined) this.hold(turn, ahead);
    return ahead;
  }

  hold({ card, member }: Turn, ahead: T): void {
    this.#cards.set(card, ahead);
    this.#members.set(member, ahead);
  }
}

export function waitingFor(
  journal: Journal,
  county: CountyCode,
): readonly JournalEntry<'settled'>[] {
  return journal.unanswered().filter(({ adjudication }) => adjudication.home === county);
}

export interface SendOptions {
  /** Stops it after the settlement that is on its way. */
  readonly signal?: AbortSignal | undefined;
  /** Not taken before, and not to be tried now. */
  readonly putOff?: ReadonlyMap<SettlementId, OneCardError>;
}

/**
 * One by one, oldest first: the next one of a card rests on the figures that this one left. What the centre does
 * not take holds up its card and its person, and nobody else; what keeps the centre from answering anybody stops all.
 */
export async function sendInOrder(
  journal: Journal,
  county: CountyCode,
  home: HomeCounty,
  { signal, putOff }: SendOptions = {},
): Promise<SentOutbox> {
  const waiting = waitingFor(journal, county);
  const answers: SentOutbox['answers'][number][] = [];
  const notTaken: SentOutbox['notTaken'][number][] = [];
  const sent = () => ({ county, answers, notTaken, leftCount: waiting.length - answers.length });
  const behind = new Behind<SettlementId>();
  for (const entry of waiting) {
    if (signal?.aborted) break;
    const { id } = entry;
    if (behind.of(turnOf(entry))) continue;
    const before = putOff?.get(id);
    const tried: Tried = before ? { outcome: 'not-taken', cause: before } : await hand(entry, home);
    switch (tried.outcome) {
      case 'no-answer':
        return { ...sent(), cause: tried.cause };
      case 'not-taken':
        notTaken.push({ id, cause: tried.cause });
        behind.hold(turnOf(entry), id);
        break;
      case 'answered': {
        const { answer } = tried;
        const { outcome, answeredAt, review } = answer;
        const reasons = review.length > 0 ? { review } : {};
        await journal.append({ kind: 'answered', id, outcome, answeredAt, ...reasons });
        answers.push({ id, answer });
      }
    }
  }
  return sent();
}

type Tried =
  | { readonly outcome: 'answered'; readonly answer: SentOutbox['answers'][number]['answer'] }
  | { readonly outcome: 'not-taken'; readonly cause: OneCardError }
  | { readonly outcome: 'no-answer'; readonly cause: unknown };

async function hand(entry: JournalEntry<'settled'>, { centre }: HomeCounty): Promise<Tried> {
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
    if (isOfCentre(cause)) return { outcome: 'no-answer', cause };
    const named =
      cause instanceof OneCardError
        ? cause
        : new OneCardError('offline.not-taken', { id }, { cause });
    return { outcome: 'not-taken', cause: named };
  }
  if (answer.outcome !== 'conflict') return { outcome: 'answered', answer };
  // Two journals with one id: it stays in sight until somebody finds out.
  return { outcome: 'not-taken', cause: new OneCardError('terminal.id-conflict', { id }) };
}
