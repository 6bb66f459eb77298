import type { SecretPin } from '../model/index.ts';

/** Bytes of a PIN block. */
export const PIN_BLOCK_BYTES = 8;
const DIGITS_MIN = 4;
const DIGITS_MAX = 12;

/**
 * The PIN as VERIFY carries it: ISO 9564-1:2017 format 2, which readers with a keypad make too.
 *
 * ```
 * 2 L  P P  P P  P/F P/F  …  F F       L digits P, filled up with F
 * ```
 */
export function encodePinBlock(pin: SecretPin): Uint8Array {
  const digits = [...pin.reveal()].map((code) => code - 0x30);
  const nibbles = [2, digits.length, ...digits];
  const at = (index: number) => nibbles[index] ?? 0xf;
  return Uint8Array.from(
    { length: PIN_BLOCK_BYTES },
    (_, index) => (at(2 * index) << 4) | at(2 * index + 1),
  );
}

/** Whether the bytes are a PIN block of 4 to 12 digits. */
export function isPinBlock(bytes: Uint8Array): boolean {
  if (bytes.length !== PIN_BLOCK_BYTES) return false;
  const [control, length, ...rest] = [...bytes].flatMap((byte) => [byte >> 4, byte & 0xf]);
  if (control !== 2 || length! < DIGITS_MIN || length! > DIGITS_MAX) return false;
  return rest.every((nibble, index) => (index < length! ? nibble <= 9 : nibble === 0xf));
}
