import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quietly } from '../../card/index.ts';
import { type ErrorDetail, OneCardError } from '../../errors/index.ts';
import type { Trace } from '../../model/index.ts';
import { CardLane } from '../cardLane.ts';
import { checkedBinding, type VendorBinding, type VendorFunction } from './binding.ts';
import { ChildLink, type Reply } from './childLink.ts';
import { failureOf } from './failures.ts';
import {
  type CallResult,
  PROTOCOL_VERSION,
  parseCallResult,
  parseLoadResult,
  type VendorRequest,
} from './protocol.ts';

export interface VendorProcessOptions {
  /** Path of the vendor's library; a bare name is left to the system's search. */
  readonly library: string;
  /** Program and parameters of the child; the package's own child under this Node when absent. */
  readonly command?: readonly [string, ...string[]] | undefined;
  /** Where the library finds its own files; the library's folder when absent. */
  readonly workingDirectory?: string | undefined;
  /** Milliseconds for the child to come up and to load the library: some look for their reader then. */
  readonly startTimeoutMs?: number | undefined;
  /** How often the child may be started again within `restartWindowMs`. */
  readonly restartsMax?: number | undefined;
  readonly restartWindowMs?: number | undefined;
  /** One line a call: function, value, milliseconds. Never an argument, never an output. */
  readonly trace?: Trace | undefined;
}

/** Numbers for int, long and byte, bytes for text and bytes; outputs and lengths are not given. */
export type VendorValues = Readonly<Record<string, number | Uint8Array>>;
/** `timeoutMs` in place of the binding's own. */
export type VendorCall = (
  name: string,
  values?: VendorValues,
  timeoutMs?: number,
) => Promise<CallResult>;

export interface VendorCallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

const START_TIMEOUT_MS = 15_000;
/** A driver that fails more than five times in ten minutes is not helped by a sixth start. */
const RESTARTS_MAX = 5;
const RESTART_WINDOW_MS = 600_000;

/**
 * A vendor's library in a child process that may die. It starts at the first call; when it crashes,
 * hangs or writes past a buffer, that call fails by name and the next one starts it again.
 */
export class VendorProcess {
  readonly #options: VendorProcessOptions;
  readonly #binding: VendorBinding;
  /** Whoever has the turn is alone with the library. */
  readonly #lane: CardLane;
  readonly #write: (line: string) => void;
  #link: ChildLink | undefined;
  #missing: readonly string[] = [];
  #failedAt: number[] = [];
  #lastFailure: OneCardError | undefined;
  #isClosed = false;
  #generation = 0;

  /** @throws TypeError when the binding breaks its own rules. */
  constructor(options: VendorProcessOptions, binding: VendorBinding) {
    this.#options = options;
    this.#binding = checkedBinding(binding);
    this.#lane = new CardLane(basename(options.library));
    this.#write = quietly(options.trace);
  }

  /** Counts the children. Handles that a library gave out are good for one generation. */
  get generation(): number {
    return this.#generation;
  }

  /** Whether there is a child now; without one, handles of its generation are void. */
  get isRunning(): boolean {
    return this.#link !== undefined;
  }

  /** The process id of the child that runs now. */
  get pid(): number | undefined {
    return this.#link?.pid;
  }

  /**
   * Calls one function of the library.
   * @throws OneCardError the `vendor.*` codes; `reader.wait-aborted` when `signal` comes before the
   *   call's turn. A call under way is not taken back: it ends by itself or by its deadline.
   */
  call(
    name: string,
    values: VendorValues = {},
    { signal, timeoutMs }: VendorCallOptions = {},
  ): Promise<CallResult> {
    return this.withTurn((call) => call(name, values, timeoutMs), signal);
  }

  /** Runs `work` with nobody else's call between; it calls by what it is given. */
  withTurn<T>(work: (call: VendorCall) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const call: VendorCall = (name, values = {}, timeoutMs) => this.#call(name, values, timeoutMs);
    return this.#lane.turn(() => work(call), signal);
  }

