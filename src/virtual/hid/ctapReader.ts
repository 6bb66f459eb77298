import { setTimeout as sleep } from 'node:timers/promises';
import {
  BROADCAST_CHANNEL,
  CAPABILITY_WINK,
  CTAP_COMMANDS,
  CTAP_ERRORS,
  CTAP_MESSAGE_BYTES_MAX,
  CTAP_REPORT_BYTES,
  CTAPHID_VERSION,
  CtapAssembly,
  type CtapErrorName,
  type CtapMessage,
  type CtapPacket,
  encodeInitAnswer,
  FIDO_USAGE,
  FIDO_USAGE_PAGE,
  KEEPALIVE_STATUSES,
  LOCK_SECONDS_MAX,
  NO_CHANNEL,
  NONCE_BYTES,
  parsePacket,
} from '../../reader/hid/index.ts';
import { type CtapFault, spoiltPackets } from './ctapFaults.ts';
import type {
  VirtualHidDevice,
  VirtualHidHost,
  VirtualHidIdentity,
  VirtualReaderCard,
} from './device.ts';
import { reportDescriptor } from './reportDescriptor.ts';

export interface VirtualCtapReaderOptions {
  /** The card behind; without one an APDU is answered with ERROR. It has power while the device is plugged in. */
  readonly card?: VirtualReaderCard | undefined;
  readonly identity?: Partial<VirtualHidIdentity>;
  /** Bits `CAPABILITY_…`. */
  readonly capabilities?: number;
  /** Whether CTAPHID_LOCK is there, which the standard leaves open; true when absent. */
  readonly hasLocks?: boolean;
  /** CTAP 2.1 §11.2.9.1.7: every 100 ms while the card works. */
  readonly keepaliveMs?: number;
  /** CTAP 2.1 §11.2.5.2: how long the next packet of a message may take, at least 500 ms. */
  readonly packetGapMs?: number;
}

/** Channels remembered; the one that was allocated first is forgotten when more are asked for. */
const CHANNELS_MAX = 16;
/** Faults that may wait for their APDU: a test plans a handful. */
const FAULTS_MAX = 1_000;

/** A message that is coming in. */
interface Transfer {
  readonly channel: number;
  readonly assembly: CtapAssembly;
  nextSequence: number;
  timer: NodeJS.Timeout | undefined;
}

/** An APDU that the card has. */
interface Work {
  readonly channel: number;
  readonly keepalive: NodeJS.Timeout | undefined;
}

/**
 * A card reader that speaks CTAPHID, CTAP 2.1 §11.2, as a program: it keeps the rules of the standard
 * for devices (transaction per channel, busy, time-outs, resynchronisation by INIT) and breaks them
 * where a fault says so.
 */
export class VirtualCtapReader implements VirtualHidDevice {
  readonly identity: VirtualHidIdentity;
  readonly reportDescriptor: Uint8Array;
  readonly #card: VirtualReaderCard | undefined;
  readonly #capabilities: number;
  readonly #hasLocks: boolean;
  readonly #keepaliveMs: number;
  readonly #packetGapMs: number;
  readonly #channels: number[] = [];
  readonly #faults: CtapFault[] = [];
  #lastChannel = 0;
  #host: VirtualHidHost | undefined;
  #transfer: Transfer | undefined;
  #work: Work | undefined;
  #lock: { readonly channel: number; readonly timer: NodeJS.Timeout } | undefined;
  /** The card's own queue: an APDU that nobody waits for any more still has to end. */
  #cardTurn: Promise<unknown> = Promise.resolve();

  constructor(options: VirtualCtapReaderOptions = {}) {
    this.#card = options.card;
    this.identity = {
      vendorId: 0x1209,
      productId: 0x0c01,
      product: 'OneCard Virtual CTAPHID',
      serialNumber: '',
      usagePage: FIDO_USAGE_PAGE,
      usage: FIDO_USAGE,
      ...options.identity,
    };
    const bytes = CTAP_REPORT_BYTES;
    this.reportDescriptor = reportDescriptor(this.identity, [
      { kind: 'input', reportId: 0, bytes },
      { kind: 'output', reportId: 0, bytes },
    ]);
    this.#capabilities = options.capabilities ?? CAPABILITY_WINK;
    this.#hasLocks = options.hasLocks ?? true;
    this.#keepaliveMs = options.keepaliveMs ?? 100;
    this.#packetGapMs = options.packetGapMs ?? 500;
  }

