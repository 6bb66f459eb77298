import { concat, equalBytes } from '../../bytes.ts';
import { KEY_VERSIONS, roleOfKeyVersion } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import {
  type CardIdentity,
  type ChannelSize,
  SAM_ROLES,
  type Sam,
  type SecretPin,
} from '../../model/index.ts';
import { updateBinary } from '../commands/binary.ts';
import { sendCommand } from '../commands/command.ts';
import { resetRetryCounter } from '../commands/pin.ts';
import { putKey } from '../commands/putKey.ts';
import { selectApplication } from '../commands/select.ts';
import { FILES, type FileName, ONECARD_AID, SIGNED_FILES } from '../files.ts';
import { withGetResponse } from '../layers/withGetResponse.ts';
import { withRightLe } from '../layers/withRightLe.ts';
import type { SecureTransport } from '../layers/withSecureChannel.ts';
import type { StaticFiles } from '../personalise.ts';
import { openCardChannel, PROTECTED_BYTES_MAX, readIdentity } from '../session/openChannel.ts';
import { readFile } from '../session/readFile.ts';
import type { CardTransport } from '../transport.ts';

/** What the county's desk rewrites, the security object last: until then the old one still stands. */
const ISSUER_FILES: readonly FileName[] = [...SIGNED_FILES, 'EF.CHAIN', 'EF.SOD'];

/** In PUT KEY's data: the version, then three fields whose last bytes are the check value. */
const KEY_FIELD_BYTES = 23;
const KEY_CHECK_BYTES = 3;

/** What the desk knows of a card without reading it. */
export type KnownCard = Pick<CardIdentity, 'serial' | 'suite'>;

/** Whose channel is opened, and with which keys first. */
type Openable = KnownCard & Pick<CardIdentity, 'keyVersions'>;

/**
 * A card at the county's desk, through a channel of its ISSUE keys: new files, new keys, a new PIN. What
 * was broken off is done again from the start; each step leaves the same card when it is repeated.
 */
export class IssuerSession {
  /** The channel has proven that it is this card: its keys come out of the serial. */
  readonly card: KnownCard;
  readonly #secure: SecureTransport;
  readonly #sam: Sam;
  readonly #size: ChannelSize;

  private constructor(
    card: KnownCard,
    secure: SecureTransport,
    options: { readonly sam: Sam; readonly size: ChannelSize },
  ) {
    this.card = card;
    this.#secure = secure;
    this.#sam = options.sam;
    this.#size = options.size;
  }

  /**
   * Selects the application and opens the channel. Where a rotation was broken off, EF.CARD still names
   * the old generation of ISSUE keys and the card has the other already: then that one is tried.
   * @param options.known the card that is meant, where a write was cut off in EF.CARD and it cannot say
   * @throws OneCardError `card.other-card`, as `CardSession.read`
   */
  static async open(
    transport: CardTransport,
    options: { readonly sam: Sam; readonly size?: ChannelSize; readonly known?: KnownCard },
  ): Promise<IssuerSession> {
    const { sam, size = 'S8', known } = options;
    const layered = withGetResponse(withRightLe(transport));
    const application = await sendCommand(layered, selectApplication(ONECARD_AID));
    if (!application) throw new OneCardError('card.other-card');
    const card = await openable(layered, known);
    const open = (as: Openable) => openCardChannel(layered, as, { sam, role: 'ISSUE', size });
    const secure = await open(card).catch((error: unknown) => {
      const isUnknown = error instanceof OneCardError && error.code === 'crypto.channel-refused';
      if (!isUnknown) throw error;
      return open(withOtherIssueKeys(card));
    });
    const { serial, suite } = card;
    return new IssuerSession({ serial, suite }, secure, { sam, size });
  }

  /** Generation of the ISSUE keys that opened the channel. */
  get generation(): 1 | 2 {
    return roleOfKeyVersion(this.#secure.evidence.keyVersion)!.generation;
  }

  /**
   * Writes every file of `image`, made for this card by `signStaticFiles`, and reads each back. State and
   * log stay as they are. Until the last byte of EF.SOD is written the card is refused.
   * @throws OneCardError `card.write-not-verified`, `card.unexpected-status`
   */
  async writeFiles(image: StaticFiles): Promise<void> {
    if (image.serial !== this.card.serial || image.suite !== this.card.suite) {
      throw new TypeError('"image" expected one of this card');
    }
    for (const name of ISSUER_FILES) await this.#writeFile(name, image.files.get(FILES[name].fid)!);
  }

  /**
   * Gives every role the keys of another generation; the old ones are gone from the card as the new ones
   * come. EF.CARD has to name them afterwards: `writeFiles`.
   * @throws OneCardError `card.write-not-verified` when the card holds other keys than were sent, `sam.…`
   */
  async rotateKeys(generation: 1 | 2): Promise<void> {
    const { serial, suite } = this.card;
    const { keyVersion } = this.#secure.evidence;
    // ISSUE last: its Key-DEK wraps the others.
    for (const role of SAM_ROLES) {
      const versions = KEY_VERSIONS[suite][role];
      const newKeyVersion = versions[generation - 1]!;
      const retired = versions[2 - generation]!;
      const block = await this.#sam.keyBlock({ serial, keyVersion, newKeyVersion });
      const receipt = await sendCommand(this.#secure, putKey(retired, block));
      if (!equalBytes(receipt, receiptOf(block))) {
        throw new OneCardError('card.write-not-verified', { file: `key ${newKeyVersion}` });
      }
    }
  }

  /** Gives the holder all tries back, and another PIN when one is given. */
  async resetPin(newPin?: SecretPin): Promise<void> {
    await sendCommand(this.#secure, resetRetryCounter(newPin));
  }

  /** Forgets the channel and lets the card go. */
  close(): Promise<void> {
    return this.#secure.close();
  }

  async #writeFile(name: FileName, bytes: Uint8Array): Promise<void> {
    const bytesMax = PROTECTED_BYTES_MAX[this.#size];
    const { sfi } = FILES[name];
    for (let offset = 0; offset < bytes.length; offset += bytesMax) {
      const position = offset === 0 ? { sfi, offset } : { offset };
      const part = bytes.subarray(offset, offset + bytesMax);
      await sendCommand(this.#secure, updateBinary(position, part));
    }
    if (!equalBytes(await readFile(this.#secure, name, bytesMax), bytes)) {
      throw new OneCardError('card.write-not-verified', { file: name });
    }
  }
}

/** EF.CARD as it is; where its write was cut off, what the desk knows, and the first keys. */
async function openable(layered: CardTransport, known?: KnownCard): Promise<Openable> {
  try {
    return (await readIdentity(layered)).card;
  } catch (error) {
    const isTorn = error instanceof OneCardError && error.code.startsWith('card.malformed-');
    if (!known || !isTorn) throw error;
    const [read, settle, issue] = SAM_ROLES.map((role) => KEY_VERSIONS[known.suite][role][0]);
    return { ...known, keyVersions: [read!, settle!, issue!] };
  }
}

function withOtherIssueKeys(card: Openable): Openable {
  const [read, settle, issue] = card.keyVersions;
  const other = KEY_VERSIONS[card.suite].ISSUE.find((version) => version !== issue) ?? issue;
  return { ...card, keyVersions: [read, settle, other] };
}

/** What the card answers when it holds the keys of `block`: version and check values. */
function receiptOf(block: Uint8Array): Uint8Array {
  const checks = [1, 2, 3].map((number) => {
    const end = 1 + number * KEY_FIELD_BYTES;
    return block.slice(end - KEY_CHECK_BYTES, end);
  });
  return concat([block.slice(0, 1), ...checks]);
}
