/** Command APDUs to the powered card in a slot of a serial reader, over T=1 or T=0. */

import type { Atr } from '../../card/index.ts';
import { type ErrorCode, OneCardError } from '../../errors/index.ts';
import { CCID_ERROR_MUTE, CCID_ERROR_PARITY } from '../ccid/errorTable.ts';
import type { CcidResponse } from '../ccid/message.ts';
import { encodeParameters, parametersOf } from '../ccid/parameters.ts';
import { T0Host } from '../t0/host.ts';
import { T1Host, type T1HostStep } from '../t1/host.ts';
import {
  type ActivationPlan,
  type ActivationWish,
  answerTimeMs,
  type CardProtocolNumber,
  planActivation,
} from './activation.ts';
import { lineFailure, type SerialDevice } from './device.ts';
import { ANSWER_MARGIN_MS, COMMAND_DEADLINE_MS } from './limits.ts';
import { IFSD } from './models.ts';
import { agreedFiDi, encodePps } from './pps.ts';

/** What a block that was sent to the card came back as. */
type BlockResult =
  | { readonly outcome: 'block'; readonly data: Uint8Array }
  /** Damaged on the way, or not there; the card is still in. */
  | { readonly outcome: 'lost'; readonly fault: 'edc' | 'other' };

export class CardLink {
  readonly atr: Atr;
  readonly protocol: CardProtocolNumber;
  readonly #device: SerialDevice;
  readonly #slot: number;
  readonly #t1: T1Host | undefined;
  readonly #answerMs: number;
  readonly #removalsBefore: number;

  private constructor(
    device: SerialDevice,
    slot: number,
    atr: Atr,
    { protocol, fiDi }: { protocol: CardProtocolNumber; fiDi: number },
    removalsBefore: number,
  ) {
    this.#device = device;
    this.#slot = slot;
    this.atr = atr;
    this.protocol = protocol;
    this.#t1 = protocol === 1 ? new T1Host({ ifsc: atr.t1.ifsc, edc: atr.t1.edc }) : undefined;
    this.#answerMs = answerTimeMs(atr, protocol, fiDi, device.model) + ANSWER_MARGIN_MS;
    this.#removalsBefore = removalsBefore;
  }

  /**
   * Settles protocol, speed and block size with a card that was just powered up.
   * @param parse turns the answer to reset of each power-up into its parts
   */
  static async activate(
    device: SerialDevice,
    slot: number,
    powerOn: () => Promise<Atr>,
    wish: ActivationWish,
  ): Promise<CardLink> {
    const removalsBefore = device.removalsOf(slot);
    let atr = await powerOn();
    let plan = planActivation(atr, device.model, wish);
    let fiDi: number;
    try {
      fiDi = await selectParameters(device, slot, plan);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // §9.2: after a PPS that failed the card needs a reset; then it is spoken to as it answers.
      atr = await powerOn();
      plan = planActivation(atr, device.model, { ...wish, isSlow: true });
      fiDi = await selectParameters(device, slot, plan);
    }
    await setParameters(device, slot, atr, plan.protocol, fiDi);
    const link = new CardLink(device, slot, atr, { ...plan, fiDi }, removalsBefore);
    if (link.#t1) await link.#negotiate(link.#t1);
    return link;
  }

  /** Whether the reader has said since the power-up that the card came out. */
  get wasRemoved(): boolean {
    return this.#device.removalsOf(this.#slot) !== this.#removalsBefore;
  }

  /**
   * One command APDU out, one response APDU in.
   * @param until point in time (`performance.now()`) that no waiting time extension goes beyond
   */
  async transmit(command: Uint8Array, until: number): Promise<Uint8Array> {
    const response = this.#t1
      ? await this.#overT1(this.#t1, this.#t1.transmit(command), until)
      : await this.#overT0(command, until);
    if (response.length >= 2) return response;
    throw this.#failure('reader.transmit-failed', { rule: 'no-status-word' });
  }

  async #negotiate(t1: T1Host): Promise<void> {
    const until = performance.now() + 4 * this.#answerMs;
    await this.#overT1(t1, t1.negotiateIfsd(IFSD), until);
  }

