import { concat, fromHex } from '../../../bytes.ts';
import {
  ATC_BYTES,
  encodeFci,
  encodeSamStatus,
  isSamRefusal,
  parseCommand,
  type ResponseApdu,
  SAM_AID,
  SAM_PROFILE_VERSION,
  SAM_REFUSALS,
  type StatusWord,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_MEMORY_FAILURE,
  SW_NO,
  SW_SUCCESS,
  SW_WRONG_DATA,
  SW_WRONG_LENGTH,
  SW1_MORE_BYTES,
} from '../../../card/index.ts';
import { SIGNATURE_BYTES } from '../../../crypto/index.ts';
import { OneCardError } from '../../../errors/index.ts';
import type { Sam, SamChannel, SamPinResult } from '../../../model/index.ts';
import { readRequest, type SamRequest, SIGN_BYTES_MAX } from './request.ts';

/** A visit has one channel open; those of interrupted visits make room, the oldest first. */
const CHANNELS_MAX = 4;
/** P1 is one byte, and 0 names none. */
const NUMBER_MAX = 255;
const NOTHING = new Uint8Array(0);
/** No precise diagnosis (ISO/IEC 7816-4:2005 table 6). */
const SW_DEFECT = 0x6f00;

/** What is behind the application. */
export interface SamBehind {
  /** The module, its PIN not yet verified. */
  open(): Promise<Sam>;
  /** Erases it for ever. */
  terminate(): Promise<void>;
}

type Asked<Kind extends SamRequest['kind']> = Extract<SamRequest, { readonly kind: Kind }>;

/**
 * The application inside a security module: short APDUs in front of a `Sam`, which alone decides
 * what is allowed. One command at a time; SELECT forgets the PIN and every channel.
 */
export class SamApplication {
  readonly #behind: SamBehind;
  #sam: Sam | undefined;
  readonly #channels = new Map<number, SamChannel>();
  /** Of the channel opened last. */
  #number = 0;
  /** Blocks of a signature that is being asked for. */
  #blocks: readonly Uint8Array[] = [];
  /** What of the last answer was not yet fetched. */
  #pending = NOTHING;

  constructor(behind: SamBehind) {
    this.#behind = behind;
  }

  /** Never rejects: whatever fails has a status word. */
  async answer(bytes: Uint8Array): Promise<ResponseApdu> {
    try {
      const command = parseCommand(bytes);
      const request = readRequest(command);
      if (typeof request === 'number') return refused(request);
      const rest = this.#pending;
      this.#pending = NOTHING;
      if (request.kind === 'get-response') {
        if (rest.length === 0) return refused(SW_CONDITIONS_NOT_SATISFIED);
        return this.#deliver(rest, command.ne);
      }
      if (request.kind !== 'sign-block') this.#blocks = [];
      const answer = await this.#carryOut(request);
      return typeof answer === 'number' ? refused(answer) : this.#deliver(answer, command.ne);
    } catch (error) {
      return refused(statusOfFailure(error));
    }
  }

  /** Forgets what a reset makes a module forget. */
  async reset(): Promise<void> {
    this.#sam = undefined;
    this.#blocks = [];
    this.#pending = NOTHING;
    const channels = [...this.#channels.values()];
    this.#channels.clear();
    for (const channel of channels) await channel.close();
  }

  /** As much as the command has room for; the rest by GET RESPONSE (T=0 asks for everything so). */
  #deliver(data: Uint8Array, ne: number): ResponseApdu {
    if (data.length <= ne) return { data, sw: SW_SUCCESS };
    this.#pending = data.slice(ne);
    const rest = Math.min(this.#pending.length, 0x100) & 0xff;
    return { data: data.slice(0, ne), sw: (SW1_MORE_BYTES << 8) | rest };
  }

  async #carryOut(request: SamRequest): Promise<Uint8Array | StatusWord> {
    if (request.kind === 'select') return this.#select();
    const sam = this.#sam;
    if (!sam) return SW_CONDITIONS_NOT_SATISFIED;
    switch (request.kind) {
      case 'identity':
        return concat([fromHex(await sam.id()), await sam.publicKey()]);
      case 'status':
        return encodeSamStatus(await sam.status());
      case 'verify-pin':
        return statusOfPin(await sam.verifyPin(request.pin));
      case 'open-channel':
        return this.#openChannel(sam, request);
      case 'finish-channel':
        return this.#carry(request.channel, (channel) => channel.finish(request.bytes));
      case 'wrap':
        return this.#carry(request.channel, (channel) => channel.wrap(request.bytes));
      case 'unwrap':
        return this.#carry(request.channel, (channel) => channel.unwrap(request.bytes));
      case 'close-channel':
        return this.#closeChannel(request.channel);
      case 'key-block':
        return sam.keyBlock(request);
      case 'mac-state':
        return sam.macState(request.suite, request.serial, request.body);
      case 'check-state': {
        const { suite, serial, body, mac } = request;
        return (await sam.checkState(suite, serial, body, mac)) ? NOTHING : SW_NO;
      }
      case 'sign-block':
        return this.#signBlock(sam, request);
      case 'sign-head':
        return sam.signHead(request.head);
      case 'terminate':
        return this.#terminate(sam);
      case 'get-response':
        return SW_CONDITIONS_NOT_SATISFIED;
    }
  }

