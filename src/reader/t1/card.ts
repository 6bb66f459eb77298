/**
 * T=1, the card's side: ISO/IEC 7816-3:2006 §11.6. A state machine without I/O and clock, for cards
 * that are programs: it is told what the reader sent and says what the card answers.
 */

import { concat } from '../../bytes.ts';
import {
  type BlockFault,
  decodeBlock,
  encodeBlock,
  flip,
  INFORMATION_BYTES_MAX,
  type SequenceBit,
  type SupervisoryType,
  type T1Block,
} from './block.ts';
import type { Edc } from './edc.ts';
import { ATTEMPTS_MAX, T1_COMMAND_BYTES_MAX, T1_RESPONSE_BYTES_MAX } from './limits.ts';

export type T1CardStep =
  | { readonly type: 'send'; readonly block: Uint8Array }
  /** A whole command is there: run it, then call `respond`. */
  | { readonly type: 'command'; readonly command: Uint8Array }
  /** The reader agreed to a waiting time or size; `value` says to which. Go on. */
  | { readonly type: 'granted'; readonly request: 'wtx' | 'ifs'; readonly value: number }
  /** The reader broke the exchange off, or began anew: whatever was being done is not wanted any more. */
  | { readonly type: 'dropped'; readonly block: Uint8Array }
  /** Rule 7.4.3: after two R-blocks in vain the card waits. */
  | { readonly type: 'silent' };

export interface T1CardOptions {
  /** Most information bytes that the card takes, as its answer to reset says. */
  readonly ifsc: number;
  readonly edc: Edc;
}

type IBlock = Extract<T1Block, { kind: 'I' }>;
type SBlock = Extract<T1Block, { kind: 'S' }>;
type CardRequest = SBlock & { readonly type: Exclude<SupervisoryType, 'resynch'> };

export class T1Card {
  readonly #edc: Edc;
  #ifsc: number;
  #ifsd = 32;
  #state: 'receiving' | 'running' | 'replying' = 'receiving';
  #ns: SequenceBit = 0;
  #nr: SequenceBit = 0;
  #parts: Uint8Array[] = [];
  #partsBytes = 0;
  #response: Uint8Array = new Uint8Array(0);
  #acknowledged = 0;
  #chunkEnd = 0;
  #pending: CardRequest | undefined;
  #sent: Uint8Array | undefined;
  #sentKind: 'I' | 'R' | 'request' | 'response' = 'I';
  #faults = 0;

  constructor({ ifsc, edc }: T1CardOptions) {
    this.#ifsc = ifsc;
    this.#edc = edc;
  }

