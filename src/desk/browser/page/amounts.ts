/** Amounts as the service sends them, whole fen in decimal text, and as a bill says them, in yuan. */

const AMOUNT = /^-?\d{1,17}$/;

/** `1,234.50` of `123450`. */
export function yuan(fen: string | undefined): string {
  if (fen === undefined || !AMOUNT.test(fen)) return '—';
  const sign = fen.startsWith('-') ? '−' : '';
  const digits = fen.replace('-', '').padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/^0+(?=\d)/, '');
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${digits.slice(-2)}`;
}

/** What the patient hands over: the exact cash, or what the plan rounds it to (现金取整). */
export function cashDue(decision: {
  readonly byPayer: { readonly cash?: string };
  readonly till?: { readonly due: string };
}): string {
  return decision.till?.due ?? decision.byPayer.cash ?? '0';
}

export function sumOf(amounts: readonly string[]): bigint {
  return amounts.reduce((sum, each) => sum + BigInt(each), 0n);
}

/** How many of `parts` equal pieces `part` takes of `whole`; for drawings alone. */
export function pieces(part: bigint, whole: bigint, parts: number): number {
  if (whole <= 0n || part <= 0n) return 0;
  const scaled = (part * BigInt(parts) * 100n) / whole;
  return Math.min(parts, Number(scaled) / 100);
}

/** A number of at most `decimals` places as whole units of the last; undefined when it is none. */
export function decimal(text: string, decimals: number): bigint | undefined {
  const found = /^(\d{1,12})(?:\.(\d*))?$/.exec(text.trim());
  const fraction = found?.[2] ?? '';
  if (!found || fraction.length > decimals) return undefined;
  return BigInt(found[1]! + fraction.padEnd(decimals, '0'));
}

/** `1234.50` of 123450 fen, as a bill's document says it. */
export function yuanText(fen: bigint): string {
  const digits = fen.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Price (6 decimals) times quantity (4 decimals) in fen, half up, as the bill's door checks it. */
export function lineFen(price: bigint, quantity: bigint): bigint {
  return (price * quantity + 50_000_000n) / 100_000_000n;
}
