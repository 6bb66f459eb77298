/** `onecard desk`: the local service, until it is interrupted; and what its owner tells it. */

import { toHex } from '../../../src/bytes.ts';
import {
  openDesk,
  type PairingPrompt,
  type Printer,
  parsePrinter,
  verifyArchive,
} from '../../../src/desk/index.ts';
import { type Amount, parseYuan, ZERO } from '../../../src/money.ts';
import type { ReaderProvider } from '../../../src/reader/index.ts';
import { openDayDesk, openStayDesk, openTerminal } from '../../../src/terminal/index.ts';
import { virtualReader } from '../../../src/virtual/index.ts';
import { type SourceOptions, sourcesOf } from '../desk/sources.ts';
import { readDocument } from '../files.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, say, UsageError } from '../output.ts';
import { version } from '../package.ts';
import { withSam } from '../sam.ts';
import { askService, keepConsole } from '../service/console.ts';
import { readFacades } from '../service/facades.ts';
import { openCards, openWorld } from '../world/open.ts';

export interface ServiceOptions extends SourceOptions {
  readonly port?: string;
  readonly relay?: readonly string[];
  readonly confirmInWindow?: boolean;
  readonly printer?: readonly string[];
  /** What the funds paid, in yuan, from which on a reversal needs a second person. */
  readonly secondPersonFrom?: string;
  readonly facades?: string;
}

