/**
 * T=1, the interface device's side: ISO/IEC 7816-3:2006 §11.6. A state machine without I/O and clock:
 * it is told what came, or that nothing or rubbish came, and says what to send.
 *
 * One thing differs from a plain reading of rule 6. After a resynchronisation the standard sends the
 * command again. Here that is done only when the card cannot have carried it out: not all of its
 * blocks had left, or the card itself asked for the last one again. Otherwise the exchange fails with
 * `answer-lost`: a settlement must never be written twice because an answer was garbled.
 */

import { concat } from '../../bytes.ts';
import {
  type BlockFault,
  decodeBlock,
  encodeBlock,
  flip,
  INFORMATION_BYTES_MAX,
  type SequenceBit,
  type T1Block,
} from './block.ts';
import type { Edc } from './edc.ts';
import {
  ATTEMPTS_MAX,
  CARD_REQUESTS_MAX,
  RESYNCHS_MAX,
  T1_COMMAND_BYTES_MAX,
  T1_RESPONSE_BYTES_MAX,
} from './limits.ts';

export type T1HostStep =
  /** Send `block` and wait `waitMultiplier` times the block waiting time for the answer. */
  | { readonly type: 'send'; readonly block: Uint8Array; readonly waitMultiplier: number }
  | { readonly type: 'response'; readonly response: Uint8Array }
  /** The card has agreed to the size that `negotiateIfsd` asked for. */
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly reason: T1Failure };

/**
 * `answer-lost`: the card may have carried the command out. `aborted`: the card broke the chain off.
 * `response-too-long`: the chain was broken off here. `dead`: only a reset helps.
 */
export type T1Failure = 'answer-lost' | 'aborted' | 'response-too-long' | 'dead';

export interface T1HostOptions {
  /** Most information bytes that the card takes, from its answer to reset. */
  readonly ifsc: number;
  readonly edc: Edc;
}

type IBlock = Extract<T1Block, { kind: 'I' }>;
type RBlock = Extract<T1Block, { kind: 'R' }>;
type SBlock = Extract<T1Block, { kind: 'S' }>;

/** What is waited for. */
type HostState =
  | 'idle'
  /** the answer to a block of the command */
  | 'sending'
  /** the next block of the response */
  | 'receiving'
  | 'ifs'
  | 'resynch'
  | 'abort'
  /** the card's word after it had broken a chain off */
  | 'aborted'
  | 'dead';

/** Which kind of block went out last: rules 7.1 to 7.3 differ by it. */
type SentKind = 'I' | 'R' | 'request' | 'response';

export class T1Host {
  readonly #edc: Edc;
  #ifsc: number;
  #ifsd = 32;
  #state: HostState = 'idle';
  /** N(S) of the next own I-block, N(S) expected of the card. */
  #ns: SequenceBit = 0;
  #nr: SequenceBit = 0;
  /** A block of the card has been understood since the reset: before that, rule 7.4.1 holds. */
  #isEstablished = false;

  #command: Uint8Array = new Uint8Array(0);
  #acknowledged = 0;
  #chunkEnd = 0;
  #lastI: Uint8Array = new Uint8Array(0);
  #isUnacknowledged = false;
  /** All blocks of the command have left and the card has not said that it wants the last again. */
  #mayHaveRun = false;

  #parts: Uint8Array[] = [];
  #partsBytes = 0;
  #sent: Uint8Array = new Uint8Array(0);
  #sentKind: SentKind = 'I';
  #attempts = 0;
  #resynchs = 0;
  #cardRequests = 0;
  #wantedIfsd = 0;

  constructor({ ifsc, edc }: T1HostOptions) {
    if (!Number.isInteger(ifsc) || ifsc < 1 || ifsc > INFORMATION_BYTES_MAX) {
      throw new RangeError(`"ifsc" expected 1 to ${INFORMATION_BYTES_MAX}`);
    }
    this.#ifsc = ifsc;
    this.#edc = edc;
  }