  /** The machine bounds its own attempts, resynchronisations and requests of the card; see its limits. */
  async #overT1(t1: T1Host, first: T1HostStep, until: number): Promise<Uint8Array> {
    let step = first;
    while (step.type === 'send') {
      const result = await this.#send(step.block, step.waitMultiplier, until);
      step = result.outcome === 'block' ? t1.received(result.data) : t1.lost(result.fault);
    }
    if (step.type === 'response') return step.response;
    if (step.type === 'ready') return new Uint8Array(0);
    const codes = {
      'answer-lost': 'reader.transmit-failed',
      aborted: 'reader.exchange-aborted',
      'response-too-long': 'reader.response-too-long',
      dead: 'reader.link-dead',
    } as const satisfies Record<typeof step.reason, ErrorCode>;
    throw this.#failure(codes[step.reason], { rule: step.reason });
  }

  /** A TPDU whose answer is lost is not sent again: nobody knows whether the card carried it out. */
  async #overT0(command: Uint8Array, until: number): Promise<Uint8Array> {
    const t0 = new T0Host();
    let step = t0.transmit(command);
    // At most 258 ENVELOPEs and three rounds of GET RESPONSE.
    while (step.type === 'send') {
      const result = await this.#send(step.tpdu, 1, until);
      if (result.outcome === 'lost') {
        throw this.#failure('reader.transmit-failed', { rule: `t0-${result.fault}` });
      }
      step = t0.received(result.data);
    }
    return step.response;
  }

  async #send(data: Uint8Array, waitMultiplier: number, until: number): Promise<BlockResult> {
    const result = await this.#device.exchange(
      {
        type: 'xfr-block',
        slot: this.#slot,
        specific: [waitMultiplier > 1 ? waitMultiplier : 0, 0, 0],
        data,
      },
      { timeoutMs: this.#answerMs * waitMultiplier, until },
    );
    if (result.outcome === 'damaged') return { outcome: 'lost', fault: 'edc' };
    if (result.outcome === 'silent') {
      if (this.wasRemoved) throw this.#device.failure('reader.card-removed', this.#slot);
      throw lineFailure(result, this.#device.name, 'xfr-block');
    }
    return this.#blockOf(result.response);
  }

  #blockOf(response: CcidResponse): BlockResult {
    if (response.outcome === 'done') return { outcome: 'block', data: response.data };
    if (response.icc === 'absent') throw this.#device.failure('reader.card-removed', this.#slot);
    if (response.error === CCID_ERROR_PARITY) return { outcome: 'lost', fault: 'edc' };
    if (response.error === CCID_ERROR_MUTE) return { outcome: 'lost', fault: 'other' };
    throw this.#device.refusal(this.#slot, response);
  }

  #failure(code: ErrorCode, detail: { readonly rule: string }): OneCardError {
    return new OneCardError(code, { reader: this.#device.name, slot: this.#slot, ...detail });
  }
}

/** @returns Fi and Di that hold from now on */
async function selectParameters(
  device: SerialDevice,
  slot: number,
  { pps, fiDi }: ActivationPlan,
): Promise<number> {
  if (!pps) return fiDi;
  const command = { type: 'xfr-block', slot, data: encodePps(pps) } as const;
  const result = await device.exchange(command, { timeoutMs: COMMAND_DEADLINE_MS });
  if (result.outcome !== 'answered') throw refused(device, result.outcome);
  if (result.response.icc === 'absent') throw device.refusal(slot, result.response);
  if (result.response.outcome !== 'done') throw refused(device, 'no-answer');
  return agreedFiDi(pps, result.response.data);
}

async function setParameters(
  device: SerialDevice,
  slot: number,
  atr: Atr,
  protocol: CardProtocolNumber,
  fiDi: number,
): Promise<void> {
  const data = encodeParameters(parametersOf(atr, protocol, fiDi));
  const result = await device.exchange(
    { type: 'set-parameters', slot, specific: [protocol, 0, 0], data },
    { timeoutMs: COMMAND_DEADLINE_MS, isRepeatable: true },
  );
  if (result.outcome !== 'answered') throw lineFailure(result, device.name, 'set-parameters');
  const { outcome, error } = result.response;
  // 01 to 7F: the reader keeps its own value in that byte, which is its right.
  const isKept = error > 0 && error < 0x80;
  if (outcome !== 'done' && !isKept) throw device.refusal(slot, result.response);
}

function isRefusal(error: unknown): boolean {
  return error instanceof OneCardError && error.code === 'reader.parameters-refused';
}

function refused(device: SerialDevice, rule: string): OneCardError {
  return new OneCardError('reader.parameters-refused', { reader: device.name, rule });
}
