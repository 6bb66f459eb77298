/** `onecard outbox` and `onecard review`: what was settled off line, and what people make of it. */

import {
  type Centre,
  REVIEW_PAGE_ITEMS,
  type ReviewFilter,
  type ReviewItem,
} from '../../../src/centre/index.ts';
import {
  exportPrivateKey,
  importPrivateKey,
  type PrivateKey,
  suiteOf,
} from '../../../src/crypto/index.ts';
import { explainError, type Language } from '../../../src/errors/index.ts';
import {
  REVIEW_REASONS,
  type ReviewDecision,
  type ReviewReason,
  type ReviewResolution,
} from '../../../src/model/index.ts';
import { yuanText } from '../../../src/money.ts';
import { signReviewDecision } from '../../../src/settlement/index.ts';
import type { NotTaken, SentOutbox } from '../../../src/terminal/index.ts';
import { instantText } from '../../../src/time.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, UsageError } from '../output.ts';
import { pick } from '../text.ts';
import { load, saveSecret, worldFiles } from '../world/files.ts';
import { HOME_NAMES, HOMES, type HomeName } from '../world/persons.ts';
import { causeText, withWorld } from './settle.ts';
import { settlementId } from './settleLater.ts';

/** What waits for its centre: count and sum at risk. */
export function showOutbox(options: CommandOptions): Promise<Answer> {
  return withWorld(options, async ({ terminal }) => {
    const state = terminal.outbox();
    const lines = state.counties.flatMap(
      ({ county, count, sum, oldestAt, lastFailure, notTaken }) => {
        const since = oldestAt === undefined ? '' : ` ${instantText(oldestAt)}`;
        const failure = lastFailure ? ` [${lastFailure.code}]` : '';
        return [
          `${county}: ${count}, ${yuanText(sum)}${since}${failure}`,
          ...notTaken.map((each) => notTakenText(each, options.language)),
        ];
      },
    );
    return {
      exit: EXIT.done,
      outcome: 'outbox',
      data: {
        ...state,
        counties: state.counties.map(({ notTaken, ...county }) => ({
          ...county,
          notTaken: notTaken.map(({ cause, ...each }) => ({ ...each, cause: cause.code })),
        })),
      },
      text: [pick(state.sentence, options.language), ...lines].join('\n'),
    };
  });
}

/** Hands in what waits. Exit 31 while something still waits. */
export function sendOutboxCommand(options: CommandOptions): Promise<Answer> {
  return withWorld(options, async ({ terminal }) => {
    const sent = await terminal.sendOutbox({ signal: options.signal });
    const lines = sent.flatMap((each) => sentLines(each, options.language));
    const { count, sentence, counties } = terminal.outbox();
    const notTaken = counties.flatMap((each) => each.notTaken);
    return {
      exit: count === 0 ? EXIT.done : EXIT.centreUnreachable,
      outcome: count === 0 ? 'sent' : 'still-waiting',
      data: {
        sent: sent.map(({ county, answers, notTaken, leftCount }) => ({
          county,
          answers,
          notTaken: notTaken.map(({ id, cause }) => ({ id, cause: cause.code })),
          leftCount,
        })),
      },
      text: [
        ...lines,
        pick(sentence, options.language),
        ...notTaken.map((each) => notTakenText(each, options.language)),
      ].join('\n'),
      isReport: true,
    };
  });
}

/** What a person needs to ask the county about it, and what to do. */
function notTakenText(
  { id, cause, provider, billNumber, sum, behindCount, behindSum }: NotTaken,
  language: Language,
): string {
  const behind =
    behindCount === 0
      ? ''
      : pick({ zh: '；其后 ', en: '; behind it ' }, language) +
        `${behindCount}, ${yuanText(behindSum)}`;
  return `  ${id} ${provider} ${billNumber}: ${yuanText(sum)}${behind}\n  ${explainError(cause, language)}`;
}

function sentLines({ answers, cause }: SentOutbox, language: Language): readonly string[] {
  return [
    ...answers.map(({ id, answer }) => `${id}: ${answerText(answer, language)}`),
    ...(cause === undefined ? [] : [causeText(cause, language)]),
  ];
}

const ANSWER_TEXTS = {
  settled: { zh: '中心已入账', en: 'posted' },
  held: { zh: '中心暂不入账，待复核', en: 'held for a review' },
} as const;

