/** Bills that a refund has put under another number. */

export class ReplacedBills {
  /** By the bill in its place, the bill that was refunded. */
  readonly #before = new Map<string, string>();

  replace({ bill }: { readonly bill: string }, billNumber: string): void {
    const [provider] = bill.split(' ');
    this.#before.set(`${provider} ${billNumber}`, bill);
  }

  /** The bill that the lines of this one were charged in first. Numbers are given once: the chain ends. */
  originOf(bill: string): string {
    const before = this.#before.get(bill);
    return before === undefined ? bill : this.originOf(before);
  }
}
