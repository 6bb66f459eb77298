import { inspect } from 'node:util';
import { fromHex } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import { exchangeApdu } from '../commands/command.ts';
import { SW_SUCCESS, statusWordText } from '../statusWord.ts';
import type { CardTransport } from '../transport.ts';

const PRINTED = '[secret]';
/** Two digits a byte: six digits are the three bytes of public code. */
const PIN_DIGITS = /^(?:\d{2}){2,8}$/;
const INS_VERIFY = 0x20;
/** 63Cx: x tries are left. */
const SW_WRONG = 0x63c0;
const SW_BLOCKED: ReadonlySet<number> = new Set([0x6983, 0x6984]);

/** The PIN of a card in use, an even count of 4 to 16 digits. Prints as `[secret]`. */
export class LegacyPin {
  readonly #digits: string;

  /** @throws RangeError for anything else; the message never holds it */
  constructor(digits: string) {
    if (!PIN_DIGITS.test(digits)) throw new RangeError('"digits" expected 4 to 16 digits, even');
    this.#digits = digits;
  }

  /** @internal for `verifyLegacyPin` alone */
  static bytesOf(pin: LegacyPin): Uint8Array {
    return fromHex(pin.#digits);
  }

  toString(): string {
    return PRINTED;
  }

  toJSON(): string {
    return PRINTED;
  }

  [inspect.custom](): string {
    return PRINTED;
  }
}

export type LegacyPinOutcome =
  | { readonly outcome: 'verified' }
  | { readonly outcome: 'wrong'; readonly triesLeft: number }
  | { readonly outcome: 'blocked' };

/**
 * VERIFY in the selected application: `00 20 00 00 03 888888`.
 * @throws OneCardError `card.unexpected-status`
 */
export async function verifyLegacyPin(
  transport: CardTransport,
  pin: LegacyPin,
): Promise<LegacyPinOutcome> {
  const data = LegacyPin.bytesOf(pin);
  const command = { cla: 0x00, ins: INS_VERIFY, p1: 0x00, p2: 0x00, data, ne: 0 };
  const { sw } = await exchangeApdu(transport, command);
  if (sw === SW_SUCCESS) return { outcome: 'verified' };
  if ((sw & 0xfff0) === SW_WRONG) {
    const triesLeft = sw & 0x0f;
    return triesLeft === 0 ? { outcome: 'blocked' } : { outcome: 'wrong', triesLeft };
  }
  if (SW_BLOCKED.has(sw)) return { outcome: 'blocked' };
  const detail = { command: 'VERIFY', sw: statusWordText(sw) };
  throw new OneCardError('card.unexpected-status', detail);
}
