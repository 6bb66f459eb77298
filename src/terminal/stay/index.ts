/** 住院: the life of a stay, from admission to the last bill. */
export type { StayAccount } from './account.ts';
export type { AdmissionRefusal, AdmitResult } from './admit.ts';
export type {
  BillResult,
  DischargeRequest,
  InterimRequest,
  StaySettleResult,
} from './billing.ts';
export type { ChangedVisit } from './bills.ts';
export type { CancelOptions, CancelResult } from './cancel.ts';
export type { ChargeFault } from './charge.ts';
export { type ChargeResult, openStayDesk, type StayDesk } from './desk.ts';
export { type Stay, type StayBill, stayOf } from './stay.ts';
export type { StayEquipment, StayRefusal } from './steps.ts';
export {
  STAY_EVENTS,
  STAY_GUARDS,
  STAY_STATES,
  STAY_TABLE,
  type StayEdge,
  type StayEvent,
  type StayGuard,
  type StayState,
} from './table.ts';
