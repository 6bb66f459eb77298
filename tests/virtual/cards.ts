/** Cards for the tests of this room: files of known bytes, keys made for the occasion. */

import { randomBytes } from 'node:crypto';
import { utf8 } from '../../src/bytes.ts';
import { type CardImage, FILES, frame } from '../../src/card/index.ts';
import { suiteOf } from '../../src/crypto/index.ts';
import type { CardSerial } from '../../src/model/index.ts';
import { type CardKeys, type CardStore, VirtualCard } from '../../src/virtual/index.ts';

export const SERIAL = '9990010000000001' as CardSerial;
export const FCI = Uint8Array.of(0x6f, 0x05, 0x84, 0x01, 0xf0, 0x50, 0x00);

/** A card image whose every file says its own name. */
export function plainImage(): CardImage {
  const files = Object.entries(FILES)
    .filter(([, { structure }]) => structure === 'transparent')
    .map(([name, { fid, sizeBytes }]) => [fid, frame(utf8(name), sizeBytes)] as const);
  return { serial: SERIAL, suite: 1, fci: FCI, files: new Map(files), log: [] };
}

export interface PlainCard {
  readonly card: VirtualCard;
  readonly keys: CardKeys;
  readonly image: CardImage;
}

/** A powered card. */
export async function plainCard(store?: CardStore): Promise<PlainCard> {
  const suite = suiteOf(1);
  const keys = {
    authentication: suite.generateKeyPair().privateKey,
    settlement: suite.generateKeyPair().privateKey,
  };
  const image = plainImage();
  const card = await VirtualCard.issue(image, keys, store);
  card.powerUp();
  return { card, keys, image };
}

/** A log record of 128 bytes that begins with `mark`. */
export function logRecord(mark: number): Uint8Array {
  const record = Uint8Array.from(randomBytes(128));
  record[0] = mark;
  return record;
}
