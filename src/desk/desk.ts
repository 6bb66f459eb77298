/** Composes the service out of its parts and starts it. */

import { toHex } from '../bytes.ts';
import type { Amount } from '../money.ts';
import type { ReaderProvider } from '../terminal/deskParts.ts';
import {
  type DayDesk,
  type Equipment,
  openTerminal,
  type StayDesk,
  type Terminal,
} from '../terminal/index.ts';
import { openGate } from './access/gate.ts';
import { openGrants } from './access/grants.ts';
import { openOwnWindow } from './access/ownWindow.ts';
import { openPairings, type PairingPrompt } from './access/pairing.ts';
import { SCOPES, type Scope } from './access/scopes.ts';
import { openWindows } from './access/windows.ts';
import { accessRoutes } from './api/access.ts';
import { bookRoutes } from './api/book.ts';
import { cardRoutes } from './api/cards.ts';
import { clerkRoutes } from './api/clerk.ts';
import { dayRoutes } from './api/days.ts';
import { handedBillRoutes } from './api/handedBills.ts';
import { outboxRoutes } from './api/outbox.ts';
import { receiptRoutes } from './api/receipts.ts';
import { settlementRoutes } from './api/settlements.ts';
import { stayListRoutes } from './api/stayLists.ts';
import { stayRoutes } from './api/stays.ts';
import { systemRoutes } from './api/system.ts';
import { visitRoutes } from './api/visits.ts';
import { openHandedBills } from './clerk/handedBills.ts';
import { openEventHub } from './events.ts';
import { parseOrigin } from './guard/origin.ts';
import { requestListener } from './http/app.ts';
import { upgradeListener } from './http/channels.ts';
import { Metrics } from './http/metrics.ts';
import { openApi } from './http/openapi.ts';
import { attend, type Listening, listen } from './http/server.ts';
import { DESK_PORT, STOP_MS_MAX } from './limits.ts';
import { clerkPage } from './pages/clerk.ts';
import { ownPages } from './pages/own.ts';
import type { PrintFont } from './print/font.ts';
import type { Printer } from './print/printers/printer.ts';
import { openPrints } from './print/prints.ts';
import { openCardWork } from './readers/cardWork.ts';
import { watchReaders } from './readers/readerEvents.ts';
import type { DeskModule, DeskParts, DeskRoutes } from './routes.ts';
import { openAuditLog } from './storage/audit.ts';
import { openKeptRecords } from './storage/kept.ts';
import { openOnce } from './storage/once.ts';
import { type DeskStore, openDeskStore } from './storage/store.ts';
import { systemTicks } from './ticks.ts';
import { openVisits } from './visits/visits.ts';

export interface DeskOptions {
  readonly equipment: Equipment;
  /** The terminal composed from it; one is made when absent. */
  readonly terminal?: Terminal;
  /** Where cards are met. */
  readonly readers: readonly ReaderProvider[];
  /** File of pairings, keys and the audit log; made when it is not there. */
  readonly file: string;
  /** Version of the package, for `/v1/status`. */
  readonly version: string;
  /** DESK_PORT unless told; 0 takes any that is free. */
  readonly port?: number;
  /** The end of a day, where the terminal has a desk for it: `openDayDesk`. */
  readonly days?: DayDesk;
  /** Stays in hospital, where the terminal has a desk for them: `openStayDesk`. */
  readonly stays?: StayDesk;
  /** Printers of slips: `parsePrinter`. None unless given. */
  readonly printers?: readonly Printer[];
  /** Face of PDF files; one of the system's with Chinese characters unless given. */
  readonly printFont?: PrintFont;
  /** 投诉电话, at the foot of lists of a day. */
  readonly complaintPhone?: string;
  /** Further parts: façades. */
  readonly modules?: readonly DeskModule[];
  /** Origins of extensions that may speak for a page, `chrome-extension://…`. */
  readonly relays?: readonly string[];
  /** Every settlement is agreed to in the service's own window; false unless told. */
  readonly confirmsInWindow?: boolean;
  /** What the funds paid, from which on a reversal needs a second person; never unless told. */
  readonly secondPersonFrom?: Amount;
  /** Puts a pairing code before a person: the console. */
  readonly onPairing?: (prompt: PairingPrompt) => void;
  /** Told what nobody foresaw; it is answered with 500 and nothing more. */
  readonly onDefect?: (error: unknown) => void;
}

export interface Desk {
  readonly port: number;
  /** `http://127.0.0.1:17100` */
  readonly url: string;
  /** A token with every scope, for the console that started the service; ends with it. */
  readonly consoleToken: string;
  /** An address of the service's own window, or of the clerk's page; works once. */
  windowUrl(path?: '/' | '/desk'): string;
  /** Brings what is under way to its end, and stops. Harmless when repeated. */
  close(): Promise<void>;
}

/**
 * Starts the service on this machine's own addresses.
 * @throws OneCardError `desk.port-taken`, `store.…`; TypeError for a relay that is no origin
 *
 * @example A desk for pages
 * ```ts
 * const desk = await openDesk({ equipment, readers: [pcscReaders()], file: 'desk.sqlite', version });
 * console.log(desk.windowUrl());
 * ```
 */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  const relays = (options.relays ?? []).map(parseOrigin);
  const store = openDeskStore(options.file);
  try {
    const listening = await listen(options.port ?? DESK_PORT);
    try {
      return compose({ ...options, relays }, store, listening);
    } catch (error) {
      await listening.close();
      throw error;
    }
  } catch (error) {
    store.close();
    throw error;
  }
}

