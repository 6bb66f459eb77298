/** A part of a whole, by weight. */
export interface Weighted {
  /** Breaks ties, so that the order of the parts does not matter. */
  readonly id: string;
  readonly weight: bigint;
}

/**
 * Splits `total` over `parts` by weight in whole units: each gets its share rounded down, and the
 * units left over go to the largest remainders (ties to the smaller id). The shares add up to
 * `total`, and no share exceeds its weight as long as `total` does not exceed their sum.
 * @param total not negative @returns shares in the order of `parts`
 */
export function apportion(total: bigint, parts: readonly Weighted[]): readonly bigint[] {
  const sum = parts.reduce((so, { weight }) => so + weight, 0n);
  if (total < 0n || parts.some(({ weight }) => weight < 0n)) {
    throw new RangeError('"total" and weights expected not to be negative');
  }
  if (sum === 0n) {
    if (total > 0n) throw new RangeError('"parts" expected a weight above zero');
    return parts.map(() => 0n);
  }
  const shares = parts.map(({ weight }) => (total * weight) / sum);
  const left = Number(total - shares.reduce((so, share) => so + share, 0n));
  const byRemainder = parts
    .map(({ id, weight }, index) => ({ id, index, remainder: (total * weight) % sum }))
    .sort((a, b) => {
      if (a.remainder !== b.remainder) return a.remainder > b.remainder ? -1 : 1;
      return a.id < b.id ? -1 : 1;
    });
  for (const { index } of byRemainder.slice(0, left)) shares[index]! += 1n;
  return shares;
}
