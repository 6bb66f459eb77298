/** Cuts a stream of bytes into lines of bounded length. Pure: what it is given is all it knows. */

const LF = 0x0a;

export class LineCutter {
  readonly #bytesMax: number;
  #parts: Uint8Array[] = [];
  #openBytes = 0;

  /** @param bytesMax longest line, without its LF */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /**
   * The lines that `chunk` completes; what is open is kept for the next.
   * @returns `too-long` when a line is longer than allowed; the cutter is of no use after that.
   */
  push(chunk: Uint8Array): readonly Uint8Array[] | 'too-long' {
    const lines: Uint8Array[] = [];
    let from = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, from)) {
      if (!this.#keep(chunk.subarray(from, end))) return 'too-long';
      lines.push(this.#take());
      from = end + 1;
    }
    return this.#keep(chunk.subarray(from)) ? lines : 'too-long';
  }

  #keep(part: Uint8Array): boolean {
    this.#openBytes += part.length;
    if (this.#openBytes > this.#bytesMax) return false;
    if (part.length > 0) this.#parts.push(part.slice());
    return true;
  }

  #take(): Uint8Array {
    const line =
      this.#parts.length === 1 ? this.#parts[0]! : Uint8Array.from(Buffer.concat(this.#parts));
    this.#parts = [];
    this.#openBytes = 0;
    return line;
  }
}
