import { OneCardError } from '../../../errors/index.ts';
import { PIN_PAD_DEADLINE_MS } from '../../limits.ts';
import type { ExchangeOptions } from '../../provider.ts';
import { controlCodeOf } from '../layout.ts';
import {
  FEATURES,
  GET_FEATURE_REQUEST,
  malformed,
  type PinPadDisplay,
  parseFeatures,
  parsePinProperties,
} from './features.ts';
import {
  encodeModification,
  encodeVerification,
  type PinModification,
  type PinVerification,
} from './structures.ts';

/** How an entry at the pad ended. */
export type PinOutcome =
  | { readonly outcome: 'accepted' }
  /** The card refused it; `retriesLeft` is absent when the card does not say. */
  | { readonly outcome: 'wrong-pin'; readonly retriesLeft?: number }
  | { readonly outcome: 'blocked' }
  | { readonly outcome: 'timed-out' | 'cancelled' }
  /** The two entries of the new PIN differ. */
  | { readonly outcome: 'mismatch' }
  /** Too few or too many digits. */
  | { readonly outcome: 'wrong-length' }
  /** Any other status word of the card or the pad. */
  | { readonly outcome: 'refused'; readonly sw: number };

/** A reader on which the PIN is entered, so that it never passes through this program. */
export interface PinPad {
  readonly canVerify: boolean;
  readonly canModify: boolean;
  readonly display: PinPadDisplay | undefined;
  /**
   * Asks for the PIN and lets the card verify it.
   * @throws OneCardError `reader.not-supported` when the pad cannot; RangeError for an impossible request.
   */
  verify(request: PinVerification, options?: ExchangeOptions): Promise<PinOutcome>;
  /** Asks for the old PIN and the new one, and lets the card change it. */
  modify(request: PinModification, options?: ExchangeOptions): Promise<PinOutcome>;
}

/** What a pad is asked through. */
export interface ControlTarget {
  control(code: number, input: Uint8Array, options?: ExchangeOptions): Promise<Uint8Array>;
}

/** A status word ends every answer. */
const STATUS_WORD_BYTES = 2;
/** The card may put data before it; 256 bytes is what a short response holds. */
const ANSWER_BYTES_MAX = 258;

/**
 * Asks the reader for its pad.
 * @returns undefined for a reader without one, or whose driver knows no features at all
 * @throws OneCardError `reader.pin-pad-answer`.
 */
export async function pinPadOf(
  target: ControlTarget,
  platform: NodeJS.Platform,
): Promise<PinPad | undefined> {
  const features = await featuresOf(target, platform);
  const verifyCode = features.get(FEATURES.verifyPinDirect);
  const modifyCode = features.get(FEATURES.modifyPinDirect);
  const propertiesCode = features.get(FEATURES.pinProperties);
  if (verifyCode === undefined && modifyCode === undefined) return undefined;
  const display =
    propertiesCode === undefined
      ? undefined
      : parsePinProperties(await target.control(propertiesCode, new Uint8Array(0)));
  const messages = display ? 1 : 0;
  const enter = async (
    code: number | undefined,
    structure: Uint8Array,
    options: ExchangeOptions = {},
  ): Promise<PinOutcome> => {
    if (code === undefined) throw new OneCardError('reader.not-supported', { feature: 'PIN pad' });
    const deadlineMs = options.deadlineMs ?? PIN_PAD_DEADLINE_MS;
    return outcomeOf(await target.control(code, structure, { ...options, deadlineMs }));
  };
  return {
    canVerify: verifyCode !== undefined,
    canModify: modifyCode !== undefined,
    display,
    verify: async (request, options) =>
      enter(verifyCode, encodeVerification(request, messages), options),
    modify: async (request, options) =>
      enter(modifyCode, encodeModification(request, messages), options),
  };
}

/** Empty when the driver does not know the question. */
async function featuresOf(
  target: ControlTarget,
  platform: NodeJS.Platform,
): Promise<ReadonlyMap<number, number>> {
  const code = controlCodeOf(GET_FEATURE_REQUEST, platform);
  let answer: Uint8Array;
  try {
    answer = await target.control(code, new Uint8Array(0));
  } catch (error) {
    if (error instanceof OneCardError && error.code === 'reader.not-supported') return new Map();
    throw error;
  }
  return parseFeatures(answer);
}

/** Status words of ISO/IEC 7816-4 for VERIFY, and those of PC/SC part 10 §2.5.1 for the pad itself. */
const OUTCOMES: ReadonlyMap<number, PinOutcome> = new Map<number, PinOutcome>([
  [0x9000, { outcome: 'accepted' }],
  [0x6300, { outcome: 'wrong-pin' }],
  [0x6983, { outcome: 'blocked' }],
  [0x6400, { outcome: 'timed-out' }],
  [0x6401, { outcome: 'cancelled' }],
  [0x6402, { outcome: 'mismatch' }],
  [0x6403, { outcome: 'wrong-length' }],
]);

function outcomeOf(answer: Uint8Array): PinOutcome {
  if (answer.length < STATUS_WORD_BYTES || answer.length > ANSWER_BYTES_MAX) {
    throw malformed('pin-answer-length', answer.length);
  }
  const sw = (answer.at(-2)! << 8) | answer.at(-1)!;
  // 63Cx: verification failed, x tries left (ISO/IEC 7816-4:2005 §5.1.3).
  if (sw >> 4 === 0x63c) return { outcome: 'wrong-pin', retriesLeft: sw & 0x0f };
  return OUTCOMES.get(sw) ?? { outcome: 'refused', sw };
}
