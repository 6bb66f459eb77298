/** `onecard/desk`: the local service that pages, hospital systems and the clerk's screen speak to. */

export type { Grant, GrantRequest } from './access/grants.ts';
export type { PairingPrompt } from './access/pairing.ts';
export { SCOPE_TEXTS, SCOPES, type Scope } from './access/scopes.ts';
export { type Desk, type DeskOptions, openDesk } from './desk.ts';
export { answer } from './http/json.ts';
export { DESK_PORT } from './limits.ts';
export {
  type Caller,
  type DeskAnswerShape,
  type DeskCall,
  type DeskChannel,
  type DeskModule,
  type DeskParts,
  type DeskRoute,
  type DeskRoutes,
  route,
} from './routes.ts';
export type { AuditEntry, AuditEvent, AuditLog } from './work/audit.ts';
export type { CardRequest, CardWork } from './work/cardWork.ts';
export type { DeskEvent, EventHub } from './work/events.ts';
export type { Lease } from './work/lease.ts';
export type { KeptAnswer, Once, OnceRequest } from './work/once.ts';
export type { VisitRequest, Visits } from './work/visits.ts';
export type { VisitStep, VisitView } from './work/visitView.ts';
