import { type Amount, yuanText } from '../../../money.ts';
import { encodeGbk } from '../gbk.ts';
import { SecretText } from '../secretText.ts';
import type { VendorProcess, VendorValues } from '../vendorProcess.ts';
import {
  AUTHENTICATION_FIELDS,
  BASIC_FIELDS,
  BASIC_STEP1_FIELDS,
  type BasicRecord,
  DEBIT_STEP1_FIELDS,
  RELOAD_STEP2_FIELDS,
  UNNAMED_FIELDS,
} from './answers.ts';
import {
  type FieldForm,
  type FileFields,
  type FileValues,
  fileAddress,
  parseFieldList,
  parseFiles,
  parseNamedFields,
  textForm,
} from './fields.ts';
import type { CardReference, HsmPort } from './hsm.ts';
import { type PinOutcome, pinOutcomeOf } from './pin.ts';
import {
  callFailed,
  type Operation,
  type StepQuestion,
  succeeded,
  withSecurityModule,
} from './steps.ts';

/** `iType`: how the card is reached. */
const CARD_INTERFACES = { contact: 1, contactless: 2, 'contact-first': 3, 'contactless-first': 4 };
/** `iAuthType`: by what reading is allowed. */
const AUTHENTICATIONS = { pin: 1, 'read-key': 2 };

export interface NationalCardOptions {
  readonly hsm?: HsmPort | undefined;
  /** Contact first, then contactless, when absent. */
  readonly interface?: keyof typeof CARD_INTERFACES | undefined;
}

/** 消费交易. */
export interface Payment {
  /** The two amounts of `pPayInfo`, in the order of the local interface document. Fen. */
  readonly amounts: readonly [Amount, Amount];
  /** YYYYMMDDhhmmss, Chinese time. */
  readonly at: string;
}

const WRITTEN_VALUE = textForm(0, 6_200);

/** The social-security card (社会保障卡) through the national card interface of a vendor's driver. */
export class NationalCard {
  readonly #process: VendorProcess;
  readonly #hsm: HsmPort | undefined;
  readonly #iType: number;

  constructor(process: VendorProcess, options: NationalCardOptions = {}) {
    this.#process = process;
    this.#hsm = options.hsm;
    this.#iType = CARD_INTERFACES[options.interface ?? 'contact-first'];
  }

  /** 读基本信息. @throws OneCardError the `vendor.*` codes, as every method here. */
  async readBasic(signal?: AbortSignal): Promise<BasicRecord> {
    const answer = await this.#run(
      {
        operation: 'read-basic',
        name: 'iReadCardBas',
        values: { iType: this.#iType },
        questions: [named(BASIC_STEP1_FIELDS)],
      },
      signal,
    );
    return parseNamedFields('iReadCardBas', answer, BASIC_FIELDS);
  }

  /**
   * 通用读卡: the records of `files` by their tags.
   * @throws RangeError when a file, tag or the card's reference has no such form.
   */
  async readFiles(
    card: CardReference,
    files: readonly FileFields[],
    authentication: keyof typeof AUTHENTICATIONS = 'read-key',
    signal?: AbortSignal,
  ): Promise<readonly FileValues[]> {
    const pFileAddr = ascii(fileAddress(files));
    const stepValues = { iType: this.#iType, pCardInfo: cardInfo(card), pFileAddr };
    const answer = await this.#run(
      {
        operation: 'read-files',
        card,
        name: 'iReadCard',
        values: { ...stepValues, iAuthType: AUTHENTICATIONS[authentication] },
        stepValues,
        questions: [named(AUTHENTICATION_FIELDS)],
      },
      signal,
    );
    return parseFiles('iReadCard', answer, files);
  }

  /**
   * 通用写卡: records of one file; the interface writes no more than one.
   * @throws RangeError when a value cannot be written, as in `readFiles`.
   */
  async writeFile(
    card: CardReference,
    { file, values }: FileValues,
    signal?: AbortSignal,
  ): Promise<void> {
    const contents = Object.values(values);
    if (!contents.every((value) => WRITTEN_VALUE.test(value))) {
      throw new RangeError('"values" expected texts without separators or control characters');
    }
    const pFileAddr = ascii(fileAddress([{ file, tags: Object.keys(values) }]));
    const pWriteData = encodeGbk(`${file}|${contents.join('|')}|$`);
    const stepValues = { iType: this.#iType, pCardInfo: cardInfo(card), pFileAddr };
    await this.#run(
      {
        operation: 'write-file',
        card,
        name: 'iWriteCard',
        values: { ...stepValues, pWriteData },
        stepValues,
        lastValues: { pWriteData },
        questions: [named(AUTHENTICATION_FIELDS)],
      },
      signal,
    );
  }