  /** Ends the child and every call. A second call does nothing. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const link = this.#link;
    this.#link = undefined;
    await link?.kill();
  }

  async #call(name: string, values: VendorValues, timeoutMs?: number): Promise<CallResult> {
    const vendorFunction = this.#binding.functions[name];
    if (!vendorFunction) throw new TypeError(`the binding has no function "${name}"`);
    const request = { method: 'call', function: name, arguments: encoded(values) } as const;
    const link = await this.#started();
    if (this.#missing.includes(name)) {
      throw new OneCardError('vendor.function-missing', { function: name, ...this.#detail() });
    }
    const start = performance.now();
    try {
      const reply = await link.ask(request, timeoutMs ?? vendorFunction.timeoutMs);
      const result = this.#understood(reply, name, vendorFunction);
      this.#trace(`${name} -> ${result.value}`, start);
      return result;
    } catch (error) {
      if (error instanceof OneCardError) this.#trace(`${name} ! ${error.code}`, start);
      throw error;
    }
  }

  #understood(reply: Reply, name: string, vendorFunction: VendorFunction): CallResult {
    if (reply.outcome !== 'result') throw this.#failed(reply, name, vendorFunction);
    const sizes = Object.fromEntries(
      vendorFunction.arguments.flatMap((argument) =>
        'sizeBytes' in argument ? [[argument.name, argument.sizeBytes]] : [],
      ),
    );
    const result = parseCallResult(reply.result, sizes);
    if (!('broken' in result)) return result;
    throw this.#failed(
      { outcome: 'ended', ending: { how: 'violated', rule: result.broken } },
      name,
      vendorFunction,
    );
  }

  async #started(): Promise<ChildLink> {
    if (this.#isClosed) throw new OneCardError('vendor.closed', this.#detail());
    if (this.#link) return this.#link;
    this.#assertRestartAllowed();
    const { command = defaultCommand() } = this.#options;
    const library = pathOf(this.#options.library);
    const workingDirectory = this.#options.workingDirectory ?? folderOf(library);
    const link = new ChildLink({ command, workingDirectory });
    this.#link = link;
    const hello = await this.#first({ method: 'hello', protocols: [PROTOCOL_VERSION] }, 'hello');
    if (hello.protocol !== PROTOCOL_VERSION) throw this.#violation('version', 'hello');
    const load = { method: 'load', library, binding: this.#binding } as const;
    const missing = parseLoadResult(
      await this.#first(load, 'load'),
      Object.keys(this.#binding.functions),
    );
    if (!missing) throw this.#violation('missing', 'load');
    this.#missing = missing;
    this.#generation++;
    return link;
  }

  async #first(request: VendorRequest, name: string): Promise<Readonly<Record<string, unknown>>> {
    const reply = await this.#link!.ask(request, this.#options.startTimeoutMs ?? START_TIMEOUT_MS);
    if (reply.outcome === 'result') return reply.result;
    throw this.#failed(reply, name);
  }

  #violation(rule: string, name: string): OneCardError {
    return this.#failed({ outcome: 'ended', ending: { how: 'violated', rule } }, name);
  }

  /** Names a failure; a child that cannot go on after it is dropped, and counted. */
  #failed(
    reply: Exclude<Reply, { outcome: 'result' }>,
    name: string,
    vendorFunction?: VendorFunction,
  ): OneCardError {
    if (this.#isClosed) return new OneCardError('vendor.closed', this.#detail());
    const { code, detail, isFatal, isInDoubt } = failureOf(reply);
    const mayHaveWritten = isInDoubt && vendorFunction?.writes === true;
    const error = new OneCardError(code, {
      function: name,
      ...detail,
      ...(mayHaveWritten && { mayHaveWritten }),
      ...this.#detail(),
    });
    if (isFatal) {
      const link = this.#link;
      this.#link = undefined;
      this.#failedAt.push(performance.now());
      this.#lastFailure = error;
      // Most are dead by now; one that only answered wrongly is ended behind the caller's back.
      void link?.kill();
    }
    return error;
  }

  #assertRestartAllowed(): void {
    const { restartsMax = RESTARTS_MAX, restartWindowMs = RESTART_WINDOW_MS } = this.#options;
    const since = performance.now() - restartWindowMs;
    this.#failedAt = this.#failedAt.filter((at) => at > since);
    if (this.#failedAt.length <= restartsMax) return;
    throw new OneCardError(
      'vendor.too-many-restarts',
      { restartsMax, lastFailure: this.#lastFailure!.code, ...this.#detail() },
      { cause: this.#lastFailure },
    );
  }

  #detail(): ErrorDetail {
    return { library: basename(this.#options.library) };
  }

  #trace(what: string, start: number): void {
    this.#write(`${what} (${Math.round(performance.now() - start)} ms)`);
  }
}

function encoded(values: VendorValues): Record<string, number | string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : Buffer.from(value).toString('base64'),
    ]),
  );
}

/** The child has another working directory, so a relative path would lead it elsewhere. */
function pathOf(library: string): string {
  return /[/\\]/.test(library) ? resolve(library) : library;
}

/** A folder that is not there would keep the child from starting, and hide what is really missing. */
function folderOf(library: string): string {
  const folder = dirname(library);
  return existsSync(folder) ? folder : process.cwd();
}

/** The child beside this program's own files; in a source tree it has to be named. */
function defaultCommand(): [string, string] {
  return [process.execPath, fileURLToPath(new URL('./vendor-child.js', import.meta.url))];
}
