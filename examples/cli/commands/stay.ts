/** `onecard stay …`: a stay from its admission to its last bill. */

import type { SettlementId } from '../../../src/model/index.ts';
import { yuanText } from '../../../src/money.ts';
import {
  type Disposition,
  parseAdmission,
  parseCharges,
  renderDailyList,
  type StayPart,
} from '../../../src/settlement/index.ts';
import {
  openStayDesk,
  STAY_EVENTS,
  STAY_GUARDS,
  STAY_STATES,
  type Stay,
  type StayDesk,
  type StayRefusal,
} from '../../../src/terminal/index.ts';
import { chinaDate, plainDate } from '../../../src/time.ts';
import { readDocument } from '../files.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, say } from '../output.ts';
import { withCard } from '../readers.ts';
import { checksText } from '../render.ts';
import { ADMISSION_TEXTS, BILL_TEXTS, FAULT_TEXTS, STAY_TEXTS } from '../stay/text.ts';
import { pick } from '../text.ts';
import type { World } from '../world/open.ts';
import { outcomeAnswer, withWorld } from './settle.ts';
import { settlementId } from './settleLater.ts';

export interface OperatorOption {
  readonly operator: string;
}

function deskOf({ terminal, equipment, centres }: World): StayDesk {
  return openStayDesk({ terminal, equipment, admissions: centres });
}

function refusalAnswer(refusal: StayRefusal, { language }: CommandOptions): Answer {
  const head = pick(STAY_TEXTS[refusal.outcome], language);
  const detail =
    refusal.outcome === 'not-now'
      ? ` (${pick(STAY_STATES[refusal.state], language)}; ${pick(STAY_EVENTS[refusal.event], language)})`
      : '';
  return { exit: EXIT.declined, outcome: refusal.outcome, data: refusal, text: head + detail };
}

/** 入院登记 */
export async function admitPatient(
  options: CommandOptions,
  { file, operator }: OperatorOption & { readonly file: string },
): Promise<Answer> {
  const admission = parseAdmission(await readDocument(file), file);
  const { language } = options;
  return withWorld(options, async (world) => {
    const card = options.card && (await world.card(options.card));
    const result = await withCard(options, card, (transport) =>
      deskOf(world).admit(transport, admission, operator),
    );
    if (result.outcome !== 'admitted') {
      const head = pick(ADMISSION_TEXTS[result.outcome], language);
      const checks =
        result.outcome === 'card-refused' ? `\n${checksText(result.failed, language)}` : '';
      const exit = result.outcome === 'card-refused' ? EXIT.cardRefused : EXIT.declined;
      return { exit, outcome: result.outcome, data: result, text: head + checks };
    }
    const { stay, overlaps, isRepeated } = result;
    for (const { provider, admittedOn } of overlaps) {
      say(`${pick(STAY_TEXTS.overlaps, language)}: ${provider} ${admittedOn}`);
    }
    if (isRepeated) say(pick(STAY_TEXTS.repeated, language));
    const { id, state } = stay;
    return {
      exit: EXIT.done,
      outcome: 'admitted',
      data: { id, state, overlaps, isRepeated },
      text: `${pick(STAY_TEXTS.admitted, language)}: ${id}`,
    };
  });
}

/** 记账、退费、补交 */
export async function chargeStay(
  options: CommandOptions,
  text: string,
  { file, operator }: OperatorOption & { readonly file: string },
): Promise<Answer> {
  const id = settlementId(text);
  const charges = parseCharges(await readDocument(file), file);
  const { language } = options;
  return withWorld(options, async (world) => {
    const result = await deskOf(world).charge(id, charges, operator);
    if (result.outcome === 'charge-refused') {
      const { reason, lineId } = result.fault;
      const where = lineId === undefined ? '' : `${lineId}: `;
      const said = `${where}${pick(FAULT_TEXTS[reason], language)} [${reason}]`;
      return { exit: EXIT.declined, outcome: result.outcome, data: result.fault, text: said };
    }
    if (result.outcome !== 'charged') return refusalAnswer(result, options);
    if (result.isRepeated) say(pick(STAY_TEXTS.repeated, language));
    return {
      exit: EXIT.done,
      outcome: 'charged',
      data: { id, state: result.stay.state, isRepeated: result.isRepeated },
      text: `${pick(STAY_TEXTS.charged, language)}: ${id}`,
    };
  });
}

