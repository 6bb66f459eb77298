/**
 * What everybody in the world saw, written down beside the world: what clerks were told, what centres
 * answered, what every settlement moved. The invariants compare it with what the disks and cards hold.
 */

import { toHex } from '../bytes.ts';
import { encodeStatement } from '../crypto/index.ts';
import type {
  Bill,
  CardSerial,
  CountyCode,
  MemberNumber,
  SettleAnswer,
  SettlementId,
  SettleRequest,
  TerminalId,
  UploadAnswer,
  Usage,
} from '../model/index.ts';
import type { StayPart } from '../settlement/index.ts';
import type { ComparedDay } from './dayInvariants.ts';
import type { Told } from './hisBooks.ts';
import { ReferralBook } from './referralBook.ts';
import { ReplacedBills } from './replacedBills.ts';
import type { Decision } from './reviewInvariants.ts';
import type { Person } from './world/person.ts';

/** A settlement as its centre accepted it. */
export interface AcceptedSettlement {
  readonly id: SettlementId;
  readonly county: CountyCode;
  readonly member: MemberNumber;
  readonly card: CardSerial;
  readonly terminalId: TerminalId;
  readonly bill: string;
  readonly sequence: number;
  readonly total: bigint;
  readonly cash: bigint;
  readonly year: number;
  /** By account; a review may change it. */
  moved: ReadonlyMap<string, bigint>;
  readonly isOffline: boolean;
  isReversed: boolean;
}

/** A bill that a patient brought to a desk. */
export interface BroughtBill {
  readonly bill: Bill;
  readonly person: Person;
  /** The settlement that the clerk handed a receipt for, if one did. */
  paidAs?: SettlementId;
  /** The clerk was told that it cannot be settled. */
  isRefused?: boolean;
  /** The terminal that has it in its own hands, of a stay or for a refund: nobody brings it to another one. */
  keptBy?: string;
}

export class Notebook {
  readonly replaced = new ReplacedBills();
  readonly accepted = new Map<SettlementId, AcceptedSettlement>();
  /** Settlements that people look at: they were made off line, and the centre found something. */
  readonly reviewed = new Set<SettlementId>();
  /** Settlements of one bill, of which one at least was made off line: people have to look at them. */
  readonly doubles: (readonly [SettlementId, SettlementId])[] = [];
  /** States that cards were told the ledger's figures in, by id: the centre allowed each. */
  readonly caughtUp = new Map<
    SettlementId,
    { readonly card: CardSerial; readonly sequence: number }
  >();
  /** Posted though the card never came. */
  readonly withoutCard = new Set<SettlementId>();
  /** Which settlement a card signed under which value of its counter. */
  readonly counters = new Map<string, SettlementId>();
  /** Journal sequence of the newest settlement that a desk handed in to a county. */
  readonly #uploaded = new Map<string, number>();
  readonly #reviewedBills = new Set<string>();
  readonly #changes = new Map<CardSerial, number>();
  readonly #byCard = new Map<CardSerial, AcceptedSettlement[]>();
  /** By provider and number. */
  readonly bills = new Map<string, BroughtBill>();
  /** Answers by id, as text: one for ever. */
  readonly answers = new Map<SettlementId, { readonly content: string; readonly answer: string }>();
  /** Taken back by the county's own staff: no desk asked for it. */
  readonly byCounty = new Set<SettlementId>();
  /** Parts of stays that somebody began to take back, by stay. */
  readonly cancelling = new Map<
    SettlementId,
    { readonly desk: TerminalId; readonly part: StayPart }
  >();
  /** What nothing proves, until a person decides: its card is out of step meanwhile. */
  readonly held = new Map<SettlementId, SettleRequest>();
  /** What nothing proves and people let the hospital bear. */
  readonly borne = new Map<SettlementId, SettleRequest>();
  /** Stays and refunds whose last bill the plan does not pay: they stay as they are. */
  readonly unpayable = new Set<SettlementId>();
  /** Bills that the end of some desk's day names as different, and those of everybody's last. */
  readonly differing = new Set<string>();
  readonly differingAtLast = new Set<string>();
  /** What the clerks of each desk were told, once each: what their hospital books. */
  readonly told: Told[] = [];
  /** Days that were compared with the hospital's books. */
  readonly comparedDays: ComparedDay[] = [];
  readonly referrals = new ReferralBook((id) => this.accepted.get(id)?.isReversed === true);
  /** What people at the counties decided. */
  readonly decisions: Decision[] = [];
  /** What was seen to go wrong between two checks. */
  readonly seen: string[] = [];

