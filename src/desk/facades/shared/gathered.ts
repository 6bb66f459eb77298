/** Bytes that come in parts, however small: room doubles, so that each is copied a few times and no more. */

const NOTHING = Buffer.alloc(0);
/** Bytes of room for a beginning: a short message needs no second one. */
const ROOM_BYTES_MIN = 512;

export class Gathered {
  #room: Buffer = NOTHING;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What was gathered, until the next call of `add` or `drop`. */
  get bytes(): Buffer {
    return this.#room.subarray(0, this.#length);
  }

  add(part: Buffer): void {
    const length = this.#length + part.length;
    if (length > this.#room.length) {
      const room = Buffer.allocUnsafe(Math.max(length, 2 * this.#room.length, ROOM_BYTES_MIN));
      this.#room.copy(room, 0, 0, this.#length);
      this.#room = room;
    }
    part.copy(this.#room, this.#length);
    this.#length = length;
  }

  /** Takes `count` bytes away from the front; with the last one the room is given back. */
  drop(count: number): void {
    this.#room.copyWithin(0, count, this.#length);
    this.#length -= count;
    if (this.#length === 0) this.#room = NOTHING;
  }
}
