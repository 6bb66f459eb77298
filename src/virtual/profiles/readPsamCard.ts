import { equalBytes, fromHex } from '../../bytes.ts';
import {
  type CommandApdu,
  type ResponseApdu,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_FILE_NOT_FOUND,
  SW_INSTRUCTION_UNKNOWN,
  SW_REFERENCE_NOT_FOUND,
  SW_SECURITY_NOT_SATISFIED,
  SW_SUCCESS,
  SW_WRONG_LENGTH,
} from '../../card/index.ts';
import {
  diversifyLegacyKey,
  encryptSm4,
  encryptTripleDes,
  type SecretKey,
} from '../../crypto/index.ts';
import type { LegacyAlgorithm } from '../../model/index.ts';
import { type AnswerStyle, type CardLogic, VirtualLegacyCard } from './legacyCard.ts';

export interface VirtualReadPsamOptions {
  readonly algorithm: LegacyAlgorithm;
  /** Read key of every card, 16 bytes. */
  readonly masterKey: SecretKey;
  /** Without it SM4 keys answer 6982, as a module without a licence does. */
  readonly isAuthorised?: boolean;
  readonly style?: AnswerStyle;
}

const PSAM_AID = fromHex('D15600000590');
const NOTHING = new Uint8Array(0);
const SW_KEY_INDEX = 0x9403;

/** A PSAM with the read keys of social-security and residents' health cards. */
export class VirtualReadPsam extends VirtualLegacyCard {
  constructor(options: VirtualReadPsamOptions) {
    super(fromHex('3B6700005053414D303032'), new ReadPsamLogic(options), options.style);
    this.powerUp();
  }
}

class ReadPsamLogic implements CardLogic {
  readonly #options: VirtualReadPsamOptions;
  #isSelected = false;
  #key: SecretKey | undefined;

  constructor(options: VirtualReadPsamOptions) {
    this.#options = options;
  }

  reset(): void {
    this.#isSelected = false;
    this.#key = undefined;
  }

  answer(command: CommandApdu): ResponseApdu {
    if (command.ins === 0xa4) return this.#select(command.data);
    if (!this.#isSelected) return only(SW_CONDITIONS_NOT_SATISFIED);
    if (command.ins === 0xfa) return this.#encrypt(command.data);
    return this.#prepare(command);
  }

  #select(data: Uint8Array): ResponseApdu {
    this.#key = undefined;
    this.#isSelected = equalBytes(data, PSAM_AID) || equalBytes(data, fromHex('DF01'));
    return only(this.#isSelected ? SW_SUCCESS : SW_FILE_NOT_FOUND);
  }

  /** The working key for one card: area first, then the card, then its challenge where it is a factor. */
  #prepare({ cla, ins, p1, p2, data }: CommandApdu): ResponseApdu {
    this.#key = undefined;
    const { algorithm, isAuthorised = true } = this.#options;
    const isSocialSm4 = cla === 0x80 && ins === 0x1a;
    const isSocial = cla === 0xbf && ins === 0xde && p1 === 0x48 && p2 === 0x5d;
    const isHealth = cla === 0x80 && ins === 0xde && p1 === 0x47 && p2 >= 0x31 && p2 <= 0x34;
    if (!isSocialSm4 && !isSocial && !isHealth) return only(SW_INSTRUCTION_UNKNOWN);
    if ((isSocialSm4 || isHealth) && !isAuthorised) return only(SW_SECURITY_NOT_SATISFIED);
    if (isSocial === (algorithm === 'SM4'))
      return only(isSocial ? SW_KEY_INDEX : SW_REFERENCE_NOT_FOUND);
    if (data.length !== (isSocialSm4 ? 16 : 24)) return only(SW_WRONG_LENGTH);
    const published = algorithm === 'SM4' ? 'SM4' : 'DES';
    const factors = [data.slice(8, 16), data.slice(0, 8)];
    if (!isSocialSm4) {
      const challenge = data.slice(16);
      // The stand-in for SSF33 that virtual cards expect too.
      factors.push(algorithm === 'SSF33' ? challenge.map((byte) => byte ^ 0xff) : challenge);
    }
    this.#key = factors.reduce(
      (key, factor) => diversifyLegacyKey(published, key, factor),
      this.#options.masterKey,
    );
    return only(SW_SUCCESS);
  }

  #encrypt(data: Uint8Array): ResponseApdu {
    const key = this.#key;
    if (!key) return only(SW_CONDITIONS_NOT_SATISFIED);
    const isSm4 = this.#options.algorithm === 'SM4';
    if (data.length !== (isSm4 ? 16 : 8)) return only(SW_WRONG_LENGTH);
    const encrypted = isSm4 ? encryptSm4(key, data) : encryptTripleDes(key, data);
    return { data: encrypted, sw: SW_SUCCESS };
  }
}

function only(sw: number): ResponseApdu {
  return { data: NOTHING, sw };
}
