/**
 * The class byte, ISO/IEC 7816-4:2005 §5.1.1, tables 2 and 3:
 *
 * ```
 *        b8 b7 b6 b5 b4 b3 b2 b1
 * first   0  0  0  c  s  s  n  n    channel 0..3    secure messaging ss
 * further 0  1  s  c  n  n  n  n    channel 4..19   secure messaging s, channel - 4 in nnnn
 * ```
 *
 * c announces a further command of a chain. With b8 = 1 the class is proprietary; those that carry a
 * channel carry it in the same bits (GlobalPlatform Card Specification 2.3.1 §11.1.4).
 */

/** Bit 5: this is not the last command of a chain. */
export const CLA_CHAINING = 0x10;

const CLA_PROPRIETARY = 0x80;
const CLA_FURTHER = 0x40;
const CLA_RESERVED = 0x20;
const SECURE_MESSAGING_FURTHER = 0x20;

/** Channels 0 to 3 fit into the first form. */
const FIRST_CHANNEL_MAX = 3;
/** The largest number that the four bits of the further form carry. */
export const CHANNEL_MAX = 19;

/** Secure messaging as the first form says it: b4 b3. */
const SECURE_MESSAGING = { none: 0, proprietary: 1, 'header-open': 2, 'header-authenticated': 3 };

/** Whether the class is one of the inter-industry classes that ISO/IEC 7816-4 itself defines. */
export function isInterindustryClass(cla: number): boolean {
  return (cla & CLA_PROPRIETARY) === 0 && (cla & 0xe0) !== CLA_RESERVED;
}

/**
 * The logical channel that a class byte names, 0 to 19.
 * @throws RangeError when the class is reserved (001x xxxx).
 */
export function channelOf(cla: number): number {
  assertDefined(cla);
  return cla & CLA_FURTHER ? (cla & 0x0f) + FIRST_CHANNEL_MAX + 1 : cla & 0x03;
}

/**
 * The same class on another logical channel; chaining and secure messaging stay as they are.
 * @throws RangeError when `channel` is not 0 to 19, the class is reserved, or the further form has no
 *   bits for the class's kind of secure messaging.
 */
export function classOnChannel(cla: number, channel: number): number {
  assertDefined(cla);
  if (!Number.isInteger(channel) || channel < 0 || channel > CHANNEL_MAX) {
    throw new RangeError(`"channel" expected 0 to ${CHANNEL_MAX}`);
  }
  const kept = cla & (CLA_PROPRIETARY | CLA_CHAINING);
  const messaging = messagingOf(cla);
  if (channel <= FIRST_CHANNEL_MAX) return kept | (messaging << 2) | channel;

  const further = kept | CLA_FURTHER | (channel - FIRST_CHANNEL_MAX - 1);
  if (messaging === SECURE_MESSAGING.none) return further;
  const isSayable =
    messaging === SECURE_MESSAGING['header-open'] ||
    (messaging === SECURE_MESSAGING.proprietary && (cla & CLA_PROPRIETARY) !== 0);
  if (!isSayable)
    throw new RangeError('"cla" has secure messaging that channels 4 to 19 cannot say');
  return further | SECURE_MESSAGING_FURTHER;
}

function messagingOf(cla: number): number {
  if (!(cla & CLA_FURTHER)) return (cla >> 2) & 0x03;
  return cla & SECURE_MESSAGING_FURTHER ? SECURE_MESSAGING['header-open'] : SECURE_MESSAGING.none;
}

function assertDefined(cla: number): void {
  if (!Number.isInteger(cla) || cla < 0 || cla > 0xff)
    throw new RangeError('"cla" expected a byte');
  if ((cla & 0x60) === CLA_RESERVED) throw new RangeError('"cla" is a reserved class');
}