function compose(options: DeskOptions, store: DeskStore, listening: Listening): Desk {
  const { equipment, readers, relays = [], onPairing = () => {}, onDefect = () => {} } = options;
  const { clock, random } = equipment;
  const { port } = listening;
  const url = `http://127.0.0.1:${port}`;
  const stopping = new AbortController();
  let isStopping = false;

  const events = openEventHub(toHex(random.bytes(8)));
  const grants = openGrants(store, clock, random);
  const windows = openWindows(clock, random, systemTicks);
  const ownWindow = openOwnWindow(clock, random, systemTicks);
  const show = (prompt: PairingPrompt) => {
    onPairing(prompt);
    events.publish({ type: 'pairing', data: { id: prompt.id } }, isAdmin);
  };
  const holds = (grant: string, scope: Scope) =>
    grants.list().some(({ id, scopes }) => id === grant && scopes.includes(scope));
  const isAdmin = (grant: string) => holds(grant, 'admin');
  const maySettle = (grant: string) => holds(grant, 'settle');
  const revoked = (grant: string) => grants.revoked(grant);
  const pairings = openPairings({ grants, clock, ticks: systemTicks, random, show });

  const terminal = options.terminal ?? openTerminal(equipment);
  const cards = openCardWork(readers, { clock, ticks: systemTicks, random, maySettle, revoked });
  const desk: DeskParts = {
    equipment,
    terminal,
    cards,
    events,
    visits: openVisits({ store, equipment, terminal, cards, events, revoked }),
    audit: openAuditLog(store, { clock, archiveFile: archiveBeside(options.file) }),
    once: openOnce(store, clock),
    kept: openKeptRecords(store, clock),
    ...(options.stays ? { stays: options.stays } : {}),
    ...(options.days ? { days: options.days } : {}),
    handedBills: openHandedBills(),
    onDefect,
    stopping: stopping.signal,
    rules: {
      confirmsInWindow: options.confirmsInWindow ?? false,
      ...(options.secondPersonFrom === undefined
        ? {}
        : { secondPersonFrom: options.secondPersonFrom }),
    },
    version: options.version,
  };

  const metrics = new Metrics();
  metrics.gauge('connections', () => listening.connections.count());
  metrics.gauge('streams', () => events.placesTaken());
  metrics.gauge('visits_under_way', () => desk.visits.underWay().length);
  metrics.gauge('undecided', () => equipment.journal.openIntents().length);

  const system = systemRoutes(desk, {
    metrics,
    startedAt: clock.now(),
    describe: () => openApi(parts, { version: options.version, port }),
  });
  const { printers = [], printFont, complaintPhone } = options;
  const print = { printers, printFont, complaintPhone };
  const parts: readonly DeskRoutes[] = [
    system,
    accessRoutes({ port, relays, grants, pairings, windows, ownWindow }),
    cardRoutes(desk),
    visitRoutes(desk, port),
    settlementRoutes(desk),
    receiptRoutes(desk, openPrints({ kept: desk.kept, equipment }), print),
    ...(desk.stays ? [stayRoutes(desk, desk.stays), stayListRoutes(desk, desk.stays, print)] : []),
    clerkRoutes(desk),
    bookRoutes(desk),
    handedBillRoutes(desk),
    outboxRoutes(desk),
    ...(options.days ? [dayRoutes(options.days)] : []),
    ownPages(),
    clerkPage(),
    ...(options.modules ?? []).map((module) => module(desk)),
  ];

  const gate = openGate(grants, clock);
  const entrance = { port, grants, windows, relays };
  const listener = requestListener({
    routes: parts.flatMap(({ routes }) => routes),
    entrance,
    gate,
    desk,
    metrics,
    clock,
    signal: stopping.signal,
    framers: () => grants.allowed(),
    isStopping: () => isStopping,
    onDefect,
  });
  attend(listening, (request, response) => void listener(request, response));
  const channels = parts.flatMap((part) => part.channels ?? []);
  const upgrade = upgradeListener({ channels, entrance, gate, metrics });
  for (const server of listening.servers) server.on('upgrade', upgrade);
  const watching = watchReaders(readers, events, stopping.signal);
  // What an earlier run left open is asked for, and closed where no card is needed.
  const recovering = terminal.recover({ signal: stopping.signal }).catch(onDefect);

  const owner = grants.make({
    name: '控制台 console',
    origin: '',
    scopes: SCOPES,
    isTemporary: true,
  });
  desk.audit.append({ action: 'start', outcome: 'done', facts: { version: options.version } });

  async function stop(): Promise<void> {
    isStopping = true;
    events.publish({ type: 'stopping', data: {} });
    await within(STOP_MS_MAX, desk.visits.stop());
    stopping.abort();
    await Promise.all([watching, recovering, within(STOP_MS_MAX, listening.close())]);
    for (const part of parts) await part.close?.();
    await within(STOP_MS_MAX, equipment.journal.seal());
    grants.revoke(owner.grant.id);
    desk.audit.append({ action: 'stop', outcome: 'done' });
    store.close();
  }
  let stopped: Promise<void> | undefined;

  return {
    port,
    url,
    consoleToken: owner.token,
    windowUrl: (path = '/') => `${url}${path}#key=${ownWindow.newKey()}`,
    close: () => (stopped ??= stop()),
  };
}

/** `desk.sqlite.audit-000000000001.jsonl` */
function archiveBeside(file: string): (first: number) => string {
  return (first) => `${file}.audit-${String(first).padStart(12, '0')}.jsonl`;
}

/** Waits for `work`, but no longer than that. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, late]);
  clearTimeout(timer);
}