  settleAnswered(request: SettleRequest, answer: SettleAnswer): void {
    const { statement } = request;
    const { id } = statement;
    const content = toHex(encodeStatement(statement));
    const known = this.answers.get(id);
    const text = answerText(answer);
    if (known?.content === content && known.answer !== text) {
      this.seen.push(`one-answer: ${id} was "${known.answer}" and is "${text}" now`);
    }
    if (known || answer.outcome === 'conflict') return;
    this.answers.set(id, { content, answer: text });
    if (answer.outcome !== 'settled') return;
    this.#accept(request, false);
    this.referrals.accepted(request);
  }

  uploadAnswered(request: SettleRequest, answer: UploadAnswer): void {
    const { id } = request.statement;
    if (answer.outcome === 'conflict') return;
    const text = `${answer.outcome} ${answer.answeredAt} ${answer.review.join(' ')}`;
    const known = this.answers.get(id);
    if (known && known.answer !== text) {
      this.seen.push(`one-answer: ${id} was "${known.answer}" and is "${text}" now`);
    }
    if (known) return;
    this.answers.set(id, { content: '', answer: text });
    const { terminalId, home } = request.statement;
    const last = this.#uploaded.get(`${terminalId} ${home}`) ?? 0;
    const { sequence } = request.journalHead;
    if (sequence < last)
      this.seen.push(`outbox-order: ${id} of ${terminalId} came after a later one`);
    this.#uploaded.set(`${terminalId} ${home}`, sequence);
    if (answer.outcome === 'held') this.held.set(id, request);
    if (answer.review.length > 0) {
      this.reviewed.add(id);
      this.#reviewedBills.add(billKey(request.bill));
    }
    if (answer.outcome === 'settled' && !this.accepted.has(id)) this.#accept(request, true);
  }

  /** Whether people still have to decide on something that the card holds. */
  isHeld(serial: CardSerial | undefined): boolean {
    return [...this.held.values()].some(({ statement }) => statement.cardSerial === serial);
  }

  /** People let it stand as it was paid. */
  reviewAccepted(id: SettlementId): void {
    const request = this.held.get(id);
    if (!request) return;
    this.held.delete(id);
    // Whoever asks again is told so.
    this.answers.delete(id);
    this.withoutCard.add(id);
    this.#accept(request, true);
  }

  /** People decided that the hospital bears it: it stays out of the ledger. */
  reviewBorne(id: SettlementId): void {
    const request = this.held.get(id);
    if (!request) return;
    this.held.delete(id);
    this.borne.set(id, request);
  }

  /** The year moves to what is due: nothing, where `due` is left out. */
  reviewMoved(id: SettlementId, due?: { readonly before: Usage; readonly after: Usage }): void {
    const accepted = this.accepted.get(id)!;
    accepted.moved = due ? movedBetween(due.before, due.after) : new Map();
    this.#changed(accepted.card);
  }

  catchUpAllowed(id: SettlementId, settlement: SettlementId, sequence: number): void {
    const card = this.accepted.get(settlement)?.card;
    if (card !== undefined) this.caughtUp.set(id, { card, sequence });
  }

  /** The highest sequence in which a card was to be told the ledger's figures; 0 when it never was. */
  caughtUpSequence(serial: CardSerial): number {
    const own = [...this.caughtUp.values()].filter(({ card }) => card === serial);
    return Math.max(0, ...own.map(({ sequence }) => sequence));
  }

  /** The highest sequence that a card may show beside those that its ledger holds. */
  mayShow(serial: CardSerial): number {
    return this.isHeld(serial) ? Number.MAX_SAFE_INTEGER : this.caughtUpSequence(serial);
  }

  postedWithoutCard(id: SettlementId): void {
    this.withoutCard.add(id);
  }

  /** Grows with everything that was accepted or reversed for a card. */
  changesOf(serial: CardSerial): number {
    return this.#changes.get(serial) ?? 0;
  }

