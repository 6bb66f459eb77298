/**
 * What page and window (or extension) say to each other. Each message names the protocol and the
 * nonce of this window; those of the page are numbered, and a number comes once.
 */

import type { CarriedEvent, CarriedRequest } from './carrier.ts';

export const PROTOCOL = 1;

export type PageMessage =
  | (Head & {
      readonly kind: 'request';
      readonly sequence: number;
      readonly request: Omit<CarriedRequest, 'onEvent' | 'signal'>;
      readonly isStream: boolean;
    })
  | (Head & { readonly kind: 'abort'; readonly sequence: number; readonly of: number });

export type WindowMessage =
  | (Head & { readonly kind: 'ready'; readonly version: string })
  | (Head & { readonly kind: 'event'; readonly to: number; readonly event: CarriedEvent })
  | (Head & {
      readonly kind: 'answer';
      readonly to: number;
      readonly status: number;
      readonly body: unknown;
    })
  /** The window was loaded anew: nothing that was asked of it is answered any more. */
  | (Head & { readonly kind: 'closed' })
  /** The service was not reached. */
  | (Head & { readonly kind: 'failed'; readonly to: number });

interface Head {
  readonly onecard: typeof PROTOCOL;
  readonly nonce: string;
}

/** Whether `data` is a message of this protocol and this nonce. */
export function isMessage(data: unknown, nonce: string): data is Head & { readonly kind: string } {
  const head = data as Partial<Head & { kind: unknown }> | null;
  return (
    typeof head === 'object' &&
    head !== null &&
    head.onecard === PROTOCOL &&
    head.nonce === nonce &&
    typeof head.kind === 'string'
  );
}

/** Good once, and for a minute: when it was made, and 128 random bits. */
export function newNonce(now: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => `0${byte.toString(16)}`.slice(-2)).join('');
  return `${Math.floor(now)}.${hex}`;
}