  /** What goes wrong with the next APDU, or with the one after those already planned. */
  plan(fault: CtapFault): void {
    if (this.#faults.length >= FAULTS_MAX)
      throw new RangeError(`at most ${FAULTS_MAX} faults wait`);
    this.#faults.push(fault);
  }

  attach(host: VirtualHidHost): void {
    this.#host = host;
    this.#card?.powerUp?.();
  }

  detach(): void {
    this.#endTransfer();
    this.#endWork();
    this.#unlock();
    this.#channels.length = 0;
    this.#host = undefined;
    this.#card?.powerDown?.();
  }

  async setFeature(): Promise<boolean> {
    return false;
  }

  async getFeature(): Promise<Uint8Array | undefined> {
    return undefined;
  }

  output(_reportId: number, data: Uint8Array): void {
    // A report of another size is no packet: §11.2.4 has one size only.
    if (data.length !== CTAP_REPORT_BYTES) return;
    const packet = parsePacket(data);
    if (packet.kind === 'first') this.#first(packet);
    else this.#next(packet);
  }

  #first(packet: Extract<CtapPacket, { readonly kind: 'first' }>): void {
    const { channel, command, messageBytes } = packet;
    const isInit = command === CTAP_COMMANDS.init;
    const isKnown = this.#channels.includes(channel);
    if (channel === NO_CHANNEL || (channel === BROADCAST_CHANNEL ? !isInit : !isKnown)) {
      this.#error(channel, 'invalid-channel');
    } else if (isInit) {
      this.#init(packet);
    } else if (this.#lock && this.#lock.channel !== channel) {
      this.#error(channel, 'channel-busy');
    } else if (this.#transfer?.channel === channel) {
      this.#endTransfer();
      this.#error(channel, 'invalid-sequence');
    } else if (this.#work?.channel === channel && command === CTAP_COMMANDS.cancel) {
      this.#endWork();
      this.#error(channel, 'other');
    } else if (this.#transfer || this.#work) {
      this.#error(channel, 'channel-busy');
    } else if (messageBytes > CTAP_MESSAGE_BYTES_MAX) {
      this.#error(channel, 'invalid-length');
    } else if (command !== CTAP_COMMANDS.cancel) {
      this.#transfer = {
        channel,
        assembly: new CtapAssembly(),
        nextSequence: 0,
        timer: undefined,
      };
      this.#take(this.#transfer, packet);
    }
  }

  #next(packet: Extract<CtapPacket, { readonly kind: 'next' }>): void {
    const transfer = this.#transfer;
    // A continuation that belongs to no message is passed over (§11.2.5.4).
    if (transfer?.channel !== packet.channel) return;
    if (packet.sequence !== transfer.nextSequence) {
      this.#endTransfer();
      this.#error(packet.channel, 'invalid-sequence');
      return;
    }
    transfer.nextSequence++;
    this.#take(transfer, packet);
  }

  #take(transfer: Transfer, packet: CtapPacket): void {
    clearTimeout(transfer.timer);
    const message = transfer.assembly.push(packet);
    if (message) {
      this.#endTransfer();
      this.#serve(message);
      return;
    }
    transfer.timer = setTimeout(() => {
      this.#endTransfer();
      this.#error(transfer.channel, 'message-timeout');
    }, this.#packetGapMs);
  }

  #init({ channel, messageBytes, data }: Extract<CtapPacket, { readonly kind: 'first' }>): void {
    if (messageBytes !== NONCE_BYTES) {
      this.#error(channel, 'invalid-length');
      return;
    }
    // On its own channel INIT takes back whatever that channel had begun.
    if (this.#transfer?.channel === channel) this.#endTransfer();
    if (this.#work?.channel === channel) this.#endWork();
    const answer = encodeInitAnswer(data.slice(0, NONCE_BYTES), {
      channel: channel === BROADCAST_CHANNEL ? this.#allocate() : channel,
      framingVersion: CTAPHID_VERSION,
      deviceVersion: [1, 0, 0],
      capabilities: this.#capabilities,
    });
    this.#send({ channel, command: CTAP_COMMANDS.init, data: answer });
  }

  #allocate(): number {
    // Never 0 and never the broadcast channel: it counts up from 1 and would need a century.
    this.#lastChannel++;
    this.#channels.push(this.#lastChannel);
    if (this.#channels.length > CHANNELS_MAX) this.#channels.shift();
    return this.#lastChannel;
  }

  #serve(message: CtapMessage): void {
    const { channel, command, data } = message;
    const canWink = (this.#capabilities & CAPABILITY_WINK) !== 0;
    if (command === CTAP_COMMANDS.ping) this.#send(message);
    else if (command === CTAP_COMMANDS.wink && canWink) this.#send(message);
    else if (command === CTAP_COMMANDS.lock && this.#hasLocks) this.#serveLock(message);
    else if (command === CTAP_COMMANDS.message) this.#serveApdu(channel, data);
    else this.#error(channel, 'invalid-command');
  }

  #serveLock({ channel, data }: CtapMessage): void {
    const seconds = data[0];
    if (data.length !== 1 || seconds === undefined) this.#error(channel, 'invalid-length');
    else if (seconds > LOCK_SECONDS_MAX) this.#error(channel, 'invalid-parameter');
    else {
      this.#unlock();
      if (seconds > 0) {
        const timer = setTimeout(() => this.#unlock(), seconds * 1_000);
        this.#lock = { channel, timer };
      }
      this.#send({ channel, command: CTAP_COMMANDS.lock, data: new Uint8Array(0) });
    }
  }

  #serveApdu(channel: number, command: Uint8Array): void {
    const fault = this.#faults.shift();
    if (fault?.kind === 'stall') return;
    if (fault?.kind === 'error') {
      this.#error(channel, fault.error);
      return;
    }
    if (fault?.kind === 'restart') {
      this.#channels.length = 0;
      this.#error(channel, 'invalid-channel');
      return;
    }
    if (fault?.kind === 'unplug' && fault.when === 'before') {
      this.#host?.unplug();
      return;
    }
    const isSilent = fault?.kind === 'slow' && !fault.keepalive;
    const work: Work = {
      channel,
      keepalive: isSilent
        ? undefined
        : setInterval(() => this.#keepalive(channel), this.#keepaliveMs),
    };
    this.#work = work;
    if (fault?.kind === 'never-ready') return;
    void this.#answer(work, command, fault);
  }

  async #answer(work: Work, command: Uint8Array, fault: CtapFault | undefined): Promise<void> {
    const turn = this.#cardTurn.then(async () => {
      if (fault?.kind === 'slow') await sleep(fault.delayMs);
      return this.#card?.transport.transmit(command);
    });
    this.#cardTurn = turn.catch(() => undefined);
    const response = await turn.catch(() => undefined);
    // INIT, CANCEL or the cable came first: nobody waits for this answer.
    if (this.#work !== work) return;
    this.#endWork();
    const { channel } = work;
    if (!response || response.length > CTAP_MESSAGE_BYTES_MAX) {
      this.#error(channel, 'other');
      return;
    }
    const message = { channel, command: CTAP_COMMANDS.message, data: response };
    const packets = spoiltPackets(message, fault);
    for (const [index, packet] of packets.entries()) {
      if (fault?.kind === 'unplug' && index > 0) this.#host?.unplug();
      this.#host?.input(0, packet);
    }
    if (fault?.kind === 'unplug') this.#host?.unplug();
  }

  #keepalive(channel: number): void {
    const data = Uint8Array.of(KEEPALIVE_STATUSES.processing);
    this.#send({ channel, command: CTAP_COMMANDS.keepalive, data });
  }

  #error(channel: number, error: CtapErrorName): void {
    this.#send({ channel, command: CTAP_COMMANDS.error, data: Uint8Array.of(CTAP_ERRORS[error]) });
  }

  #send(message: CtapMessage): void {
    for (const packet of spoiltPackets(message, undefined)) this.#host?.input(0, packet);
  }

  #endTransfer(): void {
    clearTimeout(this.#transfer?.timer);
    this.#transfer = undefined;
  }

  #endWork(): void {
    clearInterval(this.#work?.keepalive);
    this.#work = undefined;
  }

  #unlock(): void {
    clearTimeout(this.#lock?.timer);
    this.#lock = undefined;
  }
}