  #changed(serial: CardSerial): void {
    this.#changes.set(serial, this.changesOf(serial) + 1);
  }

  #accept(request: SettleRequest, isOffline: boolean): void {
    const { statement, adjudication, bill } = request;
    const { id } = statement;
    const accepted: AcceptedSettlement = {
      id,
      county: statement.home,
      member: adjudication.memberNumber,
      card: statement.cardSerial,
      terminalId: statement.terminalId,
      bill: billKey(bill),
      sequence: statement.sequence,
      total: statement.total,
      cash: statement.byPayer.cash ?? 0n,
      year: adjudication.usageBefore.year,
      moved: movedBetween(adjudication.usageBefore, adjudication.usageAfter),
      isOffline,
      isReversed: false,
    };
    this.accepted.set(id, accepted);
    this.#changed(accepted.card);
    const ofCard = this.#byCard.get(accepted.card);
    if (ofCard) ofCard.push(accepted);
    else this.#byCard.set(accepted.card, [accepted]);
  }

  brought(bill: BroughtBill): void {
    this.bills.set(billKey(bill.bill), bill);
  }

  /** What is given back of it is between the desk and its journal from now on. */
  keepAtDesk({ bill, terminalId }: AcceptedSettlement): void {
    const brought = this.bills.get(bill);
    if (brought) brought.keptBy = terminalId;
  }

  /** Everything that was accepted for a card, in order. */
  ofCard(serial: CardSerial): readonly AcceptedSettlement[] {
    return this.#byCard.get(serial) ?? [];
  }

  /** The clerk hands over a receipt and takes what is due in cash, unless that was done already. */
  receipt(key: string, id: SettlementId): void {
    const brought = this.bills.get(key);
    if (!brought) return;
    const before = brought.paidAs;
    if (before !== undefined && before !== id && !this.accepted.get(before)?.isReversed) {
      // Off line nobody can say that the bill was paid at another desk.
      if (this.#isOffline(before) || this.#isOffline(id)) this.doubles.push([before, id]);
      else this.seen.push(`paid-once: bill ${key} was paid as ${before} and as ${id}`);
    }
    brought.paidAs = id;
  }

  /** Not accepted by any centre yet, or only afterwards. */
  #isOffline(id: SettlementId): boolean {
    return this.accepted.get(id)?.isOffline ?? true;
  }

  /** The clerk gives back what was taken. */
  refunded(id: SettlementId): void {
    for (const brought of this.bills.values()) if (brought.paidAs === id) delete brought.paidAs;
  }

  tell(told: Told): void {
    const { terminalId, id, kind } = told;
    const isKnown = this.told.some(
      (each) => each.terminalId === terminalId && each.id === id && each.kind === kind,
    );
    if (!isKnown) this.told.push(told);
  }

  reversed(id: SettlementId): void {
    const accepted = this.accepted.get(id);
    if (!accepted) return;
    accepted.isReversed = true;
    this.#changed(accepted.card);
  }

  /** Whether centre and journal may say different things of a bill for good. */
  mayDiffer(bill: string): boolean {
    if (this.#reviewedBills.has(bill)) return true;
    return [...this.byCounty].some((id) => this.accepted.get(id)?.bill === bill);
  }

  /** Whether a centre holds it until people decide. */
  isUndecided(id: SettlementId | undefined): boolean {
    return id !== undefined && this.reviewed.has(id) && !this.accepted.has(id);
  }

  /** Whether this end of a last visit is one that nobody at a desk can help. */
  isBeyondDesk(outcome: string | undefined, serial: CardSerial): boolean {
    // Not every bill is one that the plan pays.
    return outcome === 'refused' || (outcome === 'card-out-of-step' && this.isHeld(serial));
  }

  /** Whether a centre took it in, whatever became of it. */
  wasSettled(id: SettlementId): boolean {
    return this.accepted.has(id) || this.reviewed.has(id);
  }

  /** Accepted and not reversed. */
  standing(): readonly AcceptedSettlement[] {
    return [...this.accepted.values()].filter(({ isReversed }) => !isReversed);
  }
}

export function billKey({ provider, billNumber }: Pick<Bill, 'provider' | 'billNumber'>): string {
  return `${provider.code} ${billNumber}`;
}

function answerText(answer: SettleAnswer): string {
  return answer.outcome === 'declined'
    ? `declined ${answer.reasons.join(' ')} ${answer.settledAs ?? ''}`
    : answer.outcome === 'settled'
      ? `settled ${answer.answeredAt}`
      : answer.outcome;
}

function movedBetween(before: Usage, after: Usage): ReadonlyMap<string, bigint> {
  const names = new Set([
    ...Object.keys(before.counters ?? {}),
    ...Object.keys(after.counters ?? {}),
  ]);
  const counters = [...names].map(
    (name) =>
      [
        `counter:${name}`,
        (after.counters?.[name] ?? 0n) - (before.counters?.[name] ?? 0n),
      ] as const,
  );
  return new Map<string, bigint>([
    ['deductible-met', after.deductibleMet - before.deductibleMet],
    ['benefit-drawn', after.benefitDrawn - before.benefitDrawn],
    ['admissions', BigInt(after.admissions - before.admissions)],
    ...counters,
  ]);
}
