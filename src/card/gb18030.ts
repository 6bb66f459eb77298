/**
 * Text of cards and drivers in use: GBK, and GB 18030 beyond it, whose four-byte characters are the
 * rare ones in names. Node's own decoder, made strict.
 */

/** @returns undefined when the bytes are no GB 18030 */
export function decodeGb18030(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
