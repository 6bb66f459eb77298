/**
 * 结算状态表: every way that a visit can go. One row an edge: in this state, upon this event, this is
 * written into the journal (durable before anything else is done), that is the next state, and so
 * much is told to the clerk. There is no other way: `Saga.take` throws for an edge that is not here.
 * docs/settlement.md shows the same table; a test compares them.
 */

import type { SagaEntry, SagaEvent, SagaState } from './states.ts';

/** What the clerk or the holder has to do now. */
export type Interaction = 'insert-card' | 'confirm' | 'enter-pin' | 'keep-card';

export interface Edge {
  readonly from: SagaState;
  readonly event: SagaEvent;
  readonly to: SagaState;
  /** Kind of the journal entry that this edge writes; none where nothing has to outlive the power. */
  readonly entry?: SagaEntry;
  readonly interaction?: Interaction;
  /** What the clerk sees. */
  readonly zh: string;
  readonly en: string;
}

type Row = readonly [
  from: SagaState,
  event: SagaEvent,
  to: SagaState,
  entry: SagaEntry | '',
  zh: string,
  en: string,
  interaction?: Interaction,
];

// biome-ignore format: a table is read in rows
const ROWS: readonly Row[] = [
  ['opened', 'quote-accepted', 'quoted', '', '已试算，请核对金额后确认', 'decided: check the amounts and confirm', 'confirm'],
  ['opened', 'decided-off-line', 'quoted', '', '中心不通，可在脱机限额内结算，请核对金额后确认', 'the centre is out of reach, the off-line limits allow it: check and confirm', 'confirm'],
  ['opened', 'refused', 'abandoned', '', '不能结算，未作任何记录', 'not settled; nothing was written'],
  ['opened', 'cancelled', 'abandoned', '', '已取消，未作任何记录', 'called off; nothing was written'],
  ['quoted', 'pin-due', 'quoted', '', '请持卡人输入密码', 'the holder enters the PIN', 'enter-pin'],
  ['quoted', 'recorded', 'intent', 'intent', '已登记，正在发送中心', 'recorded, being sent to the centre'],
  ['quoted', 'refused', 'abandoned', '', '不能结算，未作任何记录', 'not settled; nothing was written'],
  ['quoted', 'cancelled', 'abandoned', '', '已取消，未作任何记录', 'called off; nothing was written'],

  ['intent', 'settled', 'answered', 'answered', '中心已入账，正在写卡，请勿取卡', 'the centre has it; the card is next, leave it in'],
  ['intent', 'declined', 'declined', 'declined', '中心不予结算，未收费', 'the centre declined; nothing is charged'],
  ['intent', 'no-answer', 'unknown', 'unknown', '中心未答复，正在查询；请勿收费', 'no answer yet, being asked for; charge nothing'],
  ['intent', 'decided-off-line', 'card-pending', 'card-pending', '脱机结算，正在写卡，请勿取卡', 'off line: the card is being written, leave it in'],
  ['intent', 'cancelled', 'reversing', 'reversing', '正在撤销；请勿收费', 'being called off; charge nothing'],

  ['unknown', 'settled', 'answered', 'answered', '查到中心已入账，正在写卡', 'found: the centre has it; the card is next'],
  ['unknown', 'declined', 'declined', 'declined', '查到中心不予结算，未收费', 'found: the centre declined; nothing is charged'],
  ['unknown', 'taken-back', 'voided', 'voided', '中心已冲正该笔，未收费', 'the centre took it back; nothing is charged'],
  ['unknown', 'never-settled', 'voided', 'voided', '中心从未入账，已作废，未收费', 'the centre never had it: void, nothing is charged'],
  ['unknown', 'no-answer', 'unknown', '', '中心仍未答复；请勿收费', 'still no answer; charge nothing'],
  ['unknown', 'not-found', 'unknown', '', '中心尚未收到，稍后再查；请勿收费', 'the centre has not heard of it yet; charge nothing'],
  ['unknown', 'cancelled', 'reversing', 'reversing', '正在撤销；请勿收费', 'being called off; charge nothing'],

  ['answered', 'card-writing', 'card-pending', 'card-pending', '正在写卡，请勿取卡', 'the card is being written, leave it in'],
  ['answered', 'card-missing', 'answered', '', '卡不在或不是同一张，请放回原卡；请勿收费', 'the card is gone or another: put the same one back; charge nothing', 'insert-card'],
  ['answered', 'taken-back', 'voided', 'voided', '中心已冲正该笔，未收费', 'the centre took it back; nothing is charged'],
  ['answered', 'cancelled', 'reversing', 'reversing', '正在撤销；请勿收费', 'being called off; charge nothing'],
  ['answered', 'sam-replaced', 'reversing', 'reversing', '安全模块已更换，正在撤销原笔；请勿收费', 'the security module is another: being taken back; charge nothing'],
  ['answered', 'deadline-to-post', 'done-without-card', 'without-card', '逾期未写卡，按规定入账并转复核', 'the card never came: posted without it, for review'],
  ['answered', 'deadline-to-reverse', 'reversing', 'reversing', '逾期未写卡，按规定冲正', 'the card never came: being reversed'],
  ['answered', 'card-moved-on', 'done-without-card', 'without-card', '卡已在别处继续使用，本笔入账并转复核', 'the card went on elsewhere: it stands, for review'],

  ['card-pending', 'card-committed', 'card-committed', 'card-committed', '卡已写妥，正在签名', 'the card is written; being signed'],
  ['card-pending', 'card-failed', 'card-pending', '', '写卡未完成，请放回同一张卡；请勿收费', 'the card did not finish: put the same one back; charge nothing', 'insert-card'],
  ['card-pending', 'card-kept', 'card-pending', '', '卡片异常，请留下卡片交县合管中心；请勿收费', 'keep the card and hand it to the county centre; charge nothing', 'keep-card'],
  ['card-pending', 'card-shows-no-state', 'voided', 'voided', '脱机结算未写入卡，已作废，未收费', 'the off-line settlement is not on the card: void, nothing is charged'],
  ['card-pending', 'taken-back', 'voided', 'voided', '中心已冲正该笔，未收费', 'the centre took it back; nothing is charged'],
  ['card-pending', 'cancelled', 'reversing', 'reversing', '正在撤销；请勿收费', 'being called off; charge nothing'],
  ['card-pending', 'sam-replaced', 'reversing', 'reversing', '安全模块已更换，正在撤销原笔；请勿收费', 'the security module is another: being taken back; charge nothing'],
  ['card-pending', 'deadline-to-post', 'done-without-card', 'without-card', '逾期未写卡，按规定入账并转复核', 'the card never came: posted without it, for review'],
  ['card-pending', 'deadline-to-reverse', 'reversing', 'reversing', '逾期未写卡，按规定冲正', 'the card never came: being reversed'],
  ['card-pending', 'card-moved-on', 'done-without-card', 'without-card', '卡已在别处继续使用，本笔入账并转复核', 'the card went on elsewhere: it stands, for review'],
  ['card-pending', 'card-caught-up', 'done-without-card', 'card-caught-up', '卡已在别处继续使用，卡上累计已更新', 'the card went on elsewhere and has caught up'],

  ['card-committed', 'signed', 'card-signed', '', '双方已签名，正在记账', 'both have signed; being recorded'],
  ['card-committed', 'signing-failed', 'card-committed', '', '安全模块未签名，稍后自动补签；可取卡，请勿收费', 'the security module did not sign; tried again without the card; charge nothing yet'],
  ['card-committed', 'sam-replaced', 'reversing', 'reversing', '安全模块已更换，正在撤销原笔；请勿收费', 'the security module is another: being taken back; charge nothing'],
  ['card-committed', 'card-caught-up', 'done-without-card', 'card-caught-up', '本笔已入账，卡上已有，安全模块已更换，不再补签', 'it stands and is on the card; its module is gone, nobody signs it any more'],
  ['card-signed', 'recorded', 'done', 'settled', '结算完成，请收取个人支付部分，打印收据', 'settled: take the cash due, print the receipt'],

  ['done', 'reversal-asked', 'reversing', 'reversing', '正在冲正', 'being reversed'],
  ['done-without-card', 'reversal-asked', 'reversing', 'reversing', '正在冲正', 'being reversed'],
  ['done-without-card', 'card-returned', 'card-pending', 'card-pending', '原卡已到，正在补写，请勿取卡', 'the card is back and is being written, leave it in'],
  ['done-without-card', 'card-caught-up', 'done-without-card', 'card-caught-up', '卡上累计已更新', 'the card has caught up'],

  ['reversing', 'taken-back', 'reversed', 'reversed', '已冲正，请退还已收款项', 'reversed: give back what was taken'],
  ['reversing', 'never-settled', 'voided', 'voided', '中心从未入账，已作废', 'the centre never had it: void'],
  ['reversing', 'no-answer', 'reversing', '', '冲正未得答复，将继续；请勿再次收费', 'no answer to the reversal yet, it goes on; charge nothing'],
  ['reversed', 'card-caught-up', 'reversed', 'card-caught-up', '卡上累计已更新', 'the card has caught up'],
];

export const SAGA: readonly Edge[] = ROWS.map(([from, event, to, entry, zh, en, interaction]) => ({
  from,
  event,
  to,
  ...(entry !== '' && { entry }),
  ...(interaction && { interaction }),
  zh,
  en,
}));

const BY_STATE_AND_EVENT = new Map(SAGA.map((edge) => [`${edge.from} ${edge.event}`, edge]));

/** @throws TypeError for an edge that the table does not have */
export function edgeOf(from: SagaState, event: SagaEvent): Edge {
  const edge = BY_STATE_AND_EVENT.get(`${from} ${event}`);
  if (!edge) throw new TypeError(`no edge leads from "${from}" upon "${event}"`);
  return edge;
}
