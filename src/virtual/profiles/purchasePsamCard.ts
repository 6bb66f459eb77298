import { concat, equalBytes, fromHex, toHex, uintBytes } from '../../bytes.ts';
import {
  type CommandApdu,
  type ResponseApdu,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_INSTRUCTION_UNKNOWN,
  SW_SUCCESS,
  SW_WRONG_LENGTH,
} from '../../card/index.ts';
import { diversifyLegacyKey, purchaseMacs, type SecretKey } from '../../crypto/index.ts';
import { type AnswerStyle, type CardLogic, VirtualLegacyCard } from './legacyCard.ts';

const SW_MAC_INVALID = 0x9302;
const NOTHING = new Uint8Array(0);
const MAC1_INPUT_BYTES = 36;

export interface VirtualPurchasePsamOptions {
  /** The purchase master key of all issuers, 16 bytes. */
  readonly masterKey: SecretKey;
  /** 12 hexadecimal digits. */
  readonly terminal: string;
  /** Running number before the next purchase. */
  readonly terminalCounter?: number;
  readonly style?: AnswerStyle;
}

/** The purchase key of one card: by its issuer, then by its number. */
export function purseCardKey(
  masterKey: SecretKey,
  card: { readonly issuer: string; readonly number: string },
): SecretKey {
  const issuerKey = diversifyLegacyKey('DES', masterKey, fromHex(card.issuer));
  return diversifyLegacyKey('DES', issuerKey, fromHex(card.number));
}

/** A purchase PSAM: raises its number, computes MAC1, and checks the MAC2 of that one purchase. */
export class VirtualPurchasePsam extends VirtualLegacyCard {
  constructor(options: VirtualPurchasePsamOptions) {
    super(fromHex('3B6700005053414D303031'), new PsamLogic(options), options.style);
    this.powerUp();
  }
}

class PsamLogic implements CardLogic {
  readonly #options: VirtualPurchasePsamOptions;
  #terminalCounter: number;
  #mac2: Uint8Array | undefined;

  constructor(options: VirtualPurchasePsamOptions) {
    this.#options = options;
    this.#terminalCounter = options.terminalCounter ?? 0;
  }

  reset(): void {
    this.#mac2 = undefined;
  }

  answer(command: CommandApdu): ResponseApdu {
    switch (command.ins) {
      case 0xb0:
        return { data: fromHex(this.#options.terminal), sw: SW_SUCCESS };
      case 0x70:
        return this.#computeMac1(command.data);
      case 0x72:
        return this.#checkMac2(command.data);
      default:
        return { data: NOTHING, sw: SW_INSTRUCTION_UNKNOWN };
    }
  }

  #computeMac1(data: Uint8Array): ResponseApdu {
    if (data.length !== MAC1_INPUT_BYTES) return { data: NOTHING, sw: SW_WRONG_LENGTH };
    const hex = (from: number, to: number) => toHex(data.subarray(from, to));
    const key = purseCardKey(this.#options.masterKey, { number: hex(20, 28), issuer: hex(28, 36) });
    this.#terminalCounter += 1;
    const session = { random: data.slice(0, 4), counter: (data[4]! << 8) | data[5]! };
    const { mac1, mac2 } = purchaseMacs(key, session, {
      amount: BigInt(`0x${hex(6, 10)}`),
      terminal: fromHex(this.#options.terminal),
      terminalCounter: this.#terminalCounter,
      date: data.slice(11, 15),
      time: data.slice(15, 18),
    });
    this.#mac2 = mac2;
    return { data: concat([uintBytes(this.#terminalCounter, 4), mac1]), sw: SW_SUCCESS };
  }

  #checkMac2(mac2: Uint8Array): ResponseApdu {
    const expected = this.#mac2;
    if (!expected) return { data: NOTHING, sw: SW_CONDITIONS_NOT_SATISFIED };
    return { data: NOTHING, sw: equalBytes(mac2, expected) ? SW_SUCCESS : SW_MAC_INVALID };
  }
}
