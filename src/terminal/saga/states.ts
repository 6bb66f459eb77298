/** 状态: what a visit can be in, and what that means for the clerk. */

/** How a visit may still be called off. */
export type Cancellable =
  /** Nothing is written anywhere: it is simply left. */
  | 'freely'
  /** The centre may have it: it is taken back there, and both are told. */
  | 'by-reversal'
  /** It stands or is over. A settlement that stands is undone by a reversal of its own. */
  | 'no';

interface StateMeaning {
  readonly cancellable: Cancellable;
  /** Nothing is left to do, unless somebody asks for more. */
  readonly isEnd: boolean;
  readonly zh: string;
  readonly en: string;
}

/**
 * Every state of a visit in the order of a settlement that goes well, then the side doors. Each but
 * `opened`, `quoted`, `abandoned` and `card-signed` is the kind of a journal entry; those leave nothing
 * behind that could not be made again.
 */
export const SAGA_STATES = {
  opened: { cancellable: 'freely', isEnd: false, zh: '已开始', en: 'the card is read and proven' },
  quoted: { cancellable: 'freely', isEnd: false, zh: '已试算', en: 'decided, nothing written' },
  intent: {
    cancellable: 'by-reversal',
    isEnd: false,
    zh: '已登记意向',
    en: 'the journal holds what is sent',
  },
  answered: {
    cancellable: 'by-reversal',
    isEnd: false,
    zh: '中心已入账',
    en: 'it stands at the centre',
  },
  'card-pending': {
    cancellable: 'by-reversal',
    isEnd: false,
    zh: '正在写卡',
    en: 'the card is being written',
  },
  'card-committed': {
    cancellable: 'no',
    isEnd: false,
    zh: '卡已写妥',
    en: 'the card holds it and has signed',
  },
  'card-signed': { cancellable: 'no', isEnd: false, zh: '双方已签名', en: 'both have signed' },
  done: { cancellable: 'no', isEnd: true, zh: '已完成', en: 'settled' },
  declined: { cancellable: 'no', isEnd: true, zh: '中心拒绝', en: 'the centre said no' },
  unknown: {
    cancellable: 'by-reversal',
    isEnd: false,
    zh: '结果未知',
    en: 'no answer came',
  },
  reversing: { cancellable: 'no', isEnd: false, zh: '正在冲正', en: 'being taken back' },
  reversed: { cancellable: 'no', isEnd: true, zh: '已冲正', en: 'taken back' },
  voided: { cancellable: 'no', isEnd: true, zh: '已作废', en: 'it never stood' },
  'done-without-card': {
    cancellable: 'no',
    isEnd: true,
    zh: '未写卡完成',
    en: 'it stands, the card does not know',
  },
  abandoned: {
    cancellable: 'no',
    isEnd: true,
    zh: '未开始',
    en: 'left before anything was written',
  },
} as const satisfies Record<string, StateMeaning>;
export type SagaState = keyof typeof SAGA_STATES;

/** What happens to a visit. */
export const SAGA_EVENTS = {
  'quote-accepted': 'the centre would settle it',
  'decided-off-line': 'no centre answers, and the signed limits allow it',
  'pin-due': "the holder's PIN is asked for",
  recorded: 'the journal holds it',
  refused: 'card, rules, centre or holder say no',
  cancelled: 'the clerk calls it off',
  settled: 'the centre has it',
  declined: 'the centre says no, for ever',
  'no-answer': 'nobody answered',
  'not-found': 'the centre has not heard of it yet',
  'taken-back': 'the centre had it and has reversed it',
  'never-settled': 'the centre never had it, and the id is taken',
  'card-missing': 'the card is gone, or another one is there, before anything was written on it',
  'card-writing': "the card's writing begins",
  'card-failed': 'the card did not finish',
  'card-kept': 'the card answered what it must not',
  'card-committed': 'the card holds the state, and signed',
  'card-shows-no-state': 'an off-line settlement did not reach the card',
  'card-moved-on': 'the card went on elsewhere',
  'card-returned': 'the card is there again',
  'card-caught-up': 'the card was told',
  signed: 'the security module signed below the card',
  'signing-failed': 'the security module did not sign',
  'sam-replaced': 'another security module is in the terminal',
  'deadline-to-post': "the plan's deadline for the card passed, and the plan posts",
  'deadline-to-reverse': "the plan's deadline for the card passed, and the plan reverses",
  'reversal-asked': 'somebody who may asks for a reversal',
} as const satisfies Record<string, string>;
export type SagaEvent = keyof typeof SAGA_EVENTS;

/** Kinds of the journal entries that carry a visit from state to state. */
export const SAGA_ENTRIES = [
  'intent',
  'answered',
  'unknown',
  'card-pending',
  'card-committed',
  'settled',
  'declined',
  'voided',
  'without-card',
  'reversing',
  'reversed',
  'card-caught-up',
] as const;
export type SagaEntry = (typeof SAGA_ENTRIES)[number];
