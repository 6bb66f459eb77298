import { equalBytes, toHex, utf8 } from '../../../bytes.ts';
import {
  encodeMessage,
  type Forms,
  HSM_OPERATIONS,
  type HsmOperation,
  parseMessage,
} from '../../../card/index.ts';
import { sha256 } from '../../../crypto/index.ts';
import { OneCardError } from '../../../errors/index.ts';
import type { RandomSource, Sam } from '../../../model/index.ts';
import { ChannelTable, HANDLERS } from './handlers.ts';

/** A client has one request under way, and repeats it within seconds. */
const ANSWERS_KEPT_MAX = 32;
/** Nobody settles for a quarter of an hour: the PIN is asked for again, as after a power cut. */
const REST_MS = 15 * 60_000;

interface KeptAnswer {
  /** Of the request: an id is never used for another one. */
  readonly digest: Uint8Array;
  readonly answer: Promise<string>;
}

/**
 * One terminal's place at the server: its module, the channels it has open, the answers that it may
 * ask for again. One operation at a time.
 */
export class HsmSeat {
  readonly #open: () => Promise<Sam>;
  readonly #channels: ChannelTable;
  readonly #kept = new Map<string, KeptAnswer>();
  #sam: Sam | undefined;
  #rest: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** @param open the terminal's module, its PIN not yet verified */
  constructor(open: () => Promise<Sam>, random: RandomSource) {
    this.#open = open;
    this.#channels = new ChannelTable(random);
  }

  /**
   * Carries out one request.
   * @throws OneCardError `sam.message-malformed`, and what the module refuses
   */
  answer(operation: HsmOperation, content: string): Promise<string> {
    const forms: { request: Forms; answer: Forms } = HSM_OPERATIONS[operation];
    const request = parseMessage(forms.request, content);
    const carryOut = () =>
      this.#inTurn(async () => {
        this.#wake();
        this.#sam ??= await this.#open();
        const handle = HANDLERS[operation] as (typeof HANDLERS)['status'];
        return encodeMessage(forms.answer, await handle(this.#sam, request, this.#channels));
      });
    const { requestId } = request;
    if (!(requestId instanceof Uint8Array)) return carryOut();
    return this.#once(toHex(requestId), `${operation} ${content}`, carryOut);
  }

  /** Forgets the PIN and every channel, once what is under way has ended. */
  rest(): Promise<void> {
    clearTimeout(this.#rest);
    return this.#inTurn(async () => {
      this.#sam = undefined;
      await this.#channels.closeAll();
    });
  }

  /** The answer of the first time, refusals too; it is being made while the second asks. */
  #once(id: string, request: string, carryOut: () => Promise<string>): Promise<string> {
    const digest = sha256(utf8(request));
    const known = this.#kept.get(id);
    if (known && equalBytes(known.digest, digest)) return known.answer;
    if (known) {
      const detail = { field: 'requestId', rule: 'used-for-another' };
      throw new OneCardError('sam.message-malformed', detail);
    }
    const answer = carryOut();
    this.#kept.set(id, { digest, answer });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > ANSWERS_KEPT_MAX && oldest !== undefined) this.#kept.delete(oldest);
    return answer;
  }

  #wake(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => void this.rest(), REST_MS).unref();
  }

  #inTurn<T>(call: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(call);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
