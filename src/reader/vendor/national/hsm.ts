import { setTimeout as sleep } from 'node:timers/promises';
import { OneCardError } from '../../../errors/index.ts';
import { SecretText } from '../secretText.ts';

export interface CardReference {
  /** 卡识别码, 32 hexadecimal digits. */
  readonly cardId: string;
  /** 卡号, at most 9 characters. */
  readonly cardNumber: string;
}

export interface HsmQuestion {
  readonly operation:
    | 'read-basic'
    | 'read-files'
    | 'write-file'
    | 'reload-pin'
    | 'unblock-pin'
    | 'debit';
  /** Which step's answer this is; the next step takes what the HSM says. */
  readonly step: 1 | 2;
  /** The driver's fields by name, or by their number from 1 where no source names them. */
  readonly fields: Readonly<Record<string, string>>;
  readonly card?: CardReference;
  /** The new PIN that the person entered, in `reload-pin` step 2 alone. */
  readonly pin?: SecretText;
}

/** The back office's security module (加密机), in place of a PSAM in the reader. */
export interface HsmPort {
  /** The parts of `pKey` for the driver's next step, in their order. */
  answer(question: HsmQuestion, signal: AbortSignal): Promise<readonly SecretText[]>;
}

/** A person waits at the desk, and the card stands half-way through an authentication. */
const HSM_TIMEOUT_MS = 30_000;
const KEY_PARTS_MAX = 8;
const KEY_PART = /^[0-9A-Za-z]{1,512}$/;

/**
 * Asks the HSM and puts its answer into the driver's form, `part|part|`.
 * @throws OneCardError `vendor.hsm-not-answered` after 30 s; TypeError when the port answers with
 *   something that is no key text; whatever the port throws.
 */
export async function askHsm(hsm: HsmPort, question: HsmQuestion): Promise<Uint8Array> {
  const stop = new AbortController();
  const late = sleep<'late'>(HSM_TIMEOUT_MS, 'late', { signal: stop.signal });
  try {
    const parts = await Promise.race([hsm.answer(question, stop.signal), late]);
    if (parts === 'late') {
      const { operation, step } = question;
      throw new OneCardError('vendor.hsm-not-answered', {
        operation,
        step,
        waitedMs: HSM_TIMEOUT_MS,
      });
    }
    const isSound =
      parts.length >= 1 &&
      parts.length <= KEY_PARTS_MAX &&
      parts.every((part) => part instanceof SecretText && KEY_PART.test(part.reveal()));
    if (!isSound)
      throw new TypeError('the hsm port expected to answer 1 to 8 texts of letters and digits');
    return new TextEncoder().encode(parts.map((part) => `${part.reveal()}|`).join(''));
  } finally {
    stop.abort();
  }
}
