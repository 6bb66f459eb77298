/**
 * 住院状态表: every way that a stay can go. In this state, upon this event, this is written into the
 * journal, that is the next state. There is no other way. docs/stay.md shows the same table.
 */

/** States of a stay, and what each means. */
export const STAY_STATES = {
  'in-hospital': { zh: '在院', en: 'in hospital' },
  'interim-due': { zh: '在院，中途结算待办', en: 'in hospital, an interim bill is due' },
  'discharge-due': { zh: '已出院，待结算', en: 'discharged, the last bill is due' },
  discharged: { zh: '已出院结算', en: 'discharged and settled' },
  cancelled: { zh: '入院登记已撤销', en: 'the admission was cancelled' },
} as const;
export type StayState = keyof typeof STAY_STATES;

/** What happens to a stay. */
export const STAY_EVENTS = {
  admit: { zh: '入院登记', en: 'the person comes to stay' },
  charge: { zh: '记账、退费、补交', en: 'lines are charged or given back, money is paid in' },
  interim: { zh: '中途结算：账单落定', en: 'an interim bill is laid down' },
  discharge: { zh: '出院：账单落定', en: 'the patient leaves; the last bill is laid down' },
  settled: { zh: '账单已结算', en: 'the bill that was due is settled' },
  'cancel-admission': { zh: '撤销入院', en: 'the admission is cancelled' },
  'cancel-interim': { zh: '撤销中途结算', en: 'the interim bill is taken back' },
  'cancel-discharge': { zh: '撤销出院', en: 'the discharge is taken back' },
} as const;
export type StayEvent = keyof typeof STAY_EVENTS;

/** Kinds of journal entries of a stay. */
type StayEntryKind = 'admitted' | 'charged' | 'interim' | 'discharged' | 'stay-cancelled';

/** What beside the state must hold. */
export const STAY_GUARDS = {
  'nothing-open': {
    zh: '费用已全部退清，预交金将退还，且无已结算账单',
    en: 'everything charged was given back, and no bill stands',
  },
  'nothing-settled': {
    zh: '该账单未结算，也无结果未知的结算',
    en: 'the bill is not settled, and no settlement of it is open',
  },
  'taken-back': {
    zh: '其结算已冲正，且无未办完的退费',
    en: 'its settlement was reversed, and no refund of it is open',
  },
} as const;
export type StayGuard = keyof typeof STAY_GUARDS;

export interface StayEdge {
  readonly from: StayState | 'none';
  readonly event: StayEvent;
  readonly to: StayState;
  readonly entry: StayEntryKind;
  readonly guard?: StayGuard;
}

// biome-ignore format: a table is read in rows
const ROWS: readonly (readonly [StayEdge['from'], StayEvent, StayState, StayEntryKind, StayGuard?])[] = [
  ['none', 'admit', 'in-hospital', 'admitted'],
  ['in-hospital', 'charge', 'in-hospital', 'charged'],
  ['in-hospital', 'interim', 'interim-due', 'interim'],
  ['in-hospital', 'discharge', 'discharge-due', 'discharged'],
  ['in-hospital', 'cancel-interim', 'in-hospital', 'stay-cancelled', 'taken-back'],
  ['in-hospital', 'cancel-admission', 'cancelled', 'stay-cancelled', 'nothing-open'],
  ['interim-due', 'charge', 'interim-due', 'charged'],
  ['interim-due', 'settled', 'in-hospital', 'interim'],
  ['interim-due', 'cancel-interim', 'in-hospital', 'stay-cancelled', 'nothing-settled'],
  ['discharge-due', 'settled', 'discharged', 'discharged'],
  ['discharge-due', 'cancel-discharge', 'in-hospital', 'stay-cancelled', 'nothing-settled'],
  ['discharged', 'cancel-discharge', 'in-hospital', 'stay-cancelled', 'taken-back'],
];

export const STAY_TABLE: readonly StayEdge[] = ROWS.map(([from, event, to, entry, guard]) => ({
  from,
  event,
  to,
  entry,
  ...(guard && { guard }),
}));

const BY_STATE_AND_EVENT = new Map(STAY_TABLE.map((edge) => [`${edge.from} ${edge.event}`, edge]));

/** The edge, or undefined when the event may not happen in that state. */
export function stayEdge(from: StayEdge['from'], event: StayEvent): StayEdge | undefined {
  return BY_STATE_AND_EVENT.get(`${from} ${event}`);
}
