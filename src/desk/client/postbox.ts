/** Requests as messages to somebody who carries them on: the service's window, or an extension. */

import type { CarriedAnswer, CarriedRequest } from './carrier.ts';
import { isMessage, type PageMessage, PROTOCOL, type WindowMessage } from './messages.ts';
import { clientProblem } from './problem.ts';

/** Milliseconds to an answer that is no stream: a card is waited for two minutes, then settled. */
const ANSWER_MS = 180_000;

interface Waiting {
  readonly request: CarriedRequest;
  readonly resolve: (answer: CarriedAnswer) => void;
  readonly reject: (error: Error) => void;
  readonly end: () => void;
}

/** One correspondence. */
export class Postbox {
  readonly #nonce: string;
  readonly #send: (message: PageMessage) => void;
  readonly #waiting = new Map<number, Waiting>();
  #sequence = 0;
  #isClosed = false;

  constructor(nonce: string, send: (message: PageMessage) => void) {
    this.#nonce = nonce;
    this.#send = send;
  }

  carry(request: CarriedRequest): Promise<CarriedAnswer> {
    const sequence = ++this.#sequence;
    const { onEvent, signal, ...plain } = request;
    if (this.#isClosed) return Promise.reject(clientProblem('client.unreachable'));
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#finish(sequence)?.reject(clientProblem('client.aborted'));
        this.#send({ ...this.#head(), kind: 'abort', sequence: ++this.#sequence, of: sequence });
      };
      const timer = onEvent
        ? undefined
        : setTimeout(
            () => this.#finish(sequence)?.reject(clientProblem('client.unreachable')),
            ANSWER_MS,
          );
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      this.#waiting.set(sequence, { request, resolve, reject, end });
      signal?.addEventListener('abort', abort);
      const isStream = onEvent !== undefined;
      this.#send({ ...this.#head(), kind: 'request', sequence, request: plain, isStream });
    });
  }

  /** A message whose sender and origin were checked. */
  receive(data: unknown): void {
    if (!isMessage(data, this.#nonce)) return;
    const message = data as WindowMessage;
    if (message.kind === 'event') this.#waiting.get(message.to)?.request.onEvent?.(message.event);
    if (message.kind === 'answer') {
      const { to, status, body } = message;
      this.#finish(to)?.resolve({ status, body });
    }
    if (message.kind === 'closed') this.close();
    if (message.kind === 'failed') {
      this.#finish(message.to)?.reject(clientProblem('client.unreachable'));
    }
  }

  /** Nobody will answer any more. */
  close(): void {
    this.#isClosed = true;
    for (const sequence of Array.from(this.#waiting.keys())) {
      this.#finish(sequence)?.reject(clientProblem('client.unreachable'));
    }
  }

  #finish(sequence: number): Waiting | undefined {
    const waiting = this.#waiting.get(sequence);
    this.#waiting.delete(sequence);
    waiting?.end();
    return waiting;
  }

  #head() {
    return { onecard: PROTOCOL, nonce: this.#nonce } as const;
  }
}
