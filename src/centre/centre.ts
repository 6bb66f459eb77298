/**
 * 县合管中心 in this process: register, usage ledger, answers. One centre serves one home county and
 * is the authority on what its members drew (docs/architecture.md, "Who is right?").
 */

import { equalBytes } from '../bytes.ts';
import type { SamStanding } from '../crypto/index.ts';
import { OneCardError } from '../errors/index.ts';
import type {
  AdmissionPort,
  AdmissionRequest,
  CardSerial,
  CatchUpRequest,
  CentrePort,
  Clock,
  CountyCode,
  JournalHead,
  PersonAnswer,
  PersonRequest,
  ProviderCode,
  PublishedDocuments,
  ReviewDecision,
  SamId,
  SettlementId,
  SettleRequest,
  SignedSettlementFields,
  StandingFilter,
  StandingPort,
  StayEnd,
  TerminalHead,
  TerminalId,
} from '../model/index.ts';
import type { Catalogue, Plan, Register } from '../settlement/index.ts';
import {
  closeStore,
  type Database,
  openStore,
  prepareStore,
} from '../settlement/journal/database.ts';
import { COUNTY_CODE } from '../settlement/journal/payload/names.ts';
import { encodeAs } from '../settlement/journal/shape.ts';
import type { Instant } from '../time.ts';
import { type AccountBalance, accountBalances } from './accounts.ts';
import { quoteAnswer, settleAnswer, statusAnswer } from './answers.ts';
import { type CardStanding, recordStanding } from './cardStanding.ts';
import { allowCatchUp } from './catchUp.ts';
import { acknowledgedHeadOf, confirmSettlement } from './confirm.ts';
import { historyOf, lookBack } from './history.ts';
import type { Documents, SettleContent } from './judge.ts';
import { knownHeadOf, noteHead } from './knownHead.ts';
import { cardSequencesOf, standingSettlement, usageOf } from './ledger.ts';
import { CentreMemory } from './memory.ts';
import { FROM_VERSION_3 } from './migrate.ts';
import { findHolder, type MemberRegistration, registerMember } from './register.ts';
import { reverseSettlement } from './reverse.ts';
import { type ReviewFilter, type ReviewItem, reviewItems } from './review/item.ts';
import { resolveReview } from './review/resolve.ts';
import { type ReviewerRegistration, registerReviewer } from './review/reviewers.ts';
import { CENTRE_FORMAT } from './schema.ts';
import { standingPage } from './standing.ts';
import { admit, endStay, reopenStay } from './stays.ts';
import { type CentreStore, judgeUnit, look, readUnit, writeUnit } from './store.ts';
import { registerTerminal, type TerminalRegistration } from './terminals.ts';
import type { UploadRequest } from './upload/contents.ts';
import { newestLimits, publishLimits } from './upload/limits.ts';
import { uploadAnswer } from './upload/uploadAnswer.ts';
import { postWithoutCard } from './withoutCard.ts';

/** A county's centre: what terminals ask, and what the county's staff keep. */
export interface Centre extends CentrePort, AdmissionPort, StandingPort {
  /**
   * Registers a member with cards and years, or brings them up to date.
   * @throws OneCardError `centre.registered-otherwise` for a card with another key or owner,
   * `crypto.…` for a key that is none
   */
  register(member: MemberRegistration): Promise<void>;
  /**
   * Registers a terminal, or another module in it where its county's lists say so (docs/issuing.md).
   * @throws OneCardError `centre.registered-otherwise`, `centre.module-not-replaced`, `crypto.…`
   */
  registerTerminal(terminal: TerminalRegistration): Promise<void>;
  /**
   * Registers the key of a person who may end reviews.
   * @throws OneCardError `centre.registered-otherwise` for a key of another reviewer, `crypto.…`
   */
  registerReviewer(reviewer: ReviewerRegistration): Promise<void>;
  /**
   * Records that a card stands so from `since` on: what it settles off line after that is reviewed.
   * @throws OneCardError `centre.unknown-card`, `centre.standing-otherwise`
   */
  recordCardStanding(serial: CardSerial, standing: CardStanding, since: Instant): Promise<void>;
  /**
   * Publishes off-line limits that the county signed: terminals fetch them at their next contact.
   * @throws OneCardError `centre.limits-refused`, `offline.limits-malformed`
   */
  publishLimits(signed: Uint8Array): Promise<void>;
  /** What people look at of what was settled off line: a page, the oldest id first. */
  reviews(filter?: ReviewFilter): Promise<readonly ReviewItem[]>;
  /**
   * Ends a review (docs/offline.md, "The review list"); the same decision again changes nothing.
   * @param signed the decision as `signReviewDecision` signed it with a registered reviewer's key
   * @throws OneCardError `centre.review-unknown`, `centre.review-resolved`, `centre.review-not-signed`,
   * `centre.review-not-possible`
   */
  resolveReview(decision: ReviewDecision, signed: Uint8Array): Promise<ReviewItem>;
  /** What reviews found due between the funds, hospitals and patients; in all as much debit as credit. */
  accounts(): Promise<readonly AccountBalance[]>;
  /** Lets go of the file; every later call rejects with `centre.unreachable`. */
  close(): void;
}