  /** Most information bytes of a block, in either direction. */
  get sizes(): { readonly ifsc: number; readonly ifsd: number } {
    return { ifsc: this.#ifsc, ifsd: this.#ifsd };
  }

  /** What the reader sent. */
  received(bytes: Uint8Array): T1CardStep {
    const decoded = decodeBlock(bytes, this.#edc);
    if (decoded.outcome === 'broken') return this.#fault(decoded.fault);
    const { block } = decoded;
    if (block.kind === 'S' && block.type === 'resynch' && !block.isResponse) return this.#resynch();
    if (this.#pending) return this.#afterRequest(this.#pending, block);
    if (this.#state === 'running') return { type: 'silent' };
    if (block.kind === 'I') return this.#receivedI(block);
    if (block.kind === 'R') return this.#receivedR(block.sequence);
    return this.#receivedS(block);
  }

  /** The answer to the command that `received` handed out. @throws RangeError without one. */
  respond(response: Uint8Array): T1CardStep {
    if (this.#state !== 'running') throw new RangeError('no command is being run');
    if (response.length > T1_RESPONSE_BYTES_MAX) {
      throw new RangeError(`"response" expected at most ${T1_RESPONSE_BYTES_MAX} bytes`);
    }
    this.#state = 'replying';
    this.#response = response.slice();
    this.#acknowledged = 0;
    return this.#sendResponse();
  }

  /** Asks for `multiplier` block waiting times, 1 to 255 (rule 3). */
  requestTime(multiplier: number): T1CardStep {
    return this.#request('wtx', multiplier);
  }

  /** Tells the reader how long its blocks may be from now on, 1 to 254 (rule 4). */
  requestIfsc(ifsc: number): T1CardStep {
    return this.#request('ifs', ifsc);
  }

  /** Breaks the chain off in which the reader or the card is (rule 9). */
  requestAbort(): T1CardStep {
    return this.#request('abort', 0);
  }

  #request(type: CardRequest['type'], value: number): T1CardStep {
    this.#pending = { kind: 'S', type, isResponse: false, value };
    return this.#send(this.#pending, 'request');
  }

  /** Rule 7.3: a request stays until its response is there. */
  #afterRequest(pending: CardRequest, block: T1Block): T1CardStep {
    const isAnswer = block.kind === 'S' && block.isResponse && block.type === pending.type;
    if (!isAnswer || block.value !== pending.value) return this.#fault('other');
    this.#faults = 0;
    this.#pending = undefined;
    if (pending.type === 'ifs') this.#ifsc = pending.value;
    if (pending.type === 'abort') {
      this.#drop();
      // Hands the right to send back to the reader.
      return this.#send({ kind: 'R', sequence: this.#nr, fault: undefined }, 'R');
    }
    return { type: 'granted', request: pending.type, value: pending.value };
  }

  #receivedI(block: IBlock): T1CardStep {
    const isFinal = this.#state === 'replying' && this.#chunkEnd === this.#response.length;
    const isExpected = this.#state === 'receiving' || isFinal;
    const isEmptyLink = block.hasMore && block.information.length === 0;
    if (!isExpected || block.sequence !== this.#nr || isEmptyLink) return this.#fault('other');
    if (block.information.length > this.#ifsc) return this.#fault('other');
    if (this.#partsBytes + block.information.length > T1_COMMAND_BYTES_MAX) {
      this.#nr = flip(this.#nr);
      return this.requestAbort();
    }
    if (isFinal) this.#ns = flip(this.#ns);
    this.#faults = 0;
    this.#nr = flip(this.#nr);
    this.#state = 'receiving';
    this.#parts.push(block.information);
    this.#partsBytes += block.information.length;
    if (block.hasMore) {
      return this.#send({ kind: 'R', sequence: this.#nr, fault: undefined }, 'R');
    }
    const command = concat(this.#parts);
    this.#parts = [];
    this.#partsBytes = 0;
    this.#state = 'running';
    return { type: 'command', command };
  }

  #receivedR(sequence: SequenceBit): T1CardStep {
    if (this.#state === 'replying') {
      const isAcknowledged = sequence !== this.#ns;
      if (!isAcknowledged) return this.#sendResponse();
      if (this.#chunkEnd < this.#response.length) {
        this.#ns = flip(this.#ns);
        this.#acknowledged = this.#chunkEnd;
        this.#faults = 0;
        return this.#sendResponse();
      }
    }
    return this.#sent ? this.#again(this.#sent) : this.#fault('other');
  }

  #receivedS({ type, isResponse, value }: SBlock): T1CardStep {
    // A response that nobody asked for, or a waiting time, which only a card may ask for.
    if (isResponse || type === 'wtx') return this.#fault('other');
    this.#faults = 0;
    if (type === 'ifs') this.#ifsd = value;
    if (type === 'abort') {
      this.#drop();
      return { type: 'dropped', block: this.#encode({ kind: 'S', type, isResponse: true, value }) };
    }
    return this.#send({ kind: 'S', type, isResponse: true, value }, 'response');
  }

  #resynch(): T1CardStep {
    this.#drop();
    this.#ns = 0;
    this.#nr = 0;
    this.#faults = 0;
    this.#pending = undefined;
    const block: T1Block = { kind: 'S', type: 'resynch', isResponse: true, value: 0 };
    return { type: 'dropped', block: this.#encode(block) };
  }

  #drop(): void {
    if (this.#state === 'replying') this.#ns = flip(this.#ns);
    this.#state = 'receiving';
    this.#parts = [];
    this.#partsBytes = 0;
    this.#response = new Uint8Array(0);
  }

  /** Rules 7.1 to 7.4 for the card. */
  #fault(fault: BlockFault): T1CardStep {
    if (++this.#faults >= ATTEMPTS_MAX) {
      this.#faults = 0;
      return { type: 'silent' };
    }
    if (this.#sent && (this.#sentKind === 'R' || this.#sentKind === 'request')) {
      return this.#again(this.#sent);
    }
    return this.#send({ kind: 'R', sequence: this.#nr, fault }, 'R');
  }

  #sendResponse(): T1CardStep {
    const size = Math.min(this.#ifsd, INFORMATION_BYTES_MAX);
    this.#chunkEnd = Math.min(this.#acknowledged + size, this.#response.length);
    const hasMore = this.#chunkEnd < this.#response.length;
    const information = this.#response.slice(this.#acknowledged, this.#chunkEnd);
    return this.#send({ kind: 'I', sequence: this.#ns, hasMore, information }, 'I');
  }

  #again(block: Uint8Array): T1CardStep {
    return { type: 'send', block: block.slice() };
  }

  #send(block: T1Block, kind: 'I' | 'R' | 'request' | 'response'): T1CardStep {
    this.#sentKind = kind;
    return { type: 'send', block: this.#encode(block).slice() };
  }

  #encode(block: T1Block): Uint8Array {
    this.#sent = encodeBlock(block, this.#edc);
    return this.#sent;
  }
}
