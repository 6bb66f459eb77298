/** An entry's contents for eyes that may see the money and not the person. */

import { toHex } from '../../bytes.ts';
import type { JournalEntry } from './entry.ts';

const MASK = '***';

/** Fields that name a person or a card wherever they stand. */
const IDENTITIES: ReadonlySet<string> = new Set([
  'memberNumber',
  'cardSerial',
  'identityNumber',
  'inpatientNumber',
  'referralNumber',
  'cardKey',
  'operator',
  'second',
  'ward',
  'bed',
]);

/** Fields that hold a person: the name in them goes too. */
const PERSONS: ReadonlySet<string> = new Set(['holder', 'patient']);

/** What the card was given: bytes that say what the person drew. */
const LEFT_OUT: ReadonlySet<string> = new Set(['cardWrite', 'signatures']);

/** Of the chain, and on the line already. */
const CHAIN: ReadonlySet<string> = new Set([
  'sequence',
  'at',
  'kind',
  'id',
  'previousHash',
  'hash',
]);

/** The contents as JSON values: bytes as hex, amounts as text. */
export function masked(entry: JournalEntry): unknown {
  const contents = Object.entries(entry).filter(([name]) => !CHAIN.has(name));
  return maskedFields(contents, false);
}

// Recursion is over what the payload's shapes let through: a few levels.
function maskedFields(fields: readonly (readonly [string, unknown])[], isPerson: boolean): unknown {
  return Object.fromEntries(
    fields
      .filter(([name]) => !LEFT_OUT.has(name))
      .map(([name, value]) => {
        const isHidden = IDENTITIES.has(name) || (isPerson && name === 'name');
        return [name, isHidden ? MASK : maskedValue(value, PERSONS.has(name))];
      }),
  );
}

function maskedValue(value: unknown, isPerson: boolean): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map((each) => maskedValue(each, false));
  if (typeof value === 'object' && value !== null) {
    return maskedFields(Object.entries(value), isPerson);
  }
  return value;
}