  /** Most information bytes of a block, in either direction. */
  get sizes(): { readonly ifsc: number; readonly ifsd: number } {
    return { ifsc: this.#ifsc, ifsd: this.#ifsd };
  }

  get isDead(): boolean {
    return this.#state === 'dead';
  }

  /** Tells the card how long its blocks may be (rule 4); the first thing after a reset. */
  negotiateIfsd(ifsd: number): T1HostStep {
    if (!Number.isInteger(ifsd) || ifsd < 1 || ifsd > INFORMATION_BYTES_MAX) {
      throw new RangeError(`"ifsd" expected 1 to ${INFORMATION_BYTES_MAX}`);
    }
    if (!this.#begin(new Uint8Array(0))) return failed('dead');
    this.#wantedIfsd = ifsd;
    this.#state = 'ifs';
    return this.#request('ifs', ifsd);
  }

  /** Begins an exchange. @throws RangeError when the command is empty or too long, or one is under way. */
  transmit(command: Uint8Array): T1HostStep {
    if (command.length === 0 || command.length > T1_COMMAND_BYTES_MAX) {
      throw new RangeError(`"command" expected 1 to ${T1_COMMAND_BYTES_MAX} bytes`);
    }
    if (!this.#begin(command)) return failed('dead');
    return this.#sendCommand();
  }

  /** What the card sent. @throws RangeError when nothing was asked of it. */
  received(bytes: Uint8Array): T1HostStep {
    if (this.#state === 'idle') throw new RangeError('no exchange is under way');
    const decoded = decodeBlock(bytes, this.#edc);
    if (decoded.outcome === 'broken') return this.lost(decoded.fault);
    this.#isEstablished = true;
    const { block } = decoded;
    if (this.#state === 'dead') return failed('dead');
    if (block.kind === 'I') return this.#receivedI(block);
    if (block.kind === 'R') return this.#receivedR(block);
    return block.isResponse ? this.#receivedResponse(block) : this.#receivedRequest(block);
  }

  /** Nothing came within the block waiting time, or nothing that can be a block (rules 7.1 to 7.4). */
  lost(fault: BlockFault): T1HostStep {
    if (this.#state === 'idle') throw new RangeError('no exchange is under way');
    if (this.#state === 'dead') return failed('dead');
    if (this.#state === 'resynch') return this.#resynch();
    if (++this.#attempts >= ATTEMPTS_MAX) return this.#resynch();
    if (this.#sentKind === 'R' || this.#sentKind === 'request') return this.#again();
    return this.#send({ kind: 'R', sequence: this.#nr, fault }, 'R');
  }

  #begin(command: Uint8Array): boolean {
    if (this.#state === 'dead') return false;
    if (this.#state !== 'idle') throw new RangeError('an exchange is under way');
    this.#command = command.slice();
    this.#attempts = 0;
    this.#resynchs = 0;
    this.#cardRequests = 0;
    this.#restart();
    return true;
  }

  #restart(): void {
    this.#acknowledged = 0;
    this.#isUnacknowledged = false;
    this.#mayHaveRun = false;
    this.#parts = [];
    this.#partsBytes = 0;
  }

  #sendCommand(): T1HostStep {
    this.#state = 'sending';
    this.#chunkEnd = Math.min(this.#acknowledged + this.#ifsc, this.#command.length);
    const hasMore = this.#chunkEnd < this.#command.length;
    const information = this.#command.slice(this.#acknowledged, this.#chunkEnd);
    const block: T1Block = { kind: 'I', sequence: this.#ns, hasMore, information };
    this.#lastI = encodeBlock(block, this.#edc);
    return this.#sendLastI();
  }

  #sendLastI(): T1HostStep {
    this.#isUnacknowledged = true;
    this.#mayHaveRun = this.#chunkEnd === this.#command.length;
    return this.#sendBytes(this.#lastI, 'I');
  }

  #receivedI(block: IBlock): T1HostStep {
    const isExpected =
      this.#state === 'receiving' ||
      this.#state === 'aborted' ||
      (this.#state === 'sending' && this.#chunkEnd === this.#command.length);
    // A chain of empty blocks would never end.
    const isEmptyLink = block.hasMore && block.information.length === 0;
    if (!isExpected || block.sequence !== this.#nr || isEmptyLink) return this.lost('other');
    if (block.information.length > this.#ifsd) return this.lost('other');

    this.#acknowledge();
    this.#nr = flip(this.#nr);
    this.#attempts = 0;
    this.#parts.push(block.information);
    this.#partsBytes += block.information.length;
    if (this.#partsBytes > T1_RESPONSE_BYTES_MAX) {
      this.#state = 'abort';
      return this.#request('abort', 0);
    }
    if (block.hasMore) {
      this.#state = 'receiving';
      return this.#send({ kind: 'R', sequence: this.#nr, fault: undefined }, 'R');
    }
    this.#state = 'idle';
    return { type: 'response', response: concat(this.#parts) };
  }

  #receivedR(block: RBlock): T1HostStep {
    const asksAgain = this.#isUnacknowledged && block.sequence === this.#ns;
    if (this.#state === 'aborted') {
      if (!asksAgain) this.#acknowledge();
      return this.#end('aborted');
    }
    if (this.#state !== 'sending') return this.lost('other');
    if (asksAgain) {
      this.#mayHaveRun = false;
      if (++this.#attempts >= ATTEMPTS_MAX) return this.#resynch();
      return this.#sendLastI();
    }
    if (!this.#isUnacknowledged || this.#chunkEnd === this.#command.length) {
      return this.lost('other');
    }
    this.#acknowledge();
    this.#acknowledged = this.#chunkEnd;
    this.#attempts = 0;
    return this.#sendCommand();
  }

  #acknowledge(): void {
    if (!this.#isUnacknowledged) return;
    this.#isUnacknowledged = false;
    this.#ns = flip(this.#ns);
  }

  #receivedResponse({ type, value }: SBlock): T1HostStep {
    if (type !== this.#state || (type === 'ifs' && value !== this.#wantedIfsd)) {
      return this.lost('other');
    }
    if (type === 'ifs') {
      this.#ifsd = value;
      this.#state = 'idle';
      return { type: 'ready' };
    }
    if (type === 'abort') return this.#end('response-too-long');
    return this.#afterResynch();
  }

  #afterResynch(): T1HostStep {
    this.#ns = 0;
    this.#nr = 0;
    this.#attempts = 0;
    if (this.#mayHaveRun) return this.#end('answer-lost');
    this.#restart();
    if (this.#command.length > 0) return this.#sendCommand();
    this.#state = 'ifs';
    return this.#request('ifs', this.#wantedIfsd);
  }

  #receivedRequest({ type, value }: SBlock): T1HostStep {
    const mayAsk =
      this.#state === 'sending' || this.#state === 'receiving' || this.#state === 'aborted';
    if (!mayAsk) return this.lost('other');
    if (++this.#cardRequests > CARD_REQUESTS_MAX) return this.#die();
    // Rule 6.1: only the interface device may ask for it; such a card has lost its way.
    if (type === 'resynch') return this.#resynch();
    this.#attempts = 0;
    if (type === 'ifs') this.#ifsc = value;
    if (type === 'abort') {
      this.#state = 'aborted';
      this.#parts = [];
      this.#partsBytes = 0;
    }
    const answer: T1Block = { kind: 'S', type, isResponse: true, value };
    return this.#send(answer, 'response', type === 'wtx' ? value : 1);
  }

  #resynch(): T1HostStep {
    // Rule 7.4.1: at the start of the protocol no resynchronisation is tried.
    if (!this.#isEstablished || this.#resynchs === RESYNCHS_MAX) return this.#die();
    this.#resynchs++;
    this.#state = 'resynch';
    return this.#request('resynch', 0);
  }

  #end(reason: T1Failure): T1HostStep {
    this.#state = 'idle';
    return failed(reason);
  }

  #die(): T1HostStep {
    this.#state = 'dead';
    return failed('dead');
  }

  #request(type: SBlock['type'], value: number): T1HostStep {
    return this.#send({ kind: 'S', type, isResponse: false, value }, 'request');
  }

  #send(block: T1Block, kind: SentKind, waitMultiplier = 1): T1HostStep {
    return this.#sendBytes(encodeBlock(block, this.#edc), kind, waitMultiplier);
  }

  #again(): T1HostStep {
    return this.#sendBytes(this.#sent, this.#sentKind);
  }

  #sendBytes(block: Uint8Array, kind: SentKind, waitMultiplier = 1): T1HostStep {
    this.#sent = block.slice();
    this.#sentKind = kind;
    return { type: 'send', block: this.#sent.slice(), waitMultiplier };
  }
}

function failed(reason: T1Failure): T1HostStep {
  return { type: 'failed', reason };
}
