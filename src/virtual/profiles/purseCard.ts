import { concat, equalBytes, fromHex, toHex, uintBytes } from '../../bytes.ts';
import {
  type CommandApdu,
  type PurseAccount,
  type PurseApplication,
  type PurseCardNumber,
  type ResponseApdu,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_FILE_NOT_FOUND,
  SW_INSTRUCTION_UNKNOWN,
  SW_SUCCESS,
  SW_WRONG_LENGTH,
  SW_WRONG_P1_P2,
} from '../../card/index.ts';
import { purchaseMacs, purchaseTac, type SecretKey } from '../../crypto/index.ts';
import type { RandomSource } from '../../model/index.ts';
import { type Amount, amount } from '../../money.ts';
import { type AnswerStyle, type CardLogic, VirtualLegacyCard } from './legacyCard.ts';

const SW_BALANCE_TOO_SMALL = 0x9401;
const SW_MAC_INVALID = 0x9302;
const SW_PROOF_NOT_AVAILABLE = 0x9406;
const SW_COUNTER_USED_UP = 0x9402;
const COUNTER_MAX = 0xffff;
const SFI_PUBLIC = 0x95;
/** Key version 1, algorithm 00 (triple DES), as INITIALIZE reports them. */
const KEY_VERSION = 0x01;
const ALGORITHM = 0x00;
const NOTHING = new Uint8Array(0);

/** Where the virtual purse card keeps its two accounts; identifiers of our own, no issuer's. */
export const VIRTUAL_PURSES: Readonly<Record<PurseAccount, PurseApplication>> = {
  personal: {
    account: 'personal',
    aid: fromHex('F04F4E4543415244F1'),
    purse: 0x02,
    keyIndex: 0x01,
    proofType: 0x09,
  },
  family: {
    account: 'family',
    aid: fromHex('F04F4E4543415244F2'),
    purse: 0x02,
    keyIndex: 0x01,
    proofType: 0x09,
  },
};

export interface VirtualPurseOptions {
  readonly card: PurseCardNumber;
  /** The card's own keys, 16 bytes each. */
  readonly purchaseKey: SecretKey;
  readonly tacKey: SecretKey;
  /** Fen in each account. An account that is not named is not on the card. */
  readonly balances: Readonly<Partial<Record<PurseAccount, Amount>>>;
  readonly random: RandomSource;
  readonly style?: AnswerStyle;
}

interface Purse {
  readonly application: PurseApplication;
  balance: bigint;
  counter: number;
  proof?: { readonly counter: number; readonly mac2: Uint8Array; readonly tac: Uint8Array };
}

interface Prepared {
  readonly amount: bigint;
  readonly terminal: Uint8Array;
  readonly random: Uint8Array;
}

/** A card with one or two purses. Money and proofs outlive power; a prepared purchase does not. */
export class VirtualPurseCard extends VirtualLegacyCard {
  readonly #purses: readonly Purse[];

  constructor(options: VirtualPurseOptions) {
    const purses = Object.values(VIRTUAL_PURSES)
      .filter(({ account }) => options.balances[account] !== undefined)
      .map((application): Purse => {
        return { application, balance: options.balances[application.account]!, counter: 0 };
      });
    super(fromHex('3B6800005055525345303031'), new PurseLogic(options, purses), options.style);
    this.#purses = purses;
  }

  balance(account: PurseAccount): Amount {
    return amount(this.#purse(account).balance);
  }

  /** Debits that the card has made. */
  debitCount(account: PurseAccount): number {
    return this.#purse(account).counter;
  }

  /** Puts money in, as a load at the county would: balance alone moves. */
  load(account: PurseAccount, fen: Amount): void {
    this.#purse(account).balance += fen;
  }

  #purse(account: PurseAccount): Purse {
    const purse = this.#purses.find(({ application }) => application.account === account);
    if (!purse) throw new RangeError('"account" is not on the card');
    return purse;
  }
}

class PurseLogic implements CardLogic {
  readonly #options: VirtualPurseOptions;
  readonly #purses: readonly Purse[];
  #selected: Purse | undefined;
  #prepared: Prepared | undefined;

  constructor(options: VirtualPurseOptions, purses: readonly Purse[]) {
    this.#options = options;
    this.#purses = purses;
  }

  reset(): void {
    this.#selected = undefined;
    this.#prepared = undefined;
  }

