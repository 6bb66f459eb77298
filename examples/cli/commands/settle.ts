/** `onecard settle trial` and `onecard settle commit`. */

import { explainError, type Language, OneCardError } from '../../../src/errors/index.ts';
import type { Bill } from '../../../src/model/index.ts';
import {
  locateInBill,
  parseBill,
  renderReceipt,
  renderTrial,
} from '../../../src/settlement/index.ts';
import {
  type Refusal,
  type SettleOutcome,
  type SettleResult,
  systemWait,
  type TrialResult,
  type VisitStep,
} from '../../../src/terminal/index.ts';
import { readDocument } from '../files.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, say } from '../output.ts';
import { withCard } from '../readers.ts';
import { checksText } from '../render.ts';
import { withSam } from '../sam.ts';
import { DECLINE_TEXTS, OUTCOME_TEXTS, pick, STEP_TEXTS } from '../text.ts';
import { openCards, openWorld, type World } from '../world/open.ts';

/** Decides the bill in `file` and keeps nothing. */
export async function tryBillFile(options: CommandOptions, file: string): Promise<Answer> {
  const bill = await readBill(file);
  return withWorld(options, async (world) => {
    const card = options.card && (await world.card(options.card));
    const result = await withCard(options, card, (transport) =>
      world.terminal.trial(transport, bill),
    );
    return trialAnswer(result, bill, options.language);
  });
}

/** Settles the bill in `file`. */
export async function commitBill(options: CommandOptions, file: string): Promise<Answer> {
  const bill = await readBill(file);
  return withWorld(options, (world) => settleAnswer(world, bill, options));
}

/** Steps after which nothing is written yet: here an interruption still ends the visit. */
const FREE_STEPS: ReadonlySet<VisitStep> = new Set(['card-read', 'card-verified', 'adjudicated']);

/** Opens the world with its steps told to standard error, and closes it whatever happens. */
export async function withWorld(
  options: CommandOptions,
  run: (world: World) => Promise<Answer>,
): Promise<Answer> {
  const onStep = (step: VisitStep) => {
    say(`  ✓ ${pick(STEP_TEXTS[step], options.language)}`);
    if (options.signal.aborted && FREE_STEPS.has(step))
      throw new OneCardError('reader.wait-aborted');
  };
  const cards = await openCards(options.data);
  return withSam(options, cards.sam, async (sam) => {
    const world = await openWorld(options.data, onStep, {
      cards,
      sam,
      wait: systemWait,
      link: options.centre ?? 'reachable',
    });
    try {
      return await run(world);
    } finally {
      world.close();
    }
  });
}

/** One settlement of `bill` in `world`, as an answer. */
export async function settleAnswer(
  world: World,
  bill: Bill,
  options: CommandOptions,
): Promise<Answer> {
  const card = options.card && (await world.card(options.card));
  const result = await withCard(options, card, (transport) =>
    world.terminal.settle(transport, bill),
  );
  return describeSettlement(result, bill, options.language);
}

async function readBill(file: string): Promise<Bill> {
  return parseBill(await readDocument(file), file);
}

function trialAnswer(result: TrialResult, bill: Bill, language: Language): Answer {
  if (result.outcome !== 'adjudicated') return refusalAnswer(result, bill, language);
  const { adjudication, needsReview, record, offline } = result;
  if (offline) say(pick(OUTCOME_TEXTS['decided-offline'], language));
  return {
    exit: EXIT.done,
    outcome: 'adjudicated',
    data: { adjudication, needsReview, ...(offline && { offline }) },
    text: renderTrial({ adjudication, bill, holder: holderOf(record) }, language),
  };
}

function holderOf(record: {
  readonly holder: { readonly name: string };
  readonly insurance: { readonly memberNumber: Bill['patient']['memberNumber'] };
}) {
  return { name: record.holder.name, memberNumber: record.insurance.memberNumber };
}

/** The answer of the bill, and which earlier settlements this tap finished. */
function describeSettlement(result: SettleResult, bill: Bill, language: Language): Answer {
  const finished = result.finished.map(({ id }) => id);
  for (const id of finished) say(`${pick(OUTCOME_TEXTS.finished, language)}: ${id}`);
  const answer = outcomeAnswer(result, bill, language);
  return { ...answer, data: { ...answer.data, finished } };
}

