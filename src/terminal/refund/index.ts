/** 退费: partial refunds, under-payments, and receipts printed again. */
export {
  openRefundDesk,
  type RefundDesk,
  type RefundRequest,
  type RefundResult,
  type ReprintResult,
  type UnderpaidRequest,
} from './desk.ts';
export type { RefundRefusal } from './refuse.ts';
export type { RefundConclusion, RefundEquipment, RefundRun } from './run.ts';