export interface CentreOptions {
  /** Path; made when absent. Several processes may open the same. */
  readonly file: string;
  /** A store that the caller opened, instead of the file's: for worlds that live in memory. */
  readonly database?: Database;
  readonly clock: Clock;
  /** The one home county. */
  readonly county: CountyCode;
  /** Of this county, all versions. */
  readonly plans: readonly Plan[];
  /** Of the counties of treatment. */
  readonly catalogues: readonly Catalogue[];
  /**
   * Of the counties of treatment, for the controls of the plans. A terminal with another register finds
   * other things, and its settlements are declined.
   */
  readonly registers?: readonly Register[];
  /**
   * How a terminal's security module stands: `samStandings` over the certificates that the county has,
   * or what its own register says. Asked at each quote and settlement.
   */
  readonly samStanding: (samId: SamId, now: Instant) => SamStanding;
  /** The newest signed lists of statuses, for terminals to keep; asked at each contact. None without it. */
  readonly statusLists?: () => Pick<PublishedDocuments, 'statusLists' | 'samStatusLists'>;
}

/**
 * Opens the centre of one home county.
 * @throws OneCardError `centre.other-county`, `centre.plan-of-another-county`, `store.…`
 *
 * @example A centre with one member
 * ```ts
 * const centre = openCentre({ file, clock, county, plans: [plan], catalogues: [catalogue], samStanding });
 * await centre.register({ memberNumber, name, bornOn, participation, cards: [{ serial, settlementKey }] });
 * await centre.registerTerminal({ terminalId, samId, publicKey });
 * ```
 */
export function openCentre(options: CentreOptions): Centre {
  const { file, clock, county, plans, catalogues, registers = [], samStanding } = options;
  const { statusLists = () => ({ statusLists: [], samStatusLists: [] }) } = options;
  encodeAs(COUNTY_CODE, county, 'county');
  const foreign = plans.find((plan) => plan.county.code !== county);
  if (foreign) {
    throw new OneCardError('centre.plan-of-another-county', { county, plan: foreign.id });
  }
  if (options.database) prepareStore(options.database, file, CENTRE_FORMAT, MIGRATIONS);
  const database = options.database ?? openStore(file, CENTRE_FORMAT, MIGRATIONS);
  const store = { database, file, county, clock, memory: new CentreMemory(database) };
  try {
    bind(store);
  } catch (error) {
    store.database.close();
    throw error;
  }
  return new CountyCentre(store, { plans, catalogues, registers, samStanding }, statusLists);
}

/** Earlier ones are refused in words: `store.older-format`. */
const MIGRATIONS = [FROM_VERSION_3];

/** The first opening gives the file its county; no later one may name another. */
function bind(store: CentreStore): void {
  const { database, file, county } = store;
  const bound = writeUnit(store, () => {
    const row = database.prepare('SELECT home_county FROM county').get();
    if (!row) database.prepare('INSERT INTO county VALUES (?)').run(county);
    return row?.home_county ?? county;
  });
  if (bound !== county) throw new OneCardError('centre.other-county', { file, county, bound });
}

/** Every method is one unit on the store: what it promised is durable when it resolves. */
class CountyCentre implements Centre {
  readonly #store: CentreStore;
  readonly #documents: Documents;
  readonly #statusLists: NonNullable<CentreOptions['statusLists']>;

  constructor(
    store: CentreStore,
    documents: Documents,
    statusLists: NonNullable<CentreOptions['statusLists']>,
  ) {
    this.#store = store;
    this.#documents = documents;
    this.#statusLists = statusLists;
  }

  async register(member: MemberRegistration) {
    this.#write(() => registerMember(this.#store, member));
  }

  async registerTerminal(terminal: TerminalRegistration) {
    this.#write(() => registerTerminal(this.#store, terminal, this.#documents.samStanding));
  }

  async person(request: PersonRequest): Promise<PersonAnswer> {
    return this.#read(() => personAnswer(this.#store, this.#documents, request));
  }

  async quote(content: SettleContent) {
    return this.#read(() => quoteAnswer(this.#store, this.#documents, content));
  }