/** Serves until the command is interrupted; what is under way is brought to its end. */
export async function runDesk(options: CommandOptions, raw: ServiceOptions): Promise<Answer> {
  const secondPersonFrom = amountOf(raw.secondPersonFrom);
  const modules = raw.facades === undefined ? [] : await readFacades(raw.facades);
  const cards = await openCards(options.data);
  return withSam(options, cards.sam, async (sam) => {
    const world = await openWorld(options.data, undefined, { cards, sam });
    const readers = await readersOf(options, raw, (name) => world.card(name));
    try {
      const { equipment } = world;
      const terminal = openTerminal(equipment);
      const desk = await openDesk({
        equipment,
        terminal,
        readers,
        file: `${options.data}/desk.sqlite`,
        version,
        days: openDayDesk({ equipment, standings: world.centres }),
        stays: openStayDesk({ equipment, terminal, admissions: world.centres }),
        ...(raw.port === undefined ? {} : { port: portOf(raw.port) }),
        relays: raw.relay ?? [],
        printers: (raw.printer ?? []).map(printerOf),
        modules,
        confirmsInWindow: raw.confirmInWindow ?? false,
        ...(secondPersonFrom === undefined ? {} : { secondPersonFrom }),
        onPairing: showCode,
        onDefect: (error) =>
          say(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      });
      const forget = await keepConsole(options.data, { url: desk.url, token: desk.consoleToken });
      say(`桌面服务 desk service: ${desk.url}`);
      say(`窗口 window (一次有效 good once): ${desk.windowUrl()}`);
      say(`收费页面 clerk's page (一次有效 good once): ${desk.windowUrl('/desk')}`);
      try {
        await ended(options.signal);
      } finally {
        await forget();
        await desk.close();
      }
      const data = { url: desk.url };
      return { exit: EXIT.done, outcome: 'stopped', data, text: '已停止 stopped' };
    } finally {
      await Promise.all(readers.map((each) => each.close()));
      world.close();
    }
  });
}

async function readersOf(
  { reader, card }: CommandOptions,
  raw: ServiceOptions,
  open: Awaited<ReturnType<typeof openWorld>>['card'],
): Promise<readonly ReaderProvider[]> {
  if (reader === 'virtual') return [virtualReader(await open(card ?? 'yinjiang'))];
  return sourcesOf(raw).map(({ provider }) => provider);
}

/** @throws UsageError for what is no amount of yuan */
function amountOf(text: string | undefined): Amount | undefined {
  if (text === undefined) return undefined;
  try {
    const amount = parseYuan(text);
    if (amount >= ZERO) return amount;
  } catch {
    // Told below.
  }
  throw new UsageError('--second-person-from: yuan such as 5000.00  金额有误');
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError('--port: 0 to 65535  端口号有误');
}

function printerOf(text: string): Printer {
  try {
    return parsePrinter(text);
  } catch (cause) {
    throw new UsageError(`--printer ${text}: NAME=ADDRESS,PAPER  打印机写法有误`, { cause });
  }
}

function showCode({ origin, name, scopes, code }: PairingPrompt): void {
  const who = origin || '本机程序 a program of this computer';
  say(`配对码 pairing code for ${who} "${name}" (${scopes.join(' ')}): ${code}`);
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** An address of the service's own window. */
export function windowOfDesk({ data, language }: CommandOptions): Promise<Answer> {
  const call = { method: 'POST', path: '/v1/own-window/keys', body: {} };
  return askService(data, language, call, ({ url }) => String(url));
}

/** A token for a program that is no browser; told once. */
export function pairProgram(
  { data, language }: CommandOptions,
  raw: { readonly name: string; readonly scopes: string },
): Promise<Answer> {
  const body = { name: raw.name, scopes: raw.scopes.split(',') };
  const call = { method: 'POST', path: '/v1/grants', body };
  return askService(data, language, call, ({ token }) => String(token));
}

export function allowOrigin({ data, language }: CommandOptions, origin: string): Promise<Answer> {
  const call = { method: 'POST', path: '/v1/origins', body: { origin } };
  return askService(data, language, call, () => `+ ${origin}`);
}

export function disallowOrigin(
  { data, language }: CommandOptions,
  origin: string,
): Promise<Answer> {
  const call = { method: 'POST', path: '/v1/origins/removals', body: { origin } };
  return askService(data, language, call, () => `- ${origin}`);
}

interface GrantLine {
  readonly id: string;
  readonly name: string;
  readonly origin: string;
  readonly scopes: readonly string[];
}

export function listGrants({ data, language }: CommandOptions): Promise<Answer> {
  return askService(data, language, { method: 'GET', path: '/v1/grants' }, (found) => {
    const { grants, origins } = found as { grants: GrantLine[]; origins: string[] };
    const lines = grants.map(
      ({ id, name, origin, scopes }) => `${id}  ${origin || '-'}  ${name}  ${scopes.join(',')}`,
    );
    return [...origins.map((origin) => `+ ${origin}`), ...lines].join('\n');
  });
}

export function revokeGrant({ data, language }: CommandOptions, id: string): Promise<Answer> {
  if (!/^[0-9a-f]{16}$/.test(id)) throw new UsageError('grant: 16 hexadecimal digits  编号有误');
  const call = { method: 'DELETE', path: `/v1/grants/${id}` };
  return askService(data, language, call, () => `- ${id}`);
}

/** The audit log, its chain checked by the service. */
export function readAudit({ data, language }: CommandOptions): Promise<Answer> {
  return askService(data, language, { method: 'GET', path: '/v1/audit' }, (found) => {
    const { count, entries } = found as { count: number; entries: Record<string, string>[] };
    const lines = entries.map(
      ({ sequence, at, action, origin, outcome }) =>
        `${sequence}  ${at}  ${action}  ${origin || '-'}  ${outcome}`,
    );
    return [...lines, `${count} 条，链条完整 entries, chain intact`].join('\n');
  });
}

/** Entries that left the store: the chain of the file alone, whether a service runs or not. */
export async function checkArchive(file: string): Promise<Answer> {
  const { from, to } = verifyArchive(await readDocument(file));
  const [first, last] = [from.sequence + 1, to.sequence];
  const data = { first, last, previousHash: toHex(from.hash), hash: toHex(to.hash) };
  const told = `${first}–${last}：链条完整 chain intact\n上一条 previous ${data.previousHash}\n末条 last ${data.hash}`;
  return { exit: EXIT.done, outcome: 'done', data, text: told };
}
