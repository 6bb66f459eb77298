import { OneCardError } from '../../errors/index.ts';
import type { BytePort } from '../../reader/serial/index.ts';

/** Two ends of a line within this process: what one writes the other hears, a turn later. */
export function bytePortPair(): readonly [BytePort, BytePort] {
  const closed = new ClosedOnce();
  const first = new PairedPort(closed);
  const second = new PairedPort(closed);
  first.other = second;
  second.other = first;
  return [first, second];
}

class ClosedOnce {
  readonly #listeners: (() => void)[] = [];
  isClosed = false;

  on(listener: () => void): void {
    if (this.isClosed) listener();
    else this.#listeners.push(listener);
  }

  close(): void {
    this.isClosed = true;
    for (const listener of this.#listeners.splice(0)) listener();
  }
}

class PairedPort implements BytePort {
  readonly #closed: ClosedOnce;
  #listener: (bytes: Uint8Array) => void = () => undefined;
  other: PairedPort | undefined;

  constructor(closed: ClosedOnce) {
    this.#closed = closed;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#closed.isClosed) throw new OneCardError('reader.reader-removed', { port: 'pair' });
    const copy = bytes.slice();
    setImmediate(() => {
      if (!this.#closed.isClosed) this.other?.hear(copy);
    });
  }

  hear(bytes: Uint8Array): void {
    this.#listener(bytes);
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener;
  }

  onClose(listener: () => void): void {
    this.#closed.on(listener);
  }

  async close(): Promise<void> {
    this.#closed.close();
  }
}
