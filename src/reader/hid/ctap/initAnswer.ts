import { concat, equalBytes, uintBytes } from '../../../bytes.ts';
import { BROADCAST_CHANNEL, CTAPHID_VERSION, NO_CHANNEL, NONCE_BYTES } from './codes.ts';
import { brokenFrame } from './packet.ts';

/**
 * What a device answers to INIT, CTAP 2.1 §11.2.9.1.3:
 *
 * ```
 * nonce(8) | CID(4) | framing version | major | minor | build | capabilities
 * ```
 */
export interface CtapInitAnswer {
  readonly channel: number;
  readonly framingVersion: number;
  /** Major, minor and build of the device. */
  readonly deviceVersion: readonly [number, number, number];
  /** Bits `CAPABILITY_…`. */
  readonly capabilities: number;
}

const INIT_ANSWER_BYTES = NONCE_BYTES + 9;

export function encodeInitAnswer(nonce: Uint8Array, answer: CtapInitAnswer): Uint8Array {
  const { channel, framingVersion, deviceVersion, capabilities } = answer;
  const tail = Uint8Array.of(framingVersion, ...deviceVersion, capabilities);
  return concat([nonce, uintBytes(channel, 4), tail]);
}

/**
 * The answer to this host's own INIT, undefined when the nonce is another host's. Bytes after the
 * known ones are allowed: the standard says that later versions add some.
 * @throws OneCardError `reader.hid-frame`.
 */
export function parseInitAnswer(data: Uint8Array, nonce: Uint8Array): CtapInitAnswer | undefined {
  if (data.length < INIT_ANSWER_BYTES) {
    throw brokenFrame('init-answer-length', { answerBytes: data.length });
  }
  if (!equalBytes(data.slice(0, NONCE_BYTES), nonce)) return undefined;
  const channel = new DataView(data.buffer, data.byteOffset).getUint32(NONCE_BYTES);
  if (channel === NO_CHANNEL || channel === BROADCAST_CHANNEL) throw brokenFrame('init-channel');
  const [framingVersion, major, minor, build, capabilities] = data.subarray(NONCE_BYTES + 4);
  if (framingVersion !== CTAPHID_VERSION) {
    throw brokenFrame('framing-version', { version: framingVersion! });
  }
  return {
    channel,
    framingVersion,
    deviceVersion: [major!, minor!, build!],
    capabilities: capabilities!,
  };
}
