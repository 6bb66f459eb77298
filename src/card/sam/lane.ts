/** Calls one after another, in the order in which they were made. */
export class Lane {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `call` once every earlier one has ended, however it ended. */
  run<T>(call: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(call);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