function answerText(
  { outcome, review }: SentOutbox['answers'][number]['answer'],
  language: Language,
): string {
  const head = pick(ANSWER_TEXTS[outcome], language);
  return review.length === 0 ? head : `${head}; ${reasonsText(review, language)}`;
}

function reasonsText(reasons: readonly ReviewReason[], language: Language): string {
  return reasons.map((each) => `[${each}] ${pick(REVIEW_REASONS[each], language)}`).join('; ');
}

export interface ReviewOptions {
  readonly home: HomeName;
  readonly all?: boolean;
}

/** What people have to look at in one home county. */
export function listReviews(options: CommandOptions, asked: ReviewOptions): Promise<Answer> {
  return withCounty(options, asked, async (centre) => {
    const items = await allReviews(centre, asked.all ? {} : { isOpen: true });
    const lines = items.map((item) => reviewText(item, options.language));
    const none = { zh: '没有待复核的结算', en: 'nothing to review' };
    return {
      exit: EXIT.done,
      outcome: 'reviews',
      data: { items },
      text: lines.length === 0 ? pick(none, options.language) : lines.join('\n'),
    };
  });
}

/** Page by page: whoever is shown a part takes it for all. */
export async function allReviews(
  centre: Pick<Centre, 'reviews'>,
  filter: Pick<ReviewFilter, 'isOpen'>,
): Promise<readonly ReviewItem[]> {
  const items: ReviewItem[] = [];
  for (let after: Pick<ReviewFilter, 'after'> = {}; ; ) {
    const page = await centre.reviews({ ...filter, ...after });
    items.push(...page);
    const last = page.at(-1);
    if (!last || page.length < REVIEW_PAGE_ITEMS) return items;
    after = { after: last.id };
  }
}

export interface ResolveOptions extends ReviewOptions {
  readonly as: ReviewResolution;
  readonly operator: string;
  readonly note: string;
}

/** A person ends a review. */
export function resolveReviewCommand(
  options: CommandOptions,
  text: string,
  asked: ResolveOptions,
): Promise<Answer> {
  const id = settlementId(text);
  const { as: resolution, operator, note } = asked;
  return withCounty(options, asked, async (centre) => {
    const decision = { id, resolution, operator, note };
    const signed = await signedByDemo(centre, options, asked, decision);
    const item = await centre.resolveReview(decision, signed);
    const answer = reviewText(item, options.language);
    return { exit: EXIT.done, outcome: 'resolved', data: { item }, text: answer };
  });
}

/**
 * In the demo whoever may use the folder may review: each name gets a key at its first use. A county makes
 * a key for each reviewer, and registers it, before.
 */
async function signedByDemo(
  centre: Centre,
  { data }: CommandOptions,
  { home }: ReviewOptions,
  decision: ReviewDecision,
): Promise<Uint8Array> {
  const { county } = HOMES[home];
  const file = worldFiles(data).reviewerKey(county, decision.operator);
  const key = await reviewerKey(file);
  await centre.registerReviewer({ operator: decision.operator, publicKey: key.publicKey });
  return signReviewDecision(county, decision, key);
}

async function reviewerKey(file: string): Promise<PrivateKey> {
  const suite = suiteOf(1);
  const kept = await load(file);
  if (kept) return importPrivateKey(suite, kept);
  const { privateKey } = suite.generateKeyPair();
  await saveSecret(file, exportPrivateKey(privateKey));
  return privateKey;
}

function withCounty(
  options: CommandOptions,
  { home }: ReviewOptions,
  run: (centre: Centre) => Promise<Answer>,
): Promise<Answer> {
  if (!HOME_NAMES.includes(home)) throw new UsageError(`"${home}": no home county of the demo`);
  return withWorld(options, (world) => run(world.centres.get(HOMES[home].county)!));
}

function reviewText(item: ReviewItem, language: Language): string {
  const { id, provider, billNumber, paid, due, difference, reasons, end } = item;
  const labels =
    language === 'zh'
      ? { paid: '已付', due: '应付', difference: '差额' }
      : { paid: 'paid', due: 'due', difference: 'difference' };
  const sums = `${labels.paid} ${yuanText(paid)}, ${labels.due} ${yuanText(due)}, ${labels.difference} ${yuanText(difference)}`;
  const ended = end ? `\n  ${end.resolution} ${yuanText(end.amount)} ${end.operator}` : '';
  return `${id} ${provider} ${billNumber}: ${sums}\n  ${reasonsText(reasons, language)}${ended}`;
}
