/** `onecard/desk`: the local service that pages, hospital systems and the clerk's screen speak to. */

export type { Grant, GrantRequest } from './access/grants.ts';
export type { PairingPrompt } from './access/pairing.ts';
export { SCOPE_TEXTS, SCOPES, type Scope } from './access/scopes.ts';
export { type Desk, type DeskOptions, openDesk } from './desk.ts';
export type { DeskEvent, EventHub } from './events.ts';
export { cardDriverFacade } from './facades/cardDriver/index.ts';
export {
  type NationalOptions,
  type NationalSignature,
  nationalFacade,
} from './facades/national/index.ts';
export { type NcmsOptions, type NcmsUsers, ncmsFacade } from './facades/ncms/index.ts';
export { answer } from './http/json.ts';
export { DESK_PORT } from './limits.ts';
export type { AmountRow, Block, ItemRow, Slip } from './print/blocks.ts';
export type { PrintFont } from './print/font.ts';
export { PAPER_NAMES, type PaperName } from './print/paper.ts';
export { type Printer, parsePrinter } from './print/printers/printer.ts';
export {
  type CountedPrint,
  type CountRequest,
  openPrints,
  type PrintParts,
  type Prints,
  SLIP_KINDS,
  type SlipKind,
} from './print/prints.ts';
export {
  PRINT_FORMATS,
  type Printed,
  type PrintFormat,
  type PrintRequest,
  printed,
} from './print/render.ts';
export { dailyListSlip } from './print/slips/dailyList.ts';
export type { Invoice } from './print/slips/invoice.ts';
export { type ReversalSource, reversalSlip } from './print/slips/reversal.ts';
export { type SettlementMarks, settlementSlip, trialSlip } from './print/slips/settlement.ts';
export type { CardRequest, CardWork } from './readers/cardWork.ts';
export type { Lease } from './readers/lease.ts';
export {
  type Caller,
  type DeskAnswerShape,
  type DeskCall,
  type DeskChannel,
  type DeskModule,
  type DeskParts,
  type DeskRoute,
  type DeskRoutes,
  type DeskRules,
  route,
} from './routes.ts';
export type { AuditEntry, AuditEvent, AuditLog } from './storage/audit.ts';
export { type AuditBase, verifyArchive } from './storage/auditArchive.ts';
export { type KeptPlace, type KeptRecords, openKeptRecords } from './storage/kept.ts';
export type { KeptAnswer, Once, OnceRequest } from './storage/once.ts';
export { type DeskStore, openDeskStore } from './storage/store.ts';
export type { VisitRequest, Visits } from './visits/visits.ts';
export type { VisitStep, VisitView } from './visits/visitView.ts';
