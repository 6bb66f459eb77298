/** `onecard settle status`, `settle reverse` and `settle recover`: what became of a settlement, and what is left to do. */

import type { SettlementId } from '../../../src/model/index.ts';
import {
  type RecoveredVisit,
  type ReverseResult,
  SAGA_STATES,
  type SagaState,
} from '../../../src/terminal/index.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, say, UsageError } from '../output.ts';
import { withCard } from '../readers.ts';
import { checksText } from '../render.ts';
import { OUTCOME_TEXTS, pick } from '../text.ts';
import { causeText, withWorld } from './settle.ts';

/** RFC 9562 §4, of version 7. */
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function settlementId(text: string): SettlementId {
  if (!ID.test(text)) throw new UsageError(`"${text}": not a settlement id 不是结算号`);
  return text as SettlementId;
}

function stateText(state: SagaState, options: CommandOptions): string {
  return `${state} ${pick(SAGA_STATES[state], options.language)}`;
}

/** What became of a settlement: processed, in progress, or not found. */
export function showSettlementStatus(options: CommandOptions, text: string): Promise<Answer> {
  const id = settlementId(text);
  return withWorld(options, async (world) => {
    const status = await world.terminal.status(id);
    if (status.outcome === 'not-found') {
      const head = pick(OUTCOME_TEXTS['settlement-not-found'], options.language);
      return { exit: EXIT.declined, outcome: status.outcome, data: { id }, text: `${head}: ${id}` };
    }
    const { outcome, state, entry } = status;
    return {
      exit: outcome === 'processed' ? EXIT.done : EXIT.outcomeUnknown,
      outcome,
      data: { id, outcome, state, ...(entry && { kind: entry.kind, at: entry.at }) },
      text: `${id}: ${stateText(state, options)}`,
      isReport: true,
    };
  });
}

export interface ReverseCommandOptions {
  readonly reason: string;
  readonly operator: string;
  readonly second?: string;
  /** Only when a card was asked for: a reversal needs none. */
  readonly card?: string;
}

/** Takes a settlement back; with `--card` the card in the reader must be the settlement's own. */
export function reverseCommand(
  options: CommandOptions,
  text: string,
  { reason, operator, second, card: named }: ReverseCommandOptions,
): Promise<Answer> {
  const id = settlementId(text);
  const asked = { reason, operator, ...(second && { second }) };
  return withWorld(options, async (world) => {
    const isAtHand = named !== undefined || options.reader === 'pcsc';
    const card = isAtHand && options.card ? await world.card(options.card) : undefined;
    const result = await (isAtHand
      ? withCard(options, card, (transport) => world.terminal.reverse(id, { ...asked, transport }))
      : world.terminal.reverse(id, asked));
    return reversalAnswer(id, result, options);
  });
}

function reversalAnswer(
  id: SettlementId,
  result: ReverseResult,
  { language }: CommandOptions,
): Answer {
  const { outcome } = result;
  switch (outcome) {
    case 'reversed': {
      const { reversedAt, cardCaughtUp } = result.entry;
      const cardIsTold = cardCaughtUp || result.card?.outcome === 'told';
      const { decidedOtherwise = [] } = result;
      const others = decidedOtherwise.map(
        (each) => `\n${pick(OUTCOME_TEXTS['decided-otherwise'], language)}: ${each}`,
      );
      return {
        exit: EXIT.done,
        outcome,
        data: { id, reversedAt, cardIsTold, ...(others.length > 0 && { decidedOtherwise }) },
        text: `${id}: ${pick(SAGA_STATES.reversed, language)}${others.join('')}`,
      };
    }
    case 'voided': {
      const { reason } = result.entry;
      const text = `${id}: ${pick(SAGA_STATES.voided, language)}`;
      return { exit: EXIT.done, outcome, data: { id, reason }, text };
    }
    case 'reversing':
    case 'not-finished': {
      const cause = causeText(result.cause, language);
      const head = outcome === 'reversing' ? SAGA_STATES.reversing : OUTCOME_TEXTS['not-finished'];
      const text = `${id}: ${pick(head, language)}\n${cause}`;
      return { exit: EXIT.outcomeUnknown, outcome, data: { id, cause }, text };
    }
    case 'nothing-to-reverse': {
      const { state } = result;
      const text = `${id}: ${pick(SAGA_STATES[state], language)}`;
      return { exit: EXIT.declined, outcome, data: { id, state }, text };
    }
    case 'voiding-refused': {
      const { reason } = result;
      const head = pick(OUTCOME_TEXTS[outcome], language);
      const text = `${head} [${reason}]: ${id}`;
      return { exit: EXIT.declined, outcome, data: { id, reason }, text };
    }
    case 'not-here':
    case 'other-card': {
      const head = pick(OUTCOME_TEXTS[outcome], language);
      return { exit: EXIT.declined, outcome, data: { id }, text: `${head}: ${id}` };
    }
    case 'card-refused': {
      const { failed } = result;
      const text = checksText(failed, language);
      return { exit: EXIT.cardRefused, outcome, data: { failed }, text };
    }
    default:
      return { exit: EXIT.declined, outcome, data: { id }, text: `${id}: ${outcome}` };
  }
}

/** Asks for every visit that is open, and closes what can be closed without a card. */
export function recoverCommand(options: CommandOptions): Promise<Answer> {
  const { signal, language } = options;
  return withWorld(options, async (world) => {
    const recovery = await world.terminal.recover({ signal });
    const { closed, waitingForCard, cardsToTell, unresolved, notHandedIn } = recovery;
    for (const { county, cause } of notHandedIn) say(`${county}: ${causeText(cause, language)}`);
    const isDone = unresolved.length === 0 && waitingForCard.length === 0;
    const lines = [
      ...closed.map((visit) => visitLine(visit, options)),
      ...[...waitingForCard, ...cardsToTell].map(
        (visit) => `${visitLine(visit, options)} ${visit.cardSerial}`,
      ),
      ...unresolved.map((visit) => {
        const cause = visit.cause === undefined ? '' : ` ${causeText(visit.cause, language)}`;
        return `${visitLine(visit, options)}${cause}`;
      }),
    ];
    const nothing = pick(OUTCOME_TEXTS['nothing-open'], language);
    return {
      exit: isDone ? EXIT.done : EXIT.outcomeUnknown,
      outcome: isDone ? 'recovered' : 'still-open',
      data: {
        closed,
        waitingForCard,
        cardsToTell,
        unresolved: unresolved.map(({ id, state, cardSerial }) => ({ id, state, cardSerial })),
        notHandedIn: notHandedIn.map(({ county }) => county),
      },
      text: lines.length === 0 ? nothing : lines.join('\n'),
      isReport: true,
    };
  });
}

function visitLine({ id, state }: RecoveredVisit, options: CommandOptions): string {
  return `${id}: ${stateText(state, options)}`;
}
