import { setTimeout as sleep } from 'node:timers/promises';
import { equalBytes, fromHex } from '../../bytes.ts';
import {
  commandOf,
  encodeFragments,
  encodeMessage,
  FragmentAssembly,
  type HidProfile,
  type MessageField,
  type MessageParts,
  PROFILE_COMMANDS,
  type ProfileCommand,
  type ProfileCommandName,
  type ProfileSlot,
  parseMessage,
  type StatusMeaning,
} from '../../reader/hid/index.ts';
import type {
  VirtualHidDevice,
  VirtualHidHost,
  VirtualHidIdentity,
  VirtualReaderCard,
} from './device.ts';
import { reportDescriptor } from './reportDescriptor.ts';
import { spoiltMessage, spoiltReports, type VendorFault } from './vendorFaults.ts';

export interface VirtualVendorReaderOptions {
  readonly profile: HidProfile;
  /** Cards by the index of their slot. */
  readonly cards?: Readonly<Record<number, VirtualReaderCard>>;
  readonly identity?: Partial<VirtualHidIdentity>;
}

/** Faults that may wait for their APDU: a test plans a handful. */
const FAULTS_MAX = 1_000;

/** Status of a request that the reader cannot make out; profiles list none of that value. */
const REFUSED = 0xfe;

interface Request {
  readonly slot: ProfileSlot;
  readonly name: ProfileCommandName;
  readonly command: ProfileCommand;
  /** The body without the command's prefix. */
  readonly data: Uint8Array;
}

/** A card reader that speaks a vendor profile, as a program: slots, power, cards, and faults. */
export class VirtualVendorReader implements VirtualHidDevice {
  readonly identity: VirtualHidIdentity;
  readonly reportDescriptor: Uint8Array;
  readonly #profile: HidProfile;
  readonly #cards = new Map<number, VirtualReaderCard>();
  readonly #powered = new Set<number>();
  readonly #faults: VendorFault[] = [];
  #host: VirtualHidHost | undefined;
  #request: FragmentAssembly;
  /** Reports of the reply that the host has not fetched or acknowledged yet. */
  #outgoing: Uint8Array[] = [];
  #isWorking = false;
  #waitingForReply: (() => void)[] = [];

  constructor({ profile, cards = {}, identity }: VirtualVendorReaderOptions) {
    this.#profile = profile;
    this.#request = new FragmentAssembly(profile);
    for (const [slot, card] of Object.entries(cards)) this.#cards.set(Number(slot), card);
    const { vendorId, productId, usagePage = 0xff00 } = profile.devices[0]!;
    this.identity = {
      vendorId,
      productId,
      product: profile.name,
      serialNumber: '',
      usagePage,
      usage: 1,
      ...identity,
    };
    const forms = [profile.send, profile.receive].map(({ via, ...form }) => ({
      ...form,
      kind: via,
    }));
    const isOneReport =
      forms[0]!.kind === forms[1]!.kind && forms[0]!.reportId === forms[1]!.reportId;
    this.reportDescriptor = reportDescriptor(this.identity, isOneReport ? forms.slice(1) : forms);
  }

  /** Puts a card into a slot, without power. */
  insert(slot: number, card: VirtualReaderCard): void {
    this.remove(slot);
    this.#cards.set(slot, card);
  }

  /** Pulls the card out of a slot. */
  remove(slot: number): void {
    this.#powerDown(slot);
    this.#cards.delete(slot);
  }