  async #select(): Promise<Uint8Array> {
    await this.reset();
    const sam = await this.#behind.open();
    this.#sam = sam;
    const { suite } = await sam.status();
    return encodeFci(SAM_AID, SAM_PROFILE_VERSION, [suite]);
  }

  async #openChannel(sam: Sam, request: Asked<'open-channel'>): Promise<Uint8Array> {
    const channel = await sam.openChannel(request);
    const [oldest] = this.#channels.keys();
    if (this.#channels.size >= CHANNELS_MAX && oldest !== undefined) {
      await this.#closeChannel(oldest);
    }
    const number = this.#nextNumber();
    this.#channels.set(number, channel);
    return concat([Uint8Array.of(number), channel.hostChallengeCommand]);
  }

  /** In turn, so that whoever still has the number of a channel that made room meets no other one. */
  #nextNumber(): number {
    do this.#number = (this.#number % NUMBER_MAX) + 1;
    while (this.#channels.has(this.#number));
    return this.#number;
  }

  /** A channel that failed once is gone. */
  async #carry(
    number: number,
    use: (channel: SamChannel) => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    const channel = this.#channels.get(number);
    if (!channel) throw new OneCardError('sam.channel-lost');
    try {
      return await use(channel);
    } catch (error) {
      this.#channels.delete(number);
      await channel.close();
      throw error;
    }
  }

  async #closeChannel(number: number): Promise<Uint8Array> {
    const channel = this.#channels.get(number);
    this.#channels.delete(number);
    await channel?.close();
    return NOTHING;
  }

  async #signBlock(sam: Sam, request: Asked<'sign-block'>): Promise<Uint8Array | StatusWord> {
    const before = request.index === 0 ? [] : this.#blocks;
    this.#blocks = [];
    if (before.length !== request.index) return SW_CONDITIONS_NOT_SATISFIED;
    const blocks = [...before, request.block];
    const data = concat(blocks);
    if (data.length > SIGN_BYTES_MAX) return SW_WRONG_LENGTH;
    if (!request.isLast) {
      this.#blocks = blocks;
      return NOTHING;
    }
    const statementOffset = ATC_BYTES + SIGNATURE_BYTES;
    if (data.length <= statementOffset) return SW_WRONG_LENGTH;
    const atc = new DataView(data.buffer).getUint32(0);
    const cardSignature = data.slice(ATC_BYTES, statementOffset);
    return sam.sign(data.slice(statementOffset), atc, cardSignature);
  }

  /** Who holds the PIN may end it, and so may whoever holds one that does nothing any more. */
  async #terminate(sam: Sam): Promise<Uint8Array> {
    const { pin } = await sam.status();
    if (pin === 'needed') throw new OneCardError('sam.pin-needed');
    await this.#behind.terminate();
    await this.reset();
    return NOTHING;
  }
}

function refused(sw: StatusWord): ResponseApdu {
  return { data: NOTHING, sw };
}

function statusOfPin(result: SamPinResult): Uint8Array | StatusWord {
  switch (result.outcome) {
    case 'verified':
      return NOTHING;
    case 'wrong':
      return 0x63c0 | Math.min(result.triesLeft, 0x0f);
    case 'blocked':
      return SAM_REFUSALS['sam.pin-blocked'];
  }
}

/** Nothing of a failure is told but its status word. */
function statusOfFailure(error: unknown): StatusWord {
  if (error instanceof RangeError || error instanceof TypeError) return SW_WRONG_DATA;
  if (!(error instanceof OneCardError)) return SW_DEFECT;
  if (isSamRefusal(error.code)) return SAM_REFUSALS[error.code];
  if (error.code === 'card.malformed-command') return SW_WRONG_LENGTH;
  return error.code.startsWith('virtual.') ? SW_MEMORY_FAILURE : SW_WRONG_DATA;
}