/** 一日清单; without an id the stays that are open. */
export function listStay(
  options: CommandOptions,
  text: string | undefined,
  { day, phone }: { readonly day?: string; readonly phone?: string },
): Promise<Answer> {
  const { language } = options;
  return withWorld(options, async (world) => {
    const desk = deskOf(world);
    if (text === undefined) return openStays(desk, options);
    const id = settlementId(text);
    const { catalogue, clock } = world.equipment;
    const on = day === undefined ? chinaDate(clock.now()) : plainDate(day);
    const list = desk.list(id, on);
    if (!list) return refusalAnswer({ outcome: 'unknown-stay' }, options);
    const person = { region: desk.stay(id)!.admission.home, personType: 'ordinary' } as const;
    const print = renderDailyList(list, language, {
      ...(phone === undefined ? {} : { complaintPhone: phone }),
      classOf: (itemCode) =>
        catalogue.termsFor({ itemCode }, { ...person, level: list.provider.level, date: on })
          ?.benefitClass,
    });
    return { exit: EXIT.done, outcome: 'list', data: { ...list, print }, text: print };
  });
}

function openStays(desk: StayDesk, { language }: CommandOptions): Answer {
  const stays = desk.open().map(({ id, state, admission }) => ({
    id,
    state,
    inpatientNumber: admission.inpatientNumber,
    admittedOn: admission.visit.admittedOn,
  }));
  const lines = stays.map(
    ({ id, state, inpatientNumber, admittedOn }) =>
      `${id}  ${inpatientNumber}  ${admittedOn}  ${pick(STAY_STATES[state], language)}`,
  );
  const text = lines.length === 0 ? pick(STAY_TEXTS.none, language) : lines.join('\n');
  return { exit: EXIT.done, outcome: 'stays', data: { stays }, text };
}

export interface InterimOptions extends OperatorOption {
  readonly billNumber: string;
  readonly until: string;
}

/** 中途结算: the bill is laid down and settled. */
export function interimStay(
  options: CommandOptions,
  text: string,
  { billNumber, until, operator }: InterimOptions,
): Promise<Answer> {
  const id = settlementId(text);
  const request = { billNumber, until: plainDate(until), operator };
  return laidDownAndSettled(options, id, (desk) => desk.interim(id, request));
}

export interface DischargeOptions extends OperatorOption {
  readonly billNumber: string;
  readonly on: string;
  readonly disposition: Disposition;
  readonly referral?: string;
}

/** 出院结算: the last bill is laid down and settled. */
export function dischargeStay(
  options: CommandOptions,
  text: string,
  { billNumber, on, disposition, referral, operator }: DischargeOptions,
): Promise<Answer> {
  const id = settlementId(text);
  const onward = referral === undefined ? {} : { referralNumber: referral };
  const request = { billNumber, dischargedOn: plainDate(on), disposition, ...onward, operator };
  return laidDownAndSettled(options, id, (desk) => desk.discharge(id, request));
}

/** A bill that a break left due is settled, whatever was asked for anew. */
function laidDownAndSettled(
  options: CommandOptions,
  id: SettlementId,
  layDown: (desk: StayDesk) => ReturnType<StayDesk['interim']>,
): Promise<Answer> {
  const { language } = options;
  return withWorld(options, async (world) => {
    const desk = deskOf(world);
    const laid = await layDown(desk);
    switch (laid.outcome) {
      case 'bill-due':
        return settleDue(world, desk, id, options);
      case 'nothing-due':
        return accountAnswer(laid.stay, desk, options);
      case 'bill-refused': {
        const { reason, lineId } = laid;
        const line = lineId === undefined ? '' : ` (${lineId})`;
        const said = `${pick(BILL_TEXTS[reason]!, language)}${line} [${reason}]`;
        return { exit: EXIT.declined, outcome: laid.outcome, data: laid, text: said };
      }
      default:
        return refusalAnswer(laid, options);
    }
  });
}