  /** What goes wrong with the next APDU, or with the one after those already planned. */
  plan(fault: VendorFault): void {
    if (this.#faults.length >= FAULTS_MAX)
      throw new RangeError(`at most ${FAULTS_MAX} faults wait`);
    this.#faults.push(fault);
  }

  attach(host: VirtualHidHost): void {
    this.#host = host;
  }

  detach(): void {
    this.#host = undefined;
    for (const slot of this.#cards.keys()) this.#powerDown(slot);
    this.#reset();
  }

  output(reportId: number, data: Uint8Array): void {
    const { send, acknowledge } = this.#profile;
    if (send.via !== 'output' || reportId !== send.reportId) return;
    if (acknowledge !== undefined && data[0] === acknowledge) this.#sendNext();
    else this.#take(data);
  }

  async setFeature(reportId: number, data: Uint8Array): Promise<boolean> {
    const { send } = this.#profile;
    if (send.via !== 'feature' || reportId !== send.reportId || this.#isWorking) return false;
    if (this.#faults[0]?.kind === 'input-output-error') {
      this.#faults.shift();
      return false;
    }
    this.#take(data);
    return true;
  }

  async getFeature(reportId: number): Promise<Uint8Array | undefined> {
    const { receive, pending, fill } = this.#profile;
    if (receive.via !== 'feature' || reportId !== receive.reportId) return undefined;
    if (pending === undefined && this.#outgoing.length === 0 && this.#isWorking) {
      await new Promise<void>((resolve) => {
        this.#waitingForReply.push(resolve);
      });
    }
    const report = this.#outgoing.shift();
    if (report || pending === undefined) return report;
    return new Uint8Array(receive.bytes).fill(fill).with(0, pending);
  }

  #take(report: Uint8Array): void {
    if (this.#isWorking) return;
    const { send, acknowledge } = this.#profile;
    this.#outgoing = [];
    try {
      const message = this.#request.push(report, send.bytes);
      if (message) {
        this.#request = new FragmentAssembly(this.#profile);
        void this.#serve(message);
      } else if (acknowledge !== undefined) {
        this.#input(this.#acknowledgement(acknowledge));
      }
    } catch {
      this.#request = new FragmentAssembly(this.#profile);
      this.#reply(this.#profile.reply, { status: REFUSED });
    }
  }

  async #serve(message: Uint8Array): Promise<void> {
    this.#isWorking = true;
    const request = this.#understand(message);
    if (!request) this.#reply(this.#profile.reply, { status: REFUSED });
    else if (request.name === 'apdu') await this.#serveApdu(request);
    else this.#serveSlot(request);
    this.#isWorking = false;
    for (const resolve of this.#waitingForReply.splice(0)) resolve();
  }

  /** Undefined for a request that breaks the framing or names no slot and command of the profile. */
  #understand(message: Uint8Array): Request | undefined {
    const profile = this.#profile;
    let parts: MessageParts;
    try {
      const fillBytesMax = profile.fragment.some(({ field }) => field === 'count')
        ? 0
        : profile.send.bytes;
      parts = parseMessage(profile.request, message, { framing: profile.id, fillBytesMax });
    } catch {
      return undefined;
    }
    const none = new Uint8Array(0);
    for (const slot of profile.slots) {
      if (!equalBytes(slot.code, parts.slot ?? none)) continue;
      for (const name of PROFILE_COMMANDS) {
        const command = commandOf(profile, slot, name);
        if (!command || !equalBytes(command.code, parts.command ?? none)) continue;
        const { prefix } = command;
        if (!equalBytes(parts.body.slice(0, prefix.length), prefix)) continue;
        return { slot, name, command, data: parts.body.slice(prefix.length) };
      }
    }
    return undefined;
  }

  #serveSlot({ slot, name, command }: Request): void {
    const card = this.#cards.get(slot.index);
    if (name === 'powerOff') this.#powerDown(slot.index);
    if (name === 'powerOn') this.#powerUp(slot.index);
    const meaning = this.#slotMeaning(name, slot.index);
    const gives = name === 'powerOn' && meaning === 'ok' && slot.atr === 'reply';
    const body = gives ? card!.atr : new Uint8Array(0);
    this.#reply(command.reply ?? this.#profile.reply, { command, slot, meaning, body });
  }

  #powerUp(slot: number): void {
    const card = this.#cards.get(slot);
    if (!card || card.isMute) return;
    card.powerUp?.();
    this.#powered.add(slot);
  }

