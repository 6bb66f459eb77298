import { fromHex, toHex } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Amount } from '../../money.ts';
import { readBinary } from '../commands/binary.ts';
import { exactly, exchangeApdu, sendCommand } from '../commands/command.ts';
import { selectTolerant } from '../commands/select.ts';
import { withGetResponse } from '../layers/withGetResponse.ts';
import { withRightLe } from '../layers/withRightLe.ts';
import { type StatusWord, SW_SUCCESS } from '../statusWord.ts';
import type { CardTransport } from '../transport.ts';
import {
  type DebitOrder,
  type DebitProof,
  debitPurchase,
  getBalance,
  getProof,
  type Initialised,
  initialisePurchase,
  parseDebit,
} from './commands.ts';
import type { PurseApplication, PurseCardNumber } from './port.ts';

/**
 * Public file of a purse application, SFI 21: `issuer 8 ‖ type 1 ‖ version 1 ‖ number 10 ‖ …`; the
 * last eight bytes of the number tell the card apart.
 */
const SFI_PUBLIC = 0x15;
const PUBLIC_BYTES = 20;

/**
 * A purse of a card, selected. It carries bytes; what they mean for money is decided in `debitPurse`.
 *
 * @example What is in the purse
 * ```ts
 * const purse = await PurseSession.open(await reader.connect({ exclusive: true }), application);
 * const balance = await purse.balance();
 * ```
 */
export class PurseSession {
  readonly application: PurseApplication;
  readonly card: PurseCardNumber;
  readonly #transport: CardTransport;

  private constructor(
    transport: CardTransport,
    application: PurseApplication,
    card: PurseCardNumber,
  ) {
    this.#transport = transport;
    this.application = application;
    this.card = card;
  }

  /**
   * Selects the account's application and reads whose purse it is. The transport stays the caller's.
   * @throws OneCardError `purse.not-on-card`, `card.unexpected-status`, `card.unexpected-answer`
   */
  static async open(
    transport: CardTransport,
    application: PurseApplication,
  ): Promise<PurseSession> {
    const card = withGetResponse(withRightLe(transport));
    const { sw } = await selectTolerant(card, application);
    if (sw !== SW_SUCCESS) {
      throw new OneCardError('purse.not-on-card', { account: application.account });
    }
    const position = { sfi: SFI_PUBLIC, offset: 0 };
    const bytes = await sendCommand(card, readBinary(position, PUBLIC_BYTES));
    exactly(bytes, PUBLIC_BYTES, 'READ BINARY');
    const text = (part: Uint8Array) => toHex(part).toUpperCase();
    const number = { issuer: text(bytes.subarray(0, 8)), number: text(bytes.subarray(12, 20)) };
    return new PurseSession(card, application, number);
  }

  /** Fen in the purse. */
  balance(): Promise<Amount> {
    return sendCommand(this.#transport, getBalance(this.application.purse));
  }

  /**
   * Prepares a purchase; nothing on the card changes.
   * @param terminal 12 hexadecimal digits
   * @returns undefined when the balance is too small
   */
  initialise(amount: Amount, terminal: string): Promise<Initialised | undefined> {
    const { purse, keyIndex } = this.application;
    const order = { purse, keyIndex, amount, terminal: fromHex(terminal) };
    return sendCommand(this.#transport, initialisePurchase(order));
  }

  /** Takes the money. Any answer without a proof leaves it open whether it was taken. */
  async debit(
    order: DebitOrder,
  ): Promise<{ readonly sw: StatusWord; readonly proof: DebitProof | undefined }> {
    const response = await exchangeApdu(this.#transport, debitPurchase(order));
    return { sw: response.sw, proof: parseDebit(response) };
  }

  /** The proof of the debit that was prepared at `counter`, if it is the newest movement. */
  proof(counter: number): Promise<DebitProof | undefined> {
    return sendCommand(this.#transport, getProof(this.application.proofType, counter));
  }

  /** Whether `other` is this card. */
  isCard(other: PurseCardNumber): boolean {
    return other.issuer === this.card.issuer && other.number === this.card.number;
  }
}
