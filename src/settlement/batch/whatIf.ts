/**
 * 假设测算: decides a year of past bills under another plan, on all cores. The file is streamed; what stays in
 * memory are some hundred lines a thread, and the counters of the members met so far.
 */

import { createReadStream } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { deserialize, serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { toHex } from '../../bytes.ts';
import { sha256 } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Years } from './share.ts';
import { addSummary, emptySummary, type WhatIfSummary } from './summary.ts';
import type { ShareStart } from './worker.ts';

/** Lines of a message to a thread: enough that the message costs nothing beside them. */
const LINES_MAX = 128;
/** Messages under way: what is read ahead of the threads, and no more. */
const MESSAGES_PER_THREAD = 2;
/** Lines between two points that a run can go on from. */
const CHECKPOINT_LINES = 20_000;

export interface WhatIfRequest {
  /** Past bills, one JSON document a line, each member's by day of discharge. */
  readonly bills: string;
  /** Text of the plan; its last version decides every bill. */
  readonly plan: string;
  /** Texts of the catalogues of the counties of treatment. */
  readonly catalogues: readonly string[];
  /**
   * Where the run can be gone on from; it is taken away at the end. Another plan, another catalogue or
   * a changed line among those read begins anew.
   */
  readonly checkpoint?: string;
  readonly checkpointLines?: number;
  readonly threads?: number;
  readonly onProgress?: (lines: number) => void;
  readonly signal?: AbortSignal;
  /** The thread's program, where it is not the one beside this. */
  readonly worker?: URL;
}

/** What a run goes on from. */
interface Checkpoint {
  /** Of plan and catalogues: another plan begins anew. */
  readonly documents: string;
  readonly bills: string;
  readonly lines: number;
  /** Of the lines read so far: a file that was changed begins anew, one that only grew goes on. */
  readonly read: Uint8Array;
  readonly summary: WhatIfSummary;
  readonly years: Years;
}

const BESIDE = new URL('./what-if-worker.js', import.meta.url);
const MEMBER = /"memberNumber"\s*:\s*"([^"]{1,30})"/;

/**
 * @throws OneCardError `document.cannot-read` for a file of bills or a checkpoint that cannot be read,
 * DocumentError for a plan or a catalogue; the signal's reason when it is aborted: the checkpoint stays
 */
export async function whatIf(request: WhatIfRequest): Promise<WhatIfSummary> {
  const { bills, plan, catalogues, checkpoint, signal, worker = BESIDE } = request;
  const documents = toHex(sha256(Buffer.from([plan, ...catalogues].join('\0'))));
  const begun = await lastCheckpoint(request, documents);
  const summary = begun?.summary ?? emptySummary();
  const threads = request.threads ?? availableParallelism();
  const shares = Array.from({ length: threads }, (_, share) => {
    const own = [...(begun?.years ?? [])].filter(
      ([key]) => shareOf(key.split('/')[0]!, threads) === share,
    );
    return new Share(worker, { plan, catalogues, years: new Map(own) }, summary);
  });
  let lines = 0;
  let read: Uint8Array = NOTHING_READ;
  try {
    for await (const line of linesOf(bills)) {
      signal?.throwIfAborted();
      lines += 1;
      read = afterLine(read, line);
      if (lines <= (begun?.lines ?? 0)) continue;
      if (line.trim() !== '') {
        await shares[shareOf(MEMBER.exec(line)?.[1] ?? '', threads)]!.push(line);
      }
      if (lines % (request.checkpointLines ?? CHECKPOINT_LINES) !== 0) continue;
      await Promise.all(shares.map((share) => share.drain()));
      request.onProgress?.(lines);
      if (checkpoint === undefined) continue;
      const years = new Map(
        (await Promise.all(shares.map((share) => share.years()))).flatMap((each) => [...each]),
      );
      await writeWhole(checkpoint, serialize({ documents, bills, lines, read, summary, years }));
    }
    await Promise.all(shares.map((share) => share.drain()));
  } finally {
    await Promise.all(shares.map((share) => share.close()));
  }
  request.onProgress?.(lines);
  if (checkpoint !== undefined) await rm(checkpoint, { force: true });
  return summary;
}

async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  } catch (cause) {
    throw new OneCardError('document.cannot-read', { file }, { cause });
  }
}

/** One member's bills go to one thread, in their order. FNV-1a over the number. */
function shareOf(member: string, threads: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < member.length; at++) {
    hash = Math.imul(hash ^ member.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % threads;
}

async function lastCheckpoint(
  { checkpoint, bills }: WhatIfRequest,
  documents: string,
): Promise<Checkpoint | undefined> {
  if (checkpoint === undefined) return undefined;
  try {
    const last = deserialize(await readFile(checkpoint)) as Checkpoint;
    const isSame = last.documents === documents && last.bills === bills;
    return isSame && (await hasRead(last)) ? last : undefined;
  } catch (cause) {
    if (cause instanceof OneCardError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new OneCardError('document.cannot-read', { file: checkpoint }, { cause });
  }
}

const NOTHING_READ = new Uint8Array(32);

/** A chain of digests: every line and its place count. */
function afterLine(read: Uint8Array, line: string): Uint8Array {
  return sha256(Buffer.concat([read, Buffer.from(line)]));
}

/** Whether the file still begins with the lines that the checkpoint had read. */
async function hasRead({ bills, lines, read }: Checkpoint): Promise<boolean> {
  let digest: Uint8Array = NOTHING_READ;
  let seen = 0;
  for await (const line of linesOf(bills)) {
    if (seen === lines) break;
    seen += 1;
    digest = afterLine(digest, line);
  }
  return seen === lines && toHex(digest) === toHex(read);
}

/** A checkpoint is there whole or not at all. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const beside = `${file}.new`;
  const handle = await open(beside, 'w');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}

/** A thread, with the lines that wait for it. */
class Share {
  readonly #thread: Worker;
  readonly #summary: WhatIfSummary;
  #waiting: string[] = [];
  #underWay: Promise<void>[] = [];
  readonly #answers: { resolve: (answer: unknown) => void; reject: (cause: unknown) => void }[] =
    [];

  constructor(script: URL, start: ShareStart, summary: WhatIfSummary) {
    this.#summary = summary;
    this.#thread = new Worker(script, { workerData: start });
    // Messages are answered in their order.
    this.#thread.on('message', (answer) => this.#answers.shift()!.resolve(answer));
    this.#thread.on('error', (cause) => {
      for (const { reject } of this.#answers.splice(0)) reject(cause);
    });
  }

  async push(line: string): Promise<void> {
    this.#waiting.push(line);
    if (this.#waiting.length < LINES_MAX) return;
    this.#send();
    if (this.#underWay.length > MESSAGES_PER_THREAD) await this.#underWay.shift();
  }

  /** Waits until every line was decided. */
  async drain(): Promise<void> {
    this.#send();
    await Promise.all(this.#underWay.splice(0));
  }

  async years(): Promise<Years> {
    return (await this.#ask('years')) as Years;
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }

  #send(): void {
    if (this.#waiting.length === 0) return;
    const lines = this.#waiting;
    this.#waiting = [];
    const answered = this.#ask(lines).then((answer) => {
      addSummary(this.#summary, answer as WhatIfSummary);
    });
    // Whoever waits for it hears of a failure; until then it is not unheard of.
    answered.catch(() => undefined);
    this.#underWay.push(answered);
  }

  #ask(message: readonly string[] | 'years'): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#answers.push({ resolve, reject });
      this.#thread.postMessage(message);
    });
  }
}