  #powerDown(slot: number): void {
    if (this.#powered.delete(slot)) this.#cards.get(slot)?.powerDown?.();
  }

  #slotMeaning(name: ProfileCommandName, index: number): StatusMeaning {
    if (name === 'powerOff' || this.#powered.has(index)) return 'ok';
    if (!this.#cards.has(index)) return 'card-absent';
    return name === 'powerOn' ? 'card-mute' : 'card-unpowered';
  }

  async #serveApdu({ slot, command, data }: Request): Promise<void> {
    const fault = this.#faults.shift();
    if (fault?.kind === 'unplug' && fault.when === 'before') this.#host?.unplug();
    if (fault?.kind === 'stall' || !this.#host) return;
    const fields = command.reply ?? this.#profile.reply;
    if (fault?.kind === 'slow') await sleep(fault.delayMs);
    const card = this.#cards.get(slot.index);
    if (!card || !this.#powered.has(slot.index)) {
      this.#reply(fields, { command, slot, meaning: card ? 'card-unpowered' : 'card-absent' });
      return;
    }
    if (fault?.kind === 'status') {
      this.#reply(fields, { command, slot, status: fromHex(fault.statusHex) });
      return;
    }
    const body = await card.transport.transmit(data).catch(() => undefined);
    const meaning = body ? 'ok' : 'card-mute';
    this.#reply(fields, { command, slot, meaning, ...(body && { body }) }, fault);
    if (fault?.kind === 'unplug') this.#host?.unplug();
  }

  #reply(
    fields: readonly MessageField[],
    reply: {
      readonly command?: ProfileCommand;
      readonly slot?: ProfileSlot;
      readonly meaning?: StatusMeaning;
      readonly status?: Uint8Array | number;
      readonly body?: Uint8Array;
    },
    fault?: VendorFault,
  ): void {
    const profile = this.#profile;
    const parts: { command?: Uint8Array; slot?: Uint8Array; status?: Uint8Array } = {};
    for (const field of fields) {
      if (field.field === 'command' || field.field === 'slot') {
        parts[field.field] = reply[field.field]?.code ?? new Uint8Array(field.bytes);
      } else if (field.field === 'status') {
        const { status = this.#statusOf(reply.command, reply.meaning) } = reply;
        parts.status =
          typeof status === 'number' ? new Uint8Array(field.bytes).fill(status) : status;
      }
    }
    const message = encodeMessage(fields, { ...parts, body: reply.body ?? new Uint8Array(0) });
    const reports = encodeFragments(profile, spoiltMessage(message, fault), profile.receive.bytes);
    this.#outgoing = [...spoiltReports(reports, fault)];
    if (profile.receive.via !== 'input') return;
    this.#sendNext();
    // Without acknowledgements the rest follows at once.
    while (profile.acknowledge === undefined && this.#outgoing.length > 0) this.#sendNext();
  }

  /** The status for a meaning; a command that has one failure for all gives that. */
  #statusOf(
    command: ProfileCommand | undefined,
    meaning: StatusMeaning | undefined,
  ): Uint8Array | number {
    const own = [...(command?.statuses ?? [])];
    const found =
      [...own, ...this.#profile.statuses].find(([, candidate]) => candidate === meaning) ??
      own.find(([, candidate]) => candidate !== 'ok');
    return found ? fromHex(found[0]) : REFUSED;
  }

  #acknowledgement(byte: number): Uint8Array {
    const { receive, fill } = this.#profile;
    return new Uint8Array(receive.bytes).fill(fill).with(0, byte);
  }

  #sendNext(): void {
    const report = this.#outgoing.shift();
    if (report) this.#input(report);
  }

  #input(report: Uint8Array): void {
    this.#host?.input(this.#profile.receive.reportId, report);
  }

  #reset(): void {
    this.#request = new FragmentAssembly(this.#profile);
    this.#outgoing = [];
  }
}