  async settle(id: SettlementId, request: SettleRequest) {
    if (id !== request.statement.id) throw new TypeError('"id" expected the id of the statement');
    return judgeUnit(this.#store, () => {
      const answer = settleAnswer(this.#store, this.#documents, request);
      noteHead(this.#store, headOf(request));
      return answer;
    });
  }

  async status(id: SettlementId) {
    return this.#read(() => statusAnswer(this.#store, this.#documents, id));
  }

  async upload(id: SettlementId, request: UploadRequest) {
    if (id !== request.statement.id) throw new TypeError('"id" expected the id of the statement');
    return this.#write(() => {
      const answer = uploadAnswer(this.#store, this.#documents, request);
      noteHead(this.#store, headOf(request));
      return answer;
    });
  }

  async published(): Promise<PublishedDocuments> {
    const limits = look(this.#store, () => newestLimits(this.#store));
    return { ...this.#statusLists(), ...(limits && { offlineLimits: limits.signed }) };
  }

  async recordCardStanding(serial: CardSerial, standing: CardStanding, since: Instant) {
    this.#write(() => recordStanding(this.#store, serial, standing, since));
  }

  async publishLimits(signed: Uint8Array) {
    this.#write(() => publishLimits(this.#store, signed));
  }

  async reviews(filter: ReviewFilter = {}) {
    return this.#read(() => reviewItems(this.#store, this.#documents, filter));
  }

  async registerReviewer(reviewer: ReviewerRegistration) {
    this.#write(() => registerReviewer(this.#store, reviewer));
  }

  async resolveReview(decision: ReviewDecision, signed: Uint8Array) {
    return this.#write(() => resolveReview(this.#store, this.#documents, decision, signed));
  }

  async accounts() {
    return this.#read(() => accountBalances(this.#store));
  }

  async reverse(id: SettlementId, from?: TerminalHead) {
    return this.#write(() => {
      if (from) noteHead(this.#store, from);
      return reverseSettlement(this.#store, id);
    });
  }

  async catchUp(request: CatchUpRequest) {
    return this.#write(() => allowCatchUp(this.#store, request));
  }

  async postWithoutCard(id: SettlementId) {
    return this.#write(() => postWithoutCard(this.#store, id));
  }

  async confirm(signed: SignedSettlementFields, head: JournalHead) {
    return this.#write(() => confirmSettlement(this.#store, signed, head));
  }

  async settledBill(provider: ProviderCode, billNumber: string, billHash: Uint8Array) {
    const found = this.#read(() => standingSettlement(this.#store, provider, billNumber));
    return found && equalBytes(found.billHash, billHash) ? found.id : undefined;
  }

  async acknowledgedHead(terminalId: TerminalId) {
    return look(this.#store, () => acknowledgedHeadOf(this.#store, terminalId));
  }

  async knownHead(terminalId: TerminalId) {
    return look(this.#store, () => knownHeadOf(this.#store, terminalId));
  }

  async admit(id: SettlementId, request: AdmissionRequest) {
    return this.#write(() => admit(this.#store, id, request));
  }

  async endStay(id: SettlementId, end: StayEnd) {
    return this.#write(() => endStay(this.#store, id, end));
  }

  async reopenStay(id: SettlementId) {
    return this.#write(() => reopenStay(this.#store, id));
  }

  async standing(filter: StandingFilter) {
    return this.#read(() => standingPage(this.#store, filter));
  }

  close(): void {
    if (this.#store.database.isOpen) closeStore(this.#store.database);
  }

  #read<T>(work: () => T): T {
    return readUnit(this.#store, work);
  }

  #write<T>(work: () => T): T {
    return writeUnit(this.#store, work);
  }
}

function headOf({ statement, journalHead }: SettleRequest): TerminalHead {
  return { terminalId: statement.terminalId, head: journalHead };
}

function personAnswer(
  store: CentreStore,
  { plans }: Documents,
  request: PersonRequest,
): PersonAnswer {
  const { home, cardSerial, memberNumber, insuranceYear } = request;
  if (home !== store.county) return { outcome: 'unknown-county' };
  const holder = findHolder(store, memberNumber, cardSerial);
  if (!holder?.participation.some(({ year }) => year === insuranceYear)) {
    return { outcome: 'unknown-person' };
  }
  const { least, most } = cardSequencesOf(store, cardSerial);
  return {
    outcome: 'found',
    usage: usageOf(store, memberNumber, insuranceYear),
    cardSequence: least,
    ...(most > least ? { cardSequenceMax: most } : {}),
    ...(lookBack(plans) ? { history: historyOf(store, memberNumber) } : {}),
  };
}
