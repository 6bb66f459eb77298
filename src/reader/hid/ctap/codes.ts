/**
 * CTAPHID: FIDO Client to Authenticator Protocol 2.1 (June 2021) §11.2, the USB HID framing that FIDO
 * authenticators share with U2F. Here it carries raw APDUs (CTAPHID_MSG) to a card.
 */

/** Top-level collection of a CTAPHID device, §11.2.8.1. */
export const FIDO_USAGE_PAGE = 0xf1d0;
export const FIDO_USAGE = 0x01;

/** Every report is 64 bytes, both ways (full speed interrupt endpoints). */
export const CTAP_REPORT_BYTES = 64;

/** Channel of those that have none yet; only INIT may use it. 0 is nobody's. */
export const BROADCAST_CHANNEL = 0xffff_ffff;
export const NO_CHANNEL = 0;

/** Commands as they stand on the wire, with the bit that marks an initialisation packet (§11.2.9). */
export const CTAP_COMMANDS = {
  ping: 0x81,
  message: 0x83,
  lock: 0x84,
  init: 0x86,
  wink: 0x88,
  cbor: 0x90,
  cancel: 0x91,
  keepalive: 0xbb,
  error: 0xbf,
} as const;

/** Error codes of CTAPHID_ERROR, §11.2.9.1.6. */
export const CTAP_ERRORS = {
  'invalid-command': 0x01,
  'invalid-parameter': 0x02,
  'invalid-length': 0x03,
  'invalid-sequence': 0x04,
  'message-timeout': 0x05,
  'channel-busy': 0x06,
  'lock-required': 0x0a,
  'invalid-channel': 0x0b,
  other: 0x7f,
} as const;
export type CtapErrorName = keyof typeof CTAP_ERRORS;

/** The name of an error code; `unlisted` for one that the standard does not name. */
export function ctapErrorName(code: number): CtapErrorName | 'unlisted' {
  const entry = Object.entries(CTAP_ERRORS).find(([, value]) => value === code);
  return entry ? (entry[0] as CtapErrorName) : 'unlisted';
}

/** Status bytes of CTAPHID_KEEPALIVE, §11.2.9.1.7. */
export const KEEPALIVE_STATUSES = { processing: 1, 'user-presence-needed': 2 } as const;

/** Bits of the last byte of the INIT answer, §11.2.9.1.3. */
export const CAPABILITY_WINK = 0x01;
export const CAPABILITY_CBOR = 0x04;
export const CAPABILITY_NO_MESSAGE = 0x08;

/** Version of the framing that INIT reports. */
export const CTAPHID_VERSION = 2;

/** Bytes of the nonce by which a host knows its own INIT answer. */
export const NONCE_BYTES = 8;

/** A channel is locked for at most this long, §11.2.9.2.2. */
export const LOCK_SECONDS_MAX = 10;