/** What became of a bill. */
export function outcomeAnswer(result: SettleOutcome, bill: Bill, language: Language): Answer {
  switch (result.outcome) {
    case 'settled': {
      const { entry, confirmation } = result;
      if (entry.offline) say(pick(OUTCOME_TEXTS['decided-offline'], language));
      else if (confirmation.outcome !== 'confirmed') {
        say(pick(OUTCOME_TEXTS[`confirmation-${confirmation.outcome}`], language));
      }
      return {
        exit: EXIT.done,
        outcome: 'settled',
        data: {
          id: entry.id,
          sequence: entry.sequence,
          hash: entry.hash,
          statement: entry.signed.statement,
          adjudication: entry.adjudication,
          confirmation: confirmation.outcome,
          ...(entry.offline && { offline: entry.offline }),
          receipt: renderReceipt(entry, language),
        },
        text: renderReceipt(entry, language),
      };
    }
    case 'already-settled':
      say(pick(OUTCOME_TEXTS['already-settled'], language));
      if (result.isUnasked) say(pick(OUTCOME_TEXTS.unasked, language));
      return {
        exit: EXIT.done,
        outcome: 'already-settled',
        data: {
          id: result.id,
          alreadySettled: true,
          ...(result.isUnasked && { isUnasked: true }),
          ...(result.entry ? { receipt: renderReceipt(result.entry, language) } : {}),
        },
        text: result.entry ? renderReceipt(result.entry, language) : result.id,
      };
    case 'declined':
      return {
        exit: EXIT.declined,
        outcome: 'declined',
        data: { id: result.id, reasons: result.reasons },
        text: result.reasons
          .map((reason) => `[${reason}] ${pick(DECLINE_TEXTS[reason], language)}`)
          .join('\n'),
      };
    case 'cancelled':
    case 'voided':
      return {
        exit: EXIT.declined,
        outcome: result.outcome,
        data: { ...(result.id && { id: result.id }) },
        text: pick(OUTCOME_TEXTS[result.outcome], language),
      };
    case 'unknown':
    case 'reversing':
    case 'card-pending':
      return {
        exit: EXIT.outcomeUnknown,
        outcome: result.outcome,
        data: { id: result.id, cause: causeText(result.cause, language) },
        text: `${pick(OUTCOME_TEXTS[headOf(result)], language)}\n${result.id}: ${causeText(result.cause, language)}`,
      };
    default:
      return refusalAnswer(result, bill, language);
  }
}

/** What the clerk is told of a settlement that is not finished. */
function headOf(result: Extract<SettleOutcome, { readonly cause: unknown; readonly id: unknown }>) {
  if (result.outcome !== 'card-pending') return result.outcome;
  return result.advice === 'same-card-again' ? 'card-pending' : result.advice;
}

/** What failed, without its advice: the outcome has its own. */
export function causeText(cause: unknown, language: Language): string {
  if (cause instanceof OneCardError) return explainError(cause, language).split('\n')[0]!;
  return cause instanceof Error ? cause.message : String(cause);
}

/** A visit that ended before anything was written. */
export function refusalAnswer(refusal: Refusal, bill: Bill, language: Language): Answer {
  const head = pick(OUTCOME_TEXTS[refusal.outcome], language);
  switch (refusal.outcome) {
    case 'card-refused':
      return {
        exit: EXIT.cardRefused,
        outcome: refusal.outcome,
        data: {
          failed: refusal.failed,
          ...(refusal.keepCardFor && { keepCardFor: refusal.keepCardFor }),
        },
        text: [
          head,
          checksText(refusal.failed, language),
          ...(refusal.keepCardFor
            ? [`${pick(OUTCOME_TEXTS['keep-the-card'], language)}: ${refusal.keepCardFor}`]
            : []),
        ].join('\n'),
      };
    case 'refused': {
      const lines = refusal.reasons.map((reason) => {
        const place = locateInBill(bill, pathOf(reason.path));
        const where = place ? `${place.file}:${place.line}:${place.column} ` : '';
        const facts = Object.entries(reason.facts).map(([name, value]) => `${name}=${value}`);
        const found = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
        return `${where}${reason.path}: ${pick(reason.text, language)}${found} [${reason.code}]`;
      });
      return {
        exit: EXIT.declined,
        outcome: refusal.outcome,
        data: { reasons: refusal.reasons },
        text: [head, ...lines].join('\n'),
      };
    }
    case 'unknown-county':
      return {
        exit: EXIT.declined,
        outcome: refusal.outcome,
        data: { county: refusal.county },
        text: `${head}: ${refusal.county}`,
      };
    case 'unknown-person':
      return { exit: EXIT.declined, outcome: refusal.outcome, data: {}, text: head };
    case 'offline-refused': {
      const lines = refusal.reasons.map(({ name, facts, text }) => {
        const found = Object.entries(facts).map(([fact, value]) => `${fact}=${value}`);
        return `[${name}] ${pick(text, language)}${found.length === 0 ? '' : ` (${found.join(', ')})`}`;
      });
      return {
        exit: EXIT.centreUnreachable,
        outcome: refusal.outcome,
        data: { cause: refusal.cause, reasons: refusal.reasons },
        text: [head, ...lines].join('\n'),
      };
    }
    case 'pin-refused':
      return {
        exit: EXIT.declined,
        outcome: refusal.outcome,
        data: { cause: refusal.cause },
        text: `${head} [${refusal.cause}]`,
      };
    case 'card-out-of-step': {
      const { cardSequence, ledgerSequence } = refusal;
      return {
        exit: EXIT.declined,
        outcome: refusal.outcome,
        data: { cardSequence, ledgerSequence },
        text: `${head} (card=${cardSequence}, ledger=${ledgerSequence})`,
      };
    }
  }
}

/** `lines[3].itemCode` as the steps to that place. */
function pathOf(path: string): (string | number)[] {
  return path
    .split(/[.[\]]/)
    .filter((step) => step !== '')
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
