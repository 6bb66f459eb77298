/**
 * Takes a page's messages one by one: from that page, with that nonce, each number once and rising,
 * and nothing but calls of `/v1/` with the headers that a page may set.
 */

import type { CarriedAnswer, CarriedRequest } from '../client/carrier.ts';
import { isMessage, type PageMessage, PROTOCOL, type WindowMessage } from '../client/messages.ts';

const PATH = /^\/v1\/[A-Za-z0-9_./-]{1,500}(?:\?[A-Za-z0-9_=&%.-]{0,500})?$/;
const HEADERS = ['Authorization', 'Accept-Language', 'Idempotency-Key', 'OneCard-Lease'];
const METHODS = ['GET', 'POST', 'DELETE'];

/** Calls under way for one page: two streams and a few calls. */
const UNDER_WAY_MAX = 16;

export interface RelayOptions {
  readonly nonce: string;
  readonly reply: (message: WindowMessage) => void;
  readonly carry: (request: CarriedRequest) => Promise<CarriedAnswer>;
}

/** @returns takes `data` of a message whose sender and origin were checked; false when it is refused */
export function relay({ nonce, reply, carry }: RelayOptions): (data: unknown) => boolean {
  const underWay = new Map<number, AbortController | undefined>();
  let last = 0;
  const head = { onecard: PROTOCOL, nonce } as const;

  async function pass(
    sequence: number,
    { method, path, headers, body }: CarriedRequest,
    isStream: boolean,
  ): Promise<void> {
    // Browsers of 2017 have none: there a stream ends with its window.
    const aborting = typeof AbortController === 'undefined' ? undefined : new AbortController();
    underWay.set(sequence, aborting);
    try {
      const { status, body: answer } = await carry({
        method,
        path,
        headers: allowed(headers),
        ...(body === undefined ? {} : { body }),
        ...(isStream
          ? { onEvent: (event) => reply({ ...head, kind: 'event', to: sequence, event }) }
          : {}),
        ...(aborting ? { signal: aborting.signal } : {}),
      });
      reply({ ...head, kind: 'answer', to: sequence, status, body: answer });
    } catch {
      reply({ ...head, kind: 'failed', to: sequence });
    } finally {
      underWay.delete(sequence);
    }
  }

  return (data) => {
    if (!isMessage(data, nonce)) return false;
    const message = data as PageMessage;
    // A number that came before is a message played again.
    if (!Number.isSafeInteger(message.sequence) || message.sequence <= last) return false;
    last = message.sequence;
    if (message.kind === 'abort') {
      underWay.get(message.of)?.abort();
      return true;
    }
    if (message.kind !== 'request' || !isPlain(message.request)) return false;
    if (underWay.size >= UNDER_WAY_MAX) return false;
    void pass(message.sequence, message.request, message.isStream === true);
    return true;
  };
}

function isPlain(request: CarriedRequest | undefined): boolean {
  return (
    typeof request === 'object' &&
    request !== null &&
    METHODS.indexOf(request.method) >= 0 &&
    PATH.test(request.path) &&
    !/\.\./.test(request.path)
  );
}

function allowed(headers: CarriedRequest['headers'] | undefined): Record<string, string> {
  const taken: Record<string, string> = {};
  for (const name of HEADERS) {
    const value = headers?.[name];
    if (typeof value === 'string' && /^[\x20-\x7e]{1,200}$/.test(value)) taken[name] = value;
  }
  return taken;
}
