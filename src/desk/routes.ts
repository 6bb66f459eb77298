/**
 * What a part of the desk service hands in: routes, each with who may call it. The service has checked
 * host, origin, token, scope, type, size, depth and shape before a handler is called, and turns
 * whatever it throws into a problem; a handler only does its work.
 */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { z } from 'zod';
import type { Language } from '../errors/index.ts';
import type { Bilingual } from '../model/index.ts';
import type { Amount } from '../money.ts';
import type { DayDesk, Equipment, StayDesk, Terminal } from '../terminal/index.ts';
import type { Scope } from './access/scopes.ts';
import type { HandedBills } from './clerk/handedBills.ts';
import type { EventHub } from './events.ts';
import type { CardWork } from './readers/cardWork.ts';
import type { AuditLog } from './storage/audit.ts';
import type { KeptRecords } from './storage/kept.ts';
import type { Once } from './storage/once.ts';
import type { Visits } from './visits/visits.ts';

/** Who calls. */
export interface Caller {
  /** Id of the grant; absent for a stranger. */
  readonly grant?: string;
  /** Aborts when the grant is revoked; absent for a stranger. */
  readonly revoked?: AbortSignal;
  /** The page's origin; absent for a program that is no browser. */
  readonly origin?: string;
  readonly scopes: ReadonlySet<Scope>;
}

export interface DeskCall<Body = unknown> {
  /** Method, address and headers; the body has been read. */
  readonly request: Request;
  /** Of the path's `:names`, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The checked body; text for a route with `text`, undefined without a body. */
  readonly body: Body;
  readonly caller: Caller;
  /** Of `Accept-Language`: Chinese unless English is asked for. */
  readonly language: Language;
  /** Aborts when the caller goes away or is revoked, or the service stops. */
  readonly signal: AbortSignal;
  /**
   * A keyed call that came before and was cut off before its answer was kept, by a power cut: find out
   * what became of it instead of doing it again.
   */
  readonly isRepeat: boolean;
  /** Ends the connection without an answer's end: for a stream whose reader takes nothing. */
  cut(): void;
}

/** Shapes of a successful answer, for the description at /openapi.json. */
export interface DeskAnswerShape {
  readonly description: string;
  /** JSON of this shape; without it the type of `content`. */
  readonly schema?: z.ZodType;
  readonly content?: string;
}

export interface DeskRoute<Body = unknown> {
  /** GET changes nothing. */
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** From the root, such as `/v1/visits/:id`. Part names are letters, digits, `-`, `_` and `.`. */
  readonly path: string;
  /** `anyone`: also without a token (GET, and pairing); `paired`: any token; or a token with that scope. */
  readonly access: 'anyone' | 'paired' | Scope;
  readonly summary: Bilingual;
  /** Shape of the JSON body; its absence means that none is taken. */
  readonly body?: z.ZodType<Body>;
  /** Or other media types, taken as text: `application/xml`. Never one that an HTML form can send. */
  readonly text?: readonly string[];
  /** Bytes; BODY_BYTES_MAX unless told. */
  readonly bodyBytesMax?: number;
  /** Asks for an `Idempotency-Key`: the same key has the same answer for a week. */
  readonly isKeyed?: boolean;
  /** For a program whose address alone can be set: takes the token at the front of the path too (`/token/…`). */
  readonly takesTokenInPath?: boolean;
  /** A document that pages of allowed origins may show in a frame; others are never framed. */
  readonly isFramable?: boolean;
  /** By status: what the route answers when it goes well. */
  readonly answers?: Readonly<Record<number, DeskAnswerShape>>;
  handle(call: DeskCall<Body>): Response | Promise<Response>;
}

/** A WebSocket address. The service has checked host, origin, token and scope before `accept`. */
export interface DeskChannel {
  readonly path: string;
  readonly access: 'paired' | Scope;
  readonly takesTokenInPath?: boolean;
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, caller: Caller): void;
}

export interface DeskRoutes {
  /** Names the part in metrics and descriptions. */
  readonly name: string;
  readonly routes: readonly DeskRoute[];
  readonly channels?: readonly DeskChannel[];
  /** Lets go of what it holds, once no call is under way. */
  close?(): Promise<void>;
}

/** What the owner of the desk decided; every way to a settlement or a reversal keeps to it. */
export interface DeskRules {
  /** Each settlement is agreed to in the service's own window, whatever the caller says. */
  readonly confirmsInWindow: boolean;
  /** What the funds paid, from which on a reversal needs a second person; never, when absent. */
  readonly secondPersonFrom?: Amount;
}

/** What routes work with. */
export interface DeskParts {
  /** Journal, clock, random source, counties, catalogue. */
  readonly equipment: Equipment;
  readonly terminal: Terminal;
  /** Readers, and cards under a lease: one operation at a time. */
  readonly cards: CardWork;
  /** Settlements under way and done. */
  readonly visits: Visits;
  readonly events: EventHub;
  readonly audit: AuditLog;
  /** For messages with an id of their own: the same id has the same answer. */
  readonly once: Once;
  /** What a façade has to remember of its callers' earlier messages, over restarts. */
  readonly kept: KeptRecords;
  /** Stays, where the terminal has a desk for them. */
  readonly stays?: StayDesk;
  /** The end of a day, where the terminal has a desk for it. */
  readonly days?: DayDesk;
  readonly rules: DeskRules;
  /** Aborts when the service stops and what was under way is over. */
  readonly stopping: AbortSignal;
  /** Told what nobody foresaw; a caller hears nothing of it. */
  readonly onDefect: (error: unknown) => void;
  /** Bills that wait for the clerk. */
  readonly handedBills: HandedBills;
  /** Version of the package. */
  readonly version: string;
}

/** A part of the service: given to `openDesk` in `modules`. */
export type DeskModule = (desk: DeskParts) => DeskRoutes;

/** Checks a route's types where it is written, and forgets the body's among the others. */
export function route<Body = undefined>(definition: DeskRoute<Body>): DeskRoute {
  return definition as unknown as DeskRoute;
}