  /** PIN 校验: the person enters the PIN at the reader; it never comes here. */
  verifyPin(signal?: AbortSignal): Promise<PinOutcome> {
    return this.#pin('iVerifyPIN', signal);
  }

  /** PIN 修改, at the reader. */
  changePin(signal?: AbortSignal): Promise<PinOutcome> {
    return this.#pin('iChangePIN', signal);
  }

  /** PIN 重置: a new PIN under the back office's key. */
  async reloadPin(card: CardReference, signal?: AbortSignal): Promise<void> {
    await this.#run(
      {
        operation: 'reload-pin',
        card,
        name: 'iReloadPIN',
        values: { iType: this.#iType, pCardInfo: cardInfo(card) },
        questions: [named(AUTHENTICATION_FIELDS), withPin],
      },
      signal,
    );
  }

  /** PIN 解锁. */
  async unblockPin(card: CardReference, signal?: AbortSignal): Promise<void> {
    await this.#run(
      {
        operation: 'unblock-pin',
        card,
        name: 'iUnblockPIN',
        values: { iType: this.#iType, pCardInfo: cardInfo(card) },
        questions: [named(AUTHENTICATION_FIELDS), numbered],
      },
      signal,
    );
  }

  /**
   * 消费交易. Never repeated: after `vendor.child-crashed`, `-hung` or `buffer-overrun` with
   * `mayHaveWritten`, ask `debitRecords` what happened.
   * @returns the driver's fields in their order; no source names them.
   */
  async debit(
    card: CardReference,
    payment: Payment,
    signal?: AbortSignal,
  ): Promise<readonly string[]> {
    const { amounts, at } = payment;
    if (!/^\d{14}$/.test(at)) throw new RangeError('"at" expected YYYYMMDDhhmmss');
    if (amounts.some((value) => value < 0n))
      throw new RangeError('"amounts" expected no less than 0');
    const pPayInfo = ascii(`${amounts.map(yuanText).join('|')}|${at}|`);
    const answer = await this.#run(
      {
        operation: 'debit',
        card,
        name: 'iDoDebit',
        values: { iType: this.#iType, pCardInfo: cardInfo(card), pPayInfo },
        questions: [named(DEBIT_STEP1_FIELDS)],
      },
      signal,
    );
    return parseFieldList('iDoDebit', answer, UNNAMED_FIELDS);
  }

  /** 读消费交易记录, as the driver gives them. */
  async debitRecords(signal?: AbortSignal): Promise<readonly string[]> {
    const values = { iType: this.#iType };
    const answer = await this.#process.withTurn(
      (call) => succeeded(call, 'iReadDebitRecord', values),
      signal,
    );
    return parseFieldList('iReadDebitRecord', answer, UNNAMED_FIELDS);
  }

  /** Ends the driver's child process. */
  close(): Promise<void> {
    return this.#process.close();
  }

  #run(operation: Operation, signal?: AbortSignal): Promise<Uint8Array> {
    return this.#process.withTurn((call) => withSecurityModule(call, this.#hsm, operation), signal);
  }

  async #pin(name: string, signal?: AbortSignal): Promise<PinOutcome> {
    const values: VendorValues = { iType: this.#iType };
    const { value } = await this.#process.call(name, values, { signal });
    const outcome = pinOutcomeOf(value);
    if (!outcome) throw callFailed(name, value);
    return outcome;
  }
}

function named(forms: readonly FieldForm[]): Operation['questions'][number] {
  return (source, answer) => ({ fields: parseNamedFields(source, answer, forms) });
}

function numbered(source: string, answer: Uint8Array): StepQuestion {
  const values = parseFieldList(source, answer, UNNAMED_FIELDS);
  return { fields: Object.fromEntries(values.map((value, index) => [String(index + 1), value])) };
}

function withPin(source: string, answer: Uint8Array): StepQuestion {
  const { newPin, ...fields } = parseNamedFields(source, answer, RELOAD_STEP2_FIELDS);
  return { fields, pin: new SecretText(newPin) };
}

function cardInfo({ cardId, cardNumber }: CardReference): Uint8Array {
  if (!/^[0-9A-Fa-f]{32}$/.test(cardId))
    throw new RangeError('"cardId" expected 32 hexadecimal digits');
  if (!/^[0-9A-Z]{1,9}$/.test(cardNumber))
    throw new RangeError('"cardNumber" expected up to 9 characters');
  return ascii(`${cardId}|${cardNumber}|`);
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
