/**
 * The security module that opens a card in use, in a reader's slot (PSAM) or behind the network
 * (HSM). Keys never leave it, and what it computes is carried, not understood: so SSF33, which is not
 * published, works as the others do.
 */

import type { LegacyAlgorithm, ProfileSource } from '../../model/index.ts';

/** 读密钥 by the directory that they open. */
export type ReadKeyName =
  | 'RKsSSE'
  | 'RK-DF01'
  | 'RK-DF04'
  | 'RK-DDF1'
  | 'RK-DDF1/DF01'
  | 'RK-DDF1/DF03';

/** What a module is told to answer a card's challenge. */
export interface AuthenticationRequest {
  readonly source: ProfileSource;
  readonly key: ReadKeyName;
  /** Undefined where the card does not name it. */
  readonly algorithm: LegacyAlgorithm | undefined;
  /** 8 bytes out of the answer to reset, by which the card's own key is told apart. */
  readonly cardFactor: Uint8Array;
  /** 8 bytes, the issuing area. */
  readonly areaFactor: Uint8Array;
  /** The card's challenge, 8 bytes. */
  readonly challenge: Uint8Array;
  /** Fresh bytes of the terminal, 8; the card gets them beside the cryptogram. */
  readonly plain: Uint8Array;
}

/** Why a module does not answer; the first three are what a terminal falls back from PSAM to HSM for. */
export type PsamRefusal =
  | 'no-module'
  | 'algorithm-not-supported'
  | 'key-not-there'
  | 'not-authorised';

export type AuthenticationAnswer =
  | { readonly outcome: 'answered' /** 8 bytes. */; readonly cryptogram: Uint8Array }
  | { readonly outcome: 'refused'; readonly why: PsamRefusal };

export interface Psam {
  /** @throws OneCardError `profile.psam-silent`, what the way to the module throws */
  authenticate(request: AuthenticationRequest): Promise<AuthenticationAnswer>;
}

const FALLBACK: ReadonlySet<PsamRefusal> = new Set<PsamRefusal>([
  'no-module',
  'algorithm-not-supported',
  'key-not-there',
]);

/**
 * Asks `first`, and `second` where the first has no module, algorithm or key for the card, as
 * national drivers go from the PSAM to the back office.
 */
export function psamOrHsm(first: Psam, second: Psam): Psam {
  return {
    async authenticate(request) {
      const answer = await first.authenticate(request);
      const isFinal = answer.outcome === 'answered' || !FALLBACK.has(answer.why);
      return isFinal ? answer : second.authenticate(request);
    },
  };
}
