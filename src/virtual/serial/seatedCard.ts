/**
 * A card in the contacts of a virtual reader: takes blocks or TPDUs, runs whole commands on the transport
 * behind it, and asks for time when they take long.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { type Atr, type CardTransport, parseAtr } from '../../card/index.ts';
import { parsePps } from '../../reader/serial/pps.ts';
import { T0Card, type T0CardStep } from '../../reader/t0/index.ts';
import { T1Card, type T1CardStep } from '../../reader/t1/index.ts';
import type { SerialFaults } from './faults.ts';

/** A command that takes longer than this makes the card ask for more time. */
const PATIENCE_MS = 400;
/** Multiplier of the waiting time that it asks for then. */
const WTX_MULTIPLIER = 2;
/** Block size to which the fault `ifs` shrinks. */
const SHRUNK_IFSC = 16;

export interface VirtualSerialCard {
  /** Whole command APDUs go here. */
  readonly transport: CardTransport;
  /** What it answers a reset with; it also says which protocol is spoken. */
  readonly atr: Uint8Array;
  /** T=0: Ne that commands with data are given; 256 when absent. */
  readonly ne?: number;
  /** The contacts get power or a reset. */
  readonly powerUp?: () => void;
  /** The contacts lose power, or the card is pulled. */
  readonly powerDown?: () => void;
}

/** What the contacts carry back; `mute` when the card is silent. */
export type ContactAnswer = Uint8Array | 'mute';

/** Runs while a command takes long and nothing may be said in a block: T=0 asks by a byte. */
export type TimeRequest = () => Promise<void>;

type Engine =
  | { readonly protocol: 0; readonly machine: T0Card }
  | { readonly protocol: 1; readonly machine: T1Card };

export class SeatedCard {
  readonly atr: Atr;
  readonly #card: VirtualSerialCard;
  readonly #faults: SerialFaults;
  #engine: Engine;
  /** Only the first thing after a reset may be a PPS. */
  #mayTakePps = true;
  #running: Promise<Uint8Array> | undefined;
  /** The transport has failed: until the next reset the card is silent. */
  #isSilent = false;
  /** The transport behind takes one command at a time, also when the reader gave one up. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(card: VirtualSerialCard, faults: SerialFaults) {
    this.#card = card;
    this.#faults = faults;
    this.atr = parseAtr(card.atr);
    this.#engine = this.#engineOf(this.atr.protocols[0]!);
  }

  /** Protocol in use, 0 or 1. */
  get protocol(): 0 | 1 {
    return this.#engine.protocol;
  }

  reset(): Uint8Array {
    this.#engine = this.#engineOf(this.atr.protocols[0]!);
    this.#mayTakePps = this.atr.specificMode === undefined;
    this.#running = undefined;
    this.#isSilent = false;
    this.#card.powerUp?.();
    return this.atr.bytes;
  }

  powerOff(): void {
    this.#card.powerDown?.();
  }

  /** What the card answers to bytes on its contacts. */
  async receive(bytes: Uint8Array, askForTime: TimeRequest): Promise<ContactAnswer> {
    const mayBePps = this.#mayTakePps && bytes[0] === 0xff;
    this.#mayTakePps = false;
    if (mayBePps) return this.#takePps(bytes);
    if (this.#isSilent) return 'mute';
    const engine = this.#engine;
    const answer =
      engine.protocol === 0
        ? await this.#overT0(engine.machine, bytes, askForTime)
        : await this.#overT1(engine.machine, bytes);
    return this.#isSilent ? 'mute' : answer;
  }

  /** §9.3: agrees to what it offered by repeating it, and stays silent otherwise. */
  #takePps(bytes: Uint8Array): ContactAnswer {
    try {
      const { protocol, fiDi } = parsePps(bytes);
      if (!this.atr.protocols.includes(protocol)) return 'mute';
      if (fiDi !== undefined && fiDi !== this.atr.fiDi) return 'mute';
      this.#engine = this.#engineOf(protocol);
      return bytes.slice();
    } catch {
      return 'mute';
    }
  }

  async #overT0(machine: T0Card, tpdu: Uint8Array, ask: TimeRequest): Promise<ContactAnswer> {
    if (this.#faults.occurs('time-byte')) await ask();
    const step = machine.received(tpdu);
    if (step.type === 'answer') return step.answer;
    const running = this.#run(step.command);
    let response = await soon(running);
    // The transport behind ends every command or rejects; the reader may cut the card off before.
    while (response === undefined) {
      await ask();
      response = await soon(running);
    }
    const answer: T0CardStep = machine.respond(response);
    return answer.type === 'answer' ? answer.answer : 'mute';
  }

  async #overT1(machine: T1Card, block: Uint8Array): Promise<ContactAnswer> {
    const answer = blockOf(await this.#stepT1(machine, machine.received(block)));
    if (answer === 'mute' || !this.#faults.occurs('bad-block')) return answer;
    answer[answer.length - 1]! ^= 0xff;
    return answer;
  }

  async #stepT1(machine: T1Card, step: T1CardStep): Promise<T1CardStep> {
    if (step.type === 'dropped') this.#running = undefined;
    if (step.type === 'command') {
      this.#running = this.#run(step.command);
      if (this.#faults.occurs('wtx')) return machine.requestTime(WTX_MULTIPLIER);
      if (this.#faults.occurs('ifs')) return machine.requestIfsc(SHRUNK_IFSC);
      if (this.#faults.occurs('abort')) {
        this.#running = undefined;
        return machine.requestAbort();
      }
    } else if (step.type !== 'granted') {
      return step;
    }
    const response = await soon(this.#running ?? Promise.resolve(new Uint8Array(0)));
    if (response === undefined) return machine.requestTime(WTX_MULTIPLIER);
    this.#running = undefined;
    return machine.respond(response);
  }

  /** A transport that fails is a card without power: what is answered here is not sent. */
  #run(command: Uint8Array): Promise<Uint8Array> {
    const answered = this.#last
      .then(() => this.#card.transport.transmit(command))
      .catch(() => {
        this.#isSilent = true;
        return Uint8Array.of(0x6f, 0x00);
      });
    this.#last = answered;
    return answered;
  }

  #engineOf(protocol: number): Engine {
    if (protocol === 0) {
      const { ne } = this.#card;
      return { protocol: 0, machine: new T0Card(ne === undefined ? {} : { ne }) };
    }
    if (protocol !== 1) throw new RangeError('a virtual card speaks T=0 or T=1');
    const { ifsc, edc } = this.atr.t1;
    return { protocol: 1, machine: new T1Card({ ifsc, edc }) };
  }
}

function blockOf(step: T1CardStep): ContactAnswer {
  return step.type === 'send' || step.type === 'dropped' ? step.block.slice() : 'mute';
}

/** The response if it is there within the card's patience. */
async function soon(running: Promise<Uint8Array>): Promise<Uint8Array | undefined> {
  const ends = new AbortController();
  try {
    return await Promise.race([
      running,
      sleep(PATIENCE_MS, undefined, { signal: ends.signal }).catch(() => undefined),
    ]);
  } finally {
    ends.abort();
  }
}
