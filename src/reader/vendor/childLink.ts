import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { LineCutter } from './lines.ts';
import {
  type ChildError,
  LINE_BYTES_MAX,
  parseChildMessage,
  printable,
  type VendorRequest,
} from './protocol.ts';

/** How one child came to its end. */
export type Ending =
  | { readonly how: 'not-started'; readonly reason: string }
  | { readonly how: 'exited'; readonly exitCode?: number; readonly signal?: string }
  | { readonly how: 'violated'; readonly rule: string };

export type Reply =
  | { readonly outcome: 'result'; readonly result: Readonly<Record<string, unknown>> }
  | { readonly outcome: 'error'; readonly error: ChildError }
  | { readonly outcome: 'hung' }
  | { readonly outcome: 'ended'; readonly ending: Ending };

export interface ChildOptions {
  readonly command: readonly [string, ...string[]];
  readonly workingDirectory: string;
}

/**
 * What a library may print to standard output in the life of its child. It is dropped unread, and its
 * amount is bounded so that one that prints for ever is found out.
 */
const NOISE_BYTES_MAX = 1024 * 1024;

/** After the exit, what the child wrote last is still in the pipe; a grandchild may hold it open for ever. */
const DRAIN_MS = 500;

/** A killed process that sits in the kernel (a driver that waits for USB) may take its time to vanish. */
const KILL_WAIT_MS = 5_000;

const OPENING_BRACE = 0x7b;

/** One child process and the line to it. */
export class ChildLink {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #ended: Promise<Ending>;
  readonly #cutter = new LineCutter(LINE_BYTES_MAX);
  #waiting: { readonly id: number; readonly settle: (reply: Reply) => void } | undefined;
  #violation: string | undefined;
  #noiseBytes = 0;
  #lastId = 0;

  constructor({ command, workingDirectory }: ChildOptions) {
    const [program, ...parameters] = command;
    // The child is no debugging target and loads nothing that was meant for its parent. One thread for
    // native calls: libraries that keep state per thread find it again.
    const { NODE_OPTIONS: _, ...environment } = process.env;
    this.#child = spawn(program, parameters, {
      cwd: workingDirectory,
      env: { ...environment, UV_THREADPOOL_SIZE: '1' },
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    this.#ended = this.#watch();
    // What cannot be written shows in the child's end, which is watched.
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdout.on('data', (chunk: Uint8Array) => this.#take(chunk));
    this.#refer(false);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Sends one request and waits; one at a time. A child that hangs is killed before this resolves. */
  async ask(request: VendorRequest, timeoutMs: number): Promise<Reply> {
    const id = ++this.#lastId;
    const answered = new Promise<Reply>((settle) => {
      this.#waiting = { id, settle };
    });
    this.#refer(true);
    this.#child.stdin.write(`${JSON.stringify({ id, ...request })}\n`);
    const timer = new AbortController();
    const late = sleep<Reply>(timeoutMs, { outcome: 'hung' }, { signal: timer.signal });
    const ended = this.#ended.then((ending): Reply => ({ outcome: 'ended', ending }));
    try {
      const reply = await Promise.race([answered, ended, late]);
      if (reply.outcome === 'hung') await this.kill();
      return reply;
    } finally {
      timer.abort();
      this.#waiting = undefined;
      this.#refer(false);
    }
  }

  /** Ends the child, whatever it does, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    this.#refer(true);
    const timer = new AbortController();
    const patience = sleep(KILL_WAIT_MS, undefined, { signal: timer.signal });
    await Promise.race([this.#ended, patience]).finally(() => timer.abort());
    this.#child.stdin.destroy();
    this.#child.stdout.destroy();
    this.#refer(false);
  }

  #watch(): Promise<Ending> {
    return new Promise((resolve) => {
      const end = (ending: Ending): void => {
        const rule = this.#violation;
        resolve(rule === undefined ? ending : { how: 'violated', rule });
      };
      this.#child.once('error', (error) => {
        if (this.#child.pid === undefined) {
          end({ how: 'not-started', reason: printable(error.message) });
        }
      });
      this.#child.once('exit', (exitCode, signal) => {
        const ending: Ending = {
          how: 'exited',
          ...(exitCode !== null && { exitCode }),
          ...(signal !== null && { signal }),
        };
        const drained = setTimeout(() => end(ending), DRAIN_MS);
        this.#child.once('close', () => {
          clearTimeout(drained);
          end(ending);
        });
      });
    });
  }

  #take(chunk: Uint8Array): void {
    if (this.#violation !== undefined) return;
    const lines = this.#cutter.push(chunk);
    if (lines === 'too-long') {
      this.#violate('line-too-long');
      return;
    }
    for (const line of lines) {
      // Nothing counts that comes after what cannot be trusted.
      if (this.#violation === undefined) this.#takeLine(line);
    }
  }

  #takeLine(line: Uint8Array): void {
    if (line[0] !== OPENING_BRACE) {
      this.#noiseBytes += line.length;
      if (this.#noiseBytes > NOISE_BYTES_MAX) this.#violate('too-much-noise');
      return;
    }
    const message = parseChildMessage(line);
    const waiting = this.#waiting;
    if ('broken' in message) {
      this.#violate(message.broken);
    } else if (message.id !== waiting?.id) {
      this.#violate('unasked-answer');
    } else {
      this.#waiting = undefined;
      waiting.settle(
        'error' in message
          ? { outcome: 'error', error: message.error }
          : { outcome: 'result', result: message.result },
      );
    }
  }

  #violate(rule: string): void {
    this.#violation ??= rule;
    this.#child.kill('SIGKILL');
  }

  /** Only a child at work keeps this program alive. */
  #refer(isBusy: boolean): void {
    const verb = isBusy ? 'ref' : 'unref';
    this.#child[verb]();
    for (const stream of [this.#child.stdin, this.#child.stdout]) {
      (stream as unknown as Partial<Record<'ref' | 'unref', () => void>>)[verb]?.();
    }
  }
}
