/** What an answer to reset says of the kind of card. */

import { toHex } from '../../../src/bytes.ts';
import { installedCardNames, parseAtr } from '../../../src/card/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import { VIRTUAL_ATR } from '../../../src/virtual/index.ts';

export interface CardKind {
  /** Hexadecimal digits in capitals; empty where the reader hides it. */
  readonly atr: string;
  /** `T=0`, `T=1`, in the order in which the card offers them. */
  readonly protocols: readonly string[];
  readonly names: readonly string[];
  /** What does not fit, where the answer to reset breaks ISO/IEC 7816-3. */
  readonly malformed?: string;
}

export type DescribeCard = (atr: Uint8Array) => Promise<CardKind>;

/** The package's own virtual card by name, any other by the list of pcsc-tools where it is installed. */
export function cardNames(): (atr: Uint8Array) => Promise<readonly string[]> {
  const installed = installedCardNames();
  const own = toHex(VIRTUAL_ATR);
  return async (atr) => (toHex(atr) === own ? ['OneCard virtual card 虚拟卡'] : installed(atr));
}

export function cardDescriber(): DescribeCard {
  const namesOf = cardNames();
  return async (bytes) => {
    const atr = toHex(bytes).toUpperCase();
    if (bytes.length === 0) return { atr, protocols: [], names: [] };
    const names = await namesOf(bytes);
    try {
      const { protocols } = parseAtr(bytes);
      return { atr, protocols: protocols.map((number) => `T=${number}`), names };
    } catch (error) {
      if (!(error instanceof OneCardError)) throw error;
      return { atr, protocols: [], names, malformed: String(error.detail.rule) };
    }
  };
}

/** `3B00 T=0 name; other name`; nothing where the reader hides the answer to reset. */
export function cardKindText({ atr, protocols, names, malformed }: CardKind): string {
  const wrong = malformed === undefined ? '' : `(${malformed})`;
  return [atr, protocols.join(' '), names.join('; '), wrong]
    .filter((part) => part !== '')
    .join(' ');
}
