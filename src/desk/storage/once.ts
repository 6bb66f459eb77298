/**
 * The same message has the same answer, also after a power cut: a key is kept durably before its work
 * begins, with a digest of the content, and the answer beside it when there is one.
 */

import { equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Clock } from '../../model/index.ts';
import { ANSWER_DAYS } from '../limits.ts';
import type { DeskStore } from './store.ts';

const DAY_MS = 86_400_000;
/** How often it is looked for keys that are free again. */
const FREE_EVERY_MS = 3_600_000;

export interface KeptAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** Not the answer for good: it is not kept, and a repetition does the work again. */
  readonly isPassing?: boolean;
}

export interface OnceRequest {
  /** Keys of two callers never meet: the id of a grant. */
  readonly caller: string;
  readonly key: string;
  /** 32 bytes: the digest of what is asked. */
  readonly content: Uint8Array;
}

export interface Once {
  /**
   * Does `work` once for a key, and answers every repetition alike; two at the same time share one.
   * Work that throws is not answered for: its repetition does it again, and is told so.
   * @throws OneCardError `desk.key-conflict` for another content, and whatever `work` throws
   */
  run(request: OnceRequest, work: (isRepeat: boolean) => Promise<KeptAnswer>): Promise<KeptAnswer>;
}

interface UnderWay {
  readonly content: Uint8Array;
  readonly answer: Promise<KeptAnswer>;
}

export function openOnce(store: DeskStore, clock: Clock): Once {
  const underWay = new Map<string, UnderWay>();
  let freedAt = Number.NEGATIVE_INFINITY;

  /** Keys whose week is over are free again. */
  function freeOld(): void {
    const now = clock.now();
    if (now < freedAt + FREE_EVERY_MS) return;
    freedAt = now;
    store.run('DELETE FROM answer WHERE begun_at < ?', now - ANSWER_DAYS * DAY_MS);
  }
  freeOld();

  /** The kept answer, or whether the key was begun before. */
  function look({ caller, key, content }: OnceRequest): KeptAnswer | 'begun' | 'new' {
    const row = store.all('SELECT * FROM answer WHERE caller = ? AND key = ?', caller, key)[0];
    if (!row) return 'new';
    assertSame(content, Uint8Array.from(row.content as Uint8Array));
    if (row.status === null) return 'begun';
    return { status: Number(row.status), type: String(row.type), body: String(row.body) };
  }

  async function begin(
    request: OnceRequest,
    work: (isRepeat: boolean) => Promise<KeptAnswer>,
  ): Promise<KeptAnswer> {
    const { caller, key, content } = request;
    freeOld();
    const found = look(request);
    if (typeof found === 'object') return found;
    if (found === 'new') {
      store.run(
        'INSERT INTO answer VALUES (?, ?, ?, ?, NULL, NULL, NULL)',
        caller,
        key,
        content,
        clock.now(),
      );
    }
    const answer = await work(found === 'begun');
    if (answer.isPassing) return answer;
    store.run(
      'UPDATE answer SET status = ?, type = ?, body = ? WHERE caller = ? AND key = ?',
      answer.status,
      answer.type,
      answer.body,
      caller,
      key,
    );
    return answer;
  }

  return {
    run(request, work) {
      const place = JSON.stringify([request.caller, request.key]);
      const running = underWay.get(place);
      if (running) {
        return Promise.resolve().then(() => {
          assertSame(request.content, running.content);
          return running.answer;
        });
      }
      const answer = begin(request, work).finally(() => underWay.delete(place));
      underWay.set(place, { content: request.content, answer });
      return answer;
    },
  };
}

function assertSame(content: Uint8Array, kept: Uint8Array): void {
  if (!equalBytes(content, kept)) throw new OneCardError('desk.key-conflict');
}