/** Goes on with a bill that is due. */
export function settleStay(options: CommandOptions, text: string): Promise<Answer> {
  const id = settlementId(text);
  return withWorld(options, (world) => settleDue(world, deskOf(world), id, options));
}

async function settleDue(
  world: World,
  desk: StayDesk,
  id: SettlementId,
  options: CommandOptions,
): Promise<Answer> {
  const { language } = options;
  const card = options.card && (await world.card(options.card));
  const result = await withCard(options, card, (transport) => desk.settle(id, transport));
  switch (result.outcome) {
    case 'unknown-stay':
      return refusalAnswer(result, options);
    case 'nothing-due':
      say(pick(STAY_TEXTS['nothing-due'], language));
      return accountAnswer(result.stay, desk, options);
    case 'not-settled':
    case 'settled': {
      const due = result.outcome === 'not-settled' && pick(STAY_TEXTS['not-settled'], language);
      if (due) say(due);
      const bill = result.stay.bills.at(-1)!.bill!;
      const visit = outcomeAnswer(result.visit, bill as never, language);
      if (result.outcome === 'not-settled') return visit;
      const account = accountAnswer(result.stay, desk, options);
      return {
        ...visit,
        data: { ...visit.data, ...account.data },
        text: `${visit.text}${account.text}`,
      };
    }
  }
}

/** 预交金 against what the bills took. */
function accountAnswer({ id, state }: Stay, desk: StayDesk, { language }: CommandOptions): Answer {
  const account = desk.account(id)!;
  const isOwing = account.balance < 0n;
  const label = pick(STAY_TEXTS[isOwing ? 'owing' : 'balance'], language);
  const sum = yuanText((isOwing ? -account.balance : account.balance) as typeof account.balance);
  return {
    exit: EXIT.done,
    outcome: 'settled',
    data: { id, state, account },
    text: `${pick(STAY_STATES[state], language)}  ${label} ¥${sum}\n`,
  };
}

export interface CancelCommandOptions extends OperatorOption {
  readonly part: StayPart;
  readonly reason: string;
  readonly second?: string;
}

/** 撤销入院、中途结算、出院 */
export function cancelStay(
  options: CommandOptions,
  text: string,
  { part, reason, operator, second }: CancelCommandOptions,
): Promise<Answer> {
  const id = settlementId(text);
  const { language } = options;
  return withWorld(options, async (world) => {
    const result = await deskOf(world).cancel(id, part, {
      reason,
      operator,
      ...(second && { second }),
    });
    switch (result.outcome) {
      case 'cancelled':
        return {
          exit: EXIT.done,
          outcome: 'cancelled',
          data: { id, part, state: result.stay.state },
          text: `${pick(STAY_TEXTS.cancelled, language)}: ${pick(STAY_STATES[result.stay.state], language)}`,
        };
      case 'guarded': {
        const needed = pick(STAY_GUARDS[result.guard], language);
        const head = pick(STAY_TEXTS['not-now'], language);
        return {
          exit: EXIT.declined,
          outcome: 'guarded',
          data: result,
          text: `${head}: ${needed}`,
        };
      }
      case 'reversal-open': {
        const { reversal, settlement } = result;
        const isElsewhere = reversal.outcome === 'not-here';
        const text = STAY_TEXTS[isElsewhere ? 'settled-elsewhere' : 'reversal-open'];
        return {
          exit: isElsewhere ? EXIT.declined : EXIT.outcomeUnknown,
          outcome: result.outcome,
          data: { id, settlement, reversal: reversal.outcome },
          text: `${pick(text, language)}: ${settlement}`,
        };
      }
      default:
        return refusalAnswer(result, options);
    }
  });
}
