/** `onecard/desk`: the local service that pages, hospital systems and the clerk's screen speak to. */

export type { Grant, GrantRequest } from './access/grants.ts';
export type { PairingPrompt } from './access/pairing.ts';
export { SCOPE_TEXTS, SCOPES, type Scope } from './access/scopes.ts';
export { type Desk, type DeskOptions, openDesk } from './desk.ts';
export type { DeskEvent, EventHub } from './events.ts';
export { answer } from './http/json.ts';
export { DESK_PORT } from './limits.ts';
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
export type { KeptPlace, KeptRecords } from './storage/kept.ts';
export type { KeptAnswer, Once, OnceRequest } from './storage/once.ts';
export type { VisitRequest, Visits } from './visits/visits.ts';
export type { VisitStep, VisitView } from './visits/visitView.ts';
