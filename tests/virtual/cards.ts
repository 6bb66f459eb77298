/** Cards for the tests of this room: files of known bytes, keys made for the occasion. */

import { randomBytes } from 'node:crypto';
import { concat, utf8 } from '../../src/bytes.ts';
import { type CardImage, FILES, frame, SLOT_BYTES } from '../../src/card/index.ts';
import { suiteOf } from '../../src/crypto/index.ts';
import { type CardSerial, SAM_ROLES, type SamRole, SecretPin } from '../../src/model/index.ts';
import {
  type CardKeys,
  type CardStore,
  firstChannelKeys,
  generateCountyKeys,
  VirtualCard,
} from '../../src/virtual/index.ts';
import { protectedBy, SELECT_APPLICATION, send, type Target } from './apdus.ts';

export const SERIAL = '9990010000000001' as CardSerial;
export const FCI = Uint8Array.of(0x6f, 0x05, 0x84, 0x01, 0xf0, 0x50, 0x00);
export const PIN = new SecretPin('258025');

export const COUNTY_KEYS = generateCountyKeys({
  bytes: (count) => Uint8Array.from(randomBytes(count)),
});

/** Bytes of EF.SOD of the image below: more than one command reads. */
export const LONG_FILE_BYTES = 600;

/** A card image whose every file says its own name; the slots keep their size, EF.SOD is long. */
export function plainImage(): CardImage {
  const files = Object.entries(FILES)
    .filter(([, { structure }]) => structure === 'transparent')
    .map(([name, { fid }]) => [fid, plainFile(name)] as const);
  return { serial: SERIAL, suite: 1, fci: FCI, files: new Map(files), log: [] };
}

function plainFile(name: string): Uint8Array {
  const file = frame(utf8(name), 64);
  if (name.startsWith('EF.STATE')) return concat([file, new Uint8Array(SLOT_BYTES - file.length)]);
  if (name !== 'EF.SOD') return file;
  const content = new Uint8Array(LONG_FILE_BYTES - 4);
  content.set(utf8(name));
  return frame(content, FILES[name].sizeBytes);
}

export interface PlainCard {
  readonly card: VirtualCard;
  readonly keys: CardKeys;
  readonly image: CardImage;
  /** A host with the keys of `role`, talking to the card or to a transport that leads to it. */
  readonly as: (role: SamRole, target?: Target) => Target;
}

/** A powered card with a PIN. */
export async function plainCard(
  store?: CardStore,
  changes: Partial<CardImage> = {},
): Promise<PlainCard> {
  const suite = suiteOf(changes.suite ?? 1);
  const keys: CardKeys = {
    authentication: suite.generateKeyPair().privateKey,
    settlement: suite.generateKeyPair().privateKey,
    channel: firstChannelKeys(COUNTY_KEYS, suite.id, SERIAL),
    pin: PIN,
  };
  const image = { ...plainImage(), ...changes };
  const card = await VirtualCard.issue(image, keys, store);
  card.powerUp();
  const as = (role: SamRole, target: Target = card) =>
    protectedBy(target, keys.channel[SAM_ROLES.indexOf(role)]!);
  return { card, keys, image, as };
}

/** A card whose application is selected, as hosts with the keys of each role and of none see it. */
export async function selectedCard(store?: CardStore) {
  const made = await plainCard(store);
  await send(made.card, SELECT_APPLICATION);
  return {
    ...made,
    read: made.as('READ'),
    settle: made.as('SETTLE'),
    issue: made.as('ISSUE'),
  };
}

/** A log record of 128 bytes that begins with `mark`. */
export function logRecord(mark: number): Uint8Array {
  const record = Uint8Array.from(randomBytes(128));
  record[0] = mark;
  return record;
}
