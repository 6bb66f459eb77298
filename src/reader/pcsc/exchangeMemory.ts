import { RESPONSE_BYTES_MAX } from '../limits.ts';

/** DWORDs as the system lays them out: 8 bytes each on 64-bit Linux, 4 elsewhere. */
type Dwords = BigUint64Array | Uint32Array;

/**
 * The memory that SCardTransmit writes to, made once a handle: an exchange is the call that is made most,
 * and allocates nothing but its answer. One exchange at a time may use it.
 */
export class ExchangeMemory {
  /** SCARD_IO_REQUEST: the protocol, and the bytes of the structure itself. */
  readonly request: Dwords;
  /** In: the bytes that `received` holds. Out: the bytes of the response. */
  readonly length: Dwords;
  readonly received = new Uint8Array(RESPONSE_BYTES_MAX);

  constructor(dwordBytes: number) {
    this.request = dwords(dwordBytes, [0, 2 * dwordBytes]);
    this.length = dwords(dwordBytes, [RESPONSE_BYTES_MAX]);
  }

  /** The protocol that the handle speaks, as SCardConnect answered it. */
  set protocol(protocol: number) {
    setDword(this.request, protocol);
  }

  /** Before every exchange. */
  begin(): void {
    setDword(this.length, RESPONSE_BYTES_MAX);
  }

  /** After an exchange that succeeded: its response, in an array of its own. */
  get response(): Uint8Array {
    return this.received.slice(0, Number(this.length[0]));
  }
}

function dwords(dwordBytes: number, values: readonly number[]): Dwords {
  return dwordBytes === 8 ? BigUint64Array.from(values, BigInt) : Uint32Array.from(values);
}

function setDword(words: Dwords, value: number): void {
  if (words instanceof BigUint64Array) words[0] = BigInt(value);
  else words[0] = value;
}
