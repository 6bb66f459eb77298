/** Exact decimals out of text, as one writes them on paper. Nothing of the library is used here. */

export class Decimal {
  private readonly units: bigint;
  private readonly places: number;

  private constructor(units: bigint, places: number) {
    this.units = units;
    this.places = places;
  }

  /** `12.34`, or `85%` as 0.85. */
  static of(text: string): Decimal {
    const match = /^(-?)(\d+)(?:\.(\d+))?(%?)$/.exec(text);
    if (!match) throw new RangeError(`no decimal: ${text}`);
    const [, sign, whole, fraction = '', percent] = match;
    const units = BigInt(whole! + fraction) * (sign === '-' ? -1n : 1n);
    return new Decimal(units, fraction.length + (percent === '%' ? 2 : 0));
  }

  private at(places: number): bigint {
    return this.units * 10n ** BigInt(places - this.places);
  }

  plus(other: Decimal): Decimal {
    const places = Math.max(this.places, other.places);
    return new Decimal(this.at(places) + other.at(places), places);
  }

  minus(other: Decimal): Decimal {
    const places = Math.max(this.places, other.places);
    return new Decimal(this.at(places) - other.at(places), places);
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.units * other.units, this.places + other.places);
  }

  isBelow(other: Decimal): boolean {
    const places = Math.max(this.places, other.places);
    return this.at(places) < other.at(places);
  }

  least(other: Decimal): Decimal {
    return other.isBelow(this) ? other : this;
  }

  most(other: Decimal): Decimal {
    return this.isBelow(other) ? other : this;
  }

  /** 四舍五入到分: half a fen goes up. Of amounts that are not negative. */
  toFen(): Decimal {
    if (this.units < 0n) throw new RangeError(`negative: ${this.text()}`);
    if (this.places <= 2) return new Decimal(this.at(2), 2);
    const divisor = 10n ** BigInt(this.places - 2);
    const rest = this.units % divisor;
    const up = rest * 2n >= divisor ? 1n : 0n;
    return new Decimal(this.units / divisor + up, 2);
  }

  text(): string {
    const sign = this.units < 0n ? '-' : '';
    const digits = String(this.units < 0n ? -this.units : this.units).padStart(
      this.places + 1,
      '0',
    );
    const cut = digits.length - this.places;
    return this.places === 0
      ? sign + digits
      : `${sign}${digits.slice(0, cut)}.${digits.slice(cut)}`;
  }
}

export const dec = (text: string): Decimal => Decimal.of(text);
export const ZERO = dec('0.00');

/** What is left of `amount` above `limit`; nothing when it stays below. */
export function above(amount: Decimal, limit: Decimal): Decimal {
  return amount.minus(limit).most(ZERO);
}
