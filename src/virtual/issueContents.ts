import { type CardImage, encodePinBlock } from '../card/index.ts';
import { assertImage, type CardContents, type CardKeys, PIN_TRIES } from './contents.ts';
import { encodeContents } from './contentsFile.ts';

/**
 * The contents of a card that leaves the issuer.
 * @throws RangeError when a file is missing or has another size, TypeError when a key is of another suite.
 */
export function contentsOf(image: CardImage, keys: CardKeys): CardContents {
  assertImage(image);
  const { authentication, settlement, channel, pin } = keys;
  for (const key of [authentication, settlement, ...channel]) {
    if (key.suite !== image.suite) throw new TypeError('"keys" expected keys of the card\'s suite');
  }
  return {
    ...image,
    keys: { authentication, settlement },
    channel: new Map(channel.map((each) => [each.keyVersion, each] as const)),
    ...(pin && { pin: { block: encodePinBlock(pin), triesLeft: PIN_TRIES } }),
    atc: 0,
    channelSequence: 0,
    failedAuthentications: 0,
  };
}

/**
 * The bytes of a new virtual card's file, for whoever writes many of them: what `VirtualCard.open` opens.
 * They hold the card's private keys in the clear.
 * @throws RangeError, TypeError when image and keys do not make a card.
 */
export function virtualCardBytes(image: CardImage, keys: CardKeys): Uint8Array {
  return encodeContents(contentsOf(image, keys));
}
