/** What a signature pool and its threads say to each other. */

import type { ErrorDetail } from '../../errors/index.ts';
import type { SuiteId } from '../../model/index.ts';

/** One signature to verify. */
export interface SignatureCheck {
  readonly suite: SuiteId;
  /** COSE_Key bytes. */
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  /** r ‖ s, 64 bytes. */
  readonly signature: Uint8Array;
}

export type PoolRequest =
  | { readonly kind: 'prepare'; readonly suite: SuiteId; readonly publicKey: Uint8Array }
  | { readonly kind: 'verify'; readonly checks: readonly SignatureCheck[] };

/** The answer to one check: whether it is the key's signature, or the refusal of the key. */
export type Verdict = boolean | { readonly code: string; readonly detail: ErrorDetail };