  answer(command: CommandApdu): ResponseApdu {
    if (command.ins === 0xa4) return this.#select(command);
    const purse = this.#selected;
    if (!purse) return only(SW_CONDITIONS_NOT_SATISFIED);
    switch (command.ins) {
      case 0xb0:
        return this.#readPublic(command);
      case 0x5c:
        return { data: uintBytes(purse.balance, 4), sw: SW_SUCCESS };
      case 0x50:
        return this.#initialise(command, purse);
      case 0x54:
        return this.#debit(command, purse);
      case 0x5a:
        return prove(command, purse);
      default:
        return only(SW_INSTRUCTION_UNKNOWN);
    }
  }

  #select({ data }: CommandApdu): ResponseApdu {
    const found = this.#purses.find(({ application }) => equalBytes(application.aid, data));
    if (!found) return only(SW_FILE_NOT_FOUND);
    this.#selected = found;
    this.#prepared = undefined;
    return {
      data: concat([Uint8Array.of(0x6f, data.length + 2, 0x84, data.length), data]),
      sw: SW_SUCCESS,
    };
  }

  #readPublic({ p1, p2, ne }: CommandApdu): ResponseApdu {
    if (p1 !== SFI_PUBLIC || p2 !== 0) return only(SW_WRONG_P1_P2);
    const { issuer, number } = this.#options.card;
    const file = fromHex(`${issuer}0101${'0000'}${number}2026010120360101${'0000'}`);
    return { data: file.slice(0, ne === 0 ? undefined : ne), sw: SW_SUCCESS };
  }

  #initialise({ p1, p2, data }: CommandApdu, purse: Purse): ResponseApdu {
    this.#prepared = undefined;
    if (p1 !== 0x01 || p2 !== purse.application.purse) return only(SW_WRONG_P1_P2);
    if (data.length !== 11) return only(SW_WRONG_LENGTH);
    if (purse.counter === COUNTER_MAX) return only(SW_COUNTER_USED_UP);
    const wanted = BigInt(`0x${toHex(data.subarray(1, 5))}`);
    if (wanted > purse.balance) return only(SW_BALANCE_TOO_SMALL);
    const random = this.#options.random.bytes(4);
    this.#prepared = { amount: wanted, terminal: data.slice(5), random };
    const versions = Uint8Array.of(KEY_VERSION, ALGORITHM);
    const parts = [uintBytes(purse.balance, 4), uintBytes(purse.counter, 2), new Uint8Array(3)];
    return { data: concat([...parts, versions, random]), sw: SW_SUCCESS };
  }

  #debit({ p1, data }: CommandApdu, purse: Purse): ResponseApdu {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    if (!prepared) return only(SW_CONDITIONS_NOT_SATISFIED);
    if (p1 !== 0x01) return only(SW_WRONG_P1_P2);
    if (data.length !== 15) return only(SW_WRONG_LENGTH);
    const fields = {
      amount: prepared.amount,
      terminal: prepared.terminal,
      terminalCounter: Number(`0x${toHex(data.subarray(0, 4))}`),
      date: data.slice(4, 8),
      time: data.slice(8, 11),
    };
    const session = { random: prepared.random, counter: purse.counter };
    const { mac1, mac2 } = purchaseMacs(this.#options.purchaseKey, session, fields);
    if (!equalBytes(mac1, data.subarray(11))) return only(SW_MAC_INVALID);
    const tac = purchaseTac(this.#options.tacKey, fields);
    purse.balance -= prepared.amount;
    purse.counter += 1;
    purse.proof = { counter: purse.counter, mac2, tac };
    return { data: concat([tac, mac2]), sw: SW_SUCCESS };
  }
}

/** The newest movement only, in the other order than DEBIT answers. */
function prove({ p2, data }: CommandApdu, { application, proof }: Purse): ResponseApdu {
  if (p2 !== application.proofType) return only(SW_WRONG_P1_P2);
  if (data.length !== 2) return only(SW_WRONG_LENGTH);
  if (!proof || proof.counter !== ((data[0]! << 8) | data[1]!)) return only(SW_PROOF_NOT_AVAILABLE);
  return { data: concat([proof.mac2, proof.tac]), sw: SW_SUCCESS };
}

function only(sw: number): ResponseApdu {
  return { data: NOTHING, sw };
}
