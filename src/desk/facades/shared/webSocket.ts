/**
 * The server's side of a WebSocket (RFC 6455) for messages of text: handshake, frames, ping, close. The
 * service looked at host, origin and token before.
 */

import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { decodeUtf8 } from '../../guard/json.ts';
import { Gathered } from './gathered.ts';

/** RFC 6455 §1.3. */
const HANDSHAKE = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const CONTINUATION = 0x0;
const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;
/** §5.2: what every frame begins with. */
const HEAD_BYTES = 2;
/** §5.5: control frames are short and whole. */
const CONTROL_BYTES_MAX = 125;
/** Milliseconds that the other side has to close after us. */
const CLOSE_MS_MAX = 2_000;

/** §7.4.1. */
export const CLOSE_CODES = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  notText: 1003,
  malformedText: 1007,
  refused: 1008,
  tooLarge: 1009,
} as const;

export interface TextSocket {
  send(text: string): void;
  close(code: number): void;
  readonly isOpen: boolean;
}

export interface TextSocketOptions {
  readonly messageBytesMax: number;
  /** Milliseconds between two pings; two without any answer end the connection. */
  readonly pulseMs: number;
  onText(text: string): void;
  onEnd(): void;
}

/** Answers the handshake and takes the connection over; undefined for what is no handshake. */
export function acceptTextSocket(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  options: TextSocketOptions,
): TextSocket | undefined {
  const key = request.headers['sec-websocket-key'];
  const isHandshake =
    request.headers.upgrade?.toLowerCase() === 'websocket' &&
    request.headers['sec-websocket-version'] === '13' &&
    typeof key === 'string' &&
    /^[A-Za-z0-9+/]{22}==$/.test(key);
  if (!isHandshake) {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return undefined;
  }
  const accept = createHash('sha1').update(`${key}${HANDSHAKE}`).digest('base64');
  const protocol = /(?:^|,)\s*(onecard\.token\.[A-Za-z0-9_-]{1,100})\s*(?:,|$)/.exec(
    request.headers['sec-websocket-protocol'] ?? '',
  )?.[1];
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    // A browser that named protocols expects one of them.
    ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return new Connection(socket, head, options);
}

class Connection implements TextSocket {
  readonly #socket: Duplex;
  readonly #options: TextSocketOptions;
  readonly #pulse: NodeJS.Timeout;
  /** What came and is in no whole frame yet. */
  readonly #arrived = new Gathered();
  readonly #message = new Gathered();
  #isInMessage = false;
  #isClosing = false;
  #isEnded = false;
  #silentPulses = 0;

  constructor(socket: Duplex, head: Buffer, options: TextSocketOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#arrived.add(head);
    this.#pulse = setInterval(() => this.#ping(), options.pulseMs).unref();
    socket.on('data', (part: Buffer) => this.#take(part));
    socket.on('error', () => this.#end());
    socket.on('close', () => this.#end());
    socket.on('end', () => this.#end());
    // What came with the handshake, once the caller holds this object.
    if (head.length > 0) queueMicrotask(() => this.#take(Buffer.alloc(0)));
  }

  get isOpen(): boolean {
    return !this.#isClosing && !this.#isEnded;
  }

  send(text: string): void {
    if (this.isOpen) this.#write(TEXT, Buffer.from(text, 'utf8'));
  }

  close(code: number): void {
    if (!this.isOpen) return;
    this.#isClosing = true;
    this.#write(CLOSE, Buffer.from([code >> 8, code & 0xff]));
    this.#socket.end();
    setTimeout(() => this.#end(), CLOSE_MS_MAX).unref();
  }

  #ping(): void {
    if (++this.#silentPulses > 2) this.#end();
    else if (this.isOpen) this.#write(PING, Buffer.alloc(0));
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearInterval(this.#pulse);
    this.#socket.destroy();
    this.#options.onEnd();
  }

  #take(part: Buffer): void {
    if (!this.isOpen) return;
    this.#silentPulses = 0;
    this.#arrived.add(part);
    const { bytes } = this.#arrived;
    let taken = 0;
    // Every round takes one frame.
    while (this.isOpen) {
      const frameBytes = this.#takeFrame(bytes.subarray(taken));
      if (frameBytes === 0) break;
      taken += frameBytes;
    }
    if (taken > 0) this.#arrived.drop(taken);
  }

  /** @returns bytes of the frame that `bytes` begin with; 0 where it is not whole */
  #takeFrame(bytes: Buffer): number {
    if (bytes.length < HEAD_BYTES) return 0;
    const [first, second] = [bytes[0]!, bytes[1]!];
    const opcode = first & 0x0f;
    const isLast = (first & 0x80) !== 0;
    const short = second & 0x7f;
    // §5.1: what a client sends is masked; §5.2: reserved bits are for extensions, and there are none.
    if ((second & 0x80) === 0 || (first & 0x70) !== 0) return this.#refuse('protocolError');
    const isControl = opcode >= CLOSE;
    if (isControl && (!isLast || short > CONTROL_BYTES_MAX)) return this.#refuse('protocolError');
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    const lengthEnd = HEAD_BYTES + lengthBytes;
    if (bytes.length < lengthEnd) return 0;
    const length =
      short === 126
        ? bytes.readUInt16BE(2)
        : short === 127
          ? Number(bytes.readBigUInt64BE(2))
          : short;
    // Before any of it is waited for.
    if (this.#message.length + length > this.#options.messageBytesMax)
      return this.#refuse('tooLarge');
    const start = lengthEnd + 4;
    if (bytes.length < start + length) return 0;
    const mask = bytes.subarray(start - 4, start);
    const payload = Buffer.from(bytes.subarray(start, start + length));
    for (let index = 0; index < payload.length; index++) payload[index]! ^= mask[index & 3]!;
    this.#takePayload(opcode, isLast, payload);
    return start + length;
  }

  #takePayload(opcode: number, isLast: boolean, payload: Buffer): void {
    switch (opcode) {
      case CLOSE:
        this.close(CLOSE_CODES.normal);
        break;
      case PING:
        this.#write(PONG, payload);
        break;
      case PONG:
        break;
      case TEXT:
      case CONTINUATION:
        // A message begins with its type, and nothing begins inside another.
        if ((opcode === TEXT) === this.#isInMessage) this.#refuse('protocolError');
        else this.#takeText(isLast, payload);
        break;
      default:
        this.#refuse('notText');
    }
  }

  #takeText(isLast: boolean, payload: Buffer): void {
    this.#isInMessage = !isLast;
    this.#message.add(payload);
    if (!isLast) return;
    let text: string;
    try {
      text = decodeUtf8(this.#message.bytes);
    } catch {
      this.#refuse('malformedText');
      return;
    }
    this.#message.drop(this.#message.length);
    this.#options.onText(text);
  }

  #refuse(why: keyof typeof CLOSE_CODES): 0 {
    this.close(CLOSE_CODES[why]);
    return 0;
  }

  #write(opcode: number, payload: Buffer): void {
    const length = payload.length;
    const head =
      length < 126
        ? Buffer.from([0x80 | opcode, length])
        : length < 0x1_0000
          ? Buffer.from([0x80 | opcode, 126, length >> 8, length & 0xff])
          : Buffer.from([0x80 | opcode, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
    if (length >= 0x1_0000) head.writeBigUInt64BE(BigInt(length), 2);
    this.#socket.write(Buffer.concat([head, payload]));
  }
}
