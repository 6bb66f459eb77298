/**
 * The two private keys at work: INTERNAL AUTHENTICATE (ISO/IEC 7816-4:2005 §7.5.2), and MANAGE SECURITY
 * ENVIRONMENT with PERFORM SECURITY OPERATION (ISO/IEC 7816-4:2005 §7.5.11, 7816-8:2004 §5).
 * The card puts its own context, serial and counter before what the terminal sends, so that neither key
 * signs bytes of a terminal's choosing.
 */

import { concat, equalBytes, uintBytes } from '../../bytes.ts';
import {
  type CommandApdu,
  KEY_AUTHENTICATION,
  KEY_SETTLEMENT,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_REFERENCE_NOT_FOUND,
  SW_SECURITY_NOT_SATISFIED,
  SW_WRONG_DATA,
  SW_WRONG_LENGTH,
  SW_WRONG_P1_P2,
} from '../../card/index.ts';
import {
  authenticationMessage,
  cardMessage,
  NONCE_BYTES,
  SIGNATURE_BYTES,
  suiteOf,
} from '../../crypto/index.ts';
import { ATC_MAX, type CardContents } from '../contents.ts';
import { hasRole } from './access.ts';
import { done, refuse, type Situation, type Step, whole, wrongLe } from './step.ts';

const HASH_BYTES = 32;
const ATC_BYTES = 4;
/** Tag 84: reference of a private key (ISO/IEC 7816-4:2005 table 55). */
const KEY_REFERENCE_HEAD = Uint8Array.of(0x84, 0x01);

/** Nonce of 32 bytes in, r ‖ s out. */
export function internalAuthenticate(
  { p1, p2, data, ne }: CommandApdu,
  { selection: { directory }, contents: { suite, serial, keys } }: Situation,
): Step {
  if (p1 !== 0) return refuse(SW_WRONG_P1_P2);
  if (p2 !== KEY_AUTHENTICATION) return refuse(SW_REFERENCE_NOT_FOUND);
  if (directory !== 'application') return refuse(SW_CONDITIONS_NOT_SATISFIED);
  if (data.length !== NONCE_BYTES || ne === 0) return refuse(SW_WRONG_LENGTH);
  const message = authenticationMessage(serial, data);
  return { answer: () => whole(suiteOf(suite).sign(keys.authentication, message), ne) };
}

/** SET for a digital signature template: `84 01 82` chooses key 0x82. */
export function manageSecurityEnvironment(
  { p1, p2, data, ne }: CommandApdu,
  { selection, role }: Situation,
): Step {
  if (p1 !== 0x41 || p2 !== 0xb6) return refuse(SW_WRONG_P1_P2);
  if (data.length === 0 || ne > 0) return refuse(SW_WRONG_LENGTH);
  if (selection.directory !== 'application') return refuse(SW_CONDITIONS_NOT_SATISFIED);
  const head = data.subarray(0, KEY_REFERENCE_HEAD.length);
  if (data.length !== 3 || !equalBytes(head, KEY_REFERENCE_HEAD)) return refuse(SW_WRONG_DATA);
  if (data[2] !== KEY_SETTLEMENT) return refuse(SW_REFERENCE_NOT_FOUND);
  if (!hasRole(role, 'SETTLE')) return refuse(SW_SECURITY_NOT_SATISFIED);
  return done({ selection: { ...selection, isSettlementKeySet: true } });
}

/** COMPUTE DIGITAL SIGNATURE: hash of 32 bytes in, ATC ‖ r ‖ s out; the raised ATC is stored first. */
export function computeSignature(
  { p1, p2, data, ne }: CommandApdu,
  { selection: { isSettlementKeySet }, contents, role }: Situation,
): Step {
  if (p1 !== 0x9e || p2 !== 0x9a) return refuse(SW_WRONG_P1_P2);
  if (data.length !== HASH_BYTES || ne === 0) return refuse(SW_WRONG_LENGTH);
  if (!hasRole(role, 'SETTLE')) return refuse(SW_SECURITY_NOT_SATISFIED);
  if (!isSettlementKeySet || contents.atc === ATC_MAX) return refuse(SW_CONDITIONS_NOT_SATISFIED);
  const answerBytes = ATC_BYTES + SIGNATURE_BYTES;
  // Before the counter moves: a wrong Le must not cost a number.
  if (ne < answerBytes) return refuse(wrongLe(answerBytes));
  return {
    change: { kind: 'atc', atc: contents.atc + 1 },
    answer: (after) => whole(settlementSignature(after, data), ne),
  };
}

/** ATC ‖ r ‖ s of key 0x82 over `hash`, on a card whose counter was raised. */
export function settlementSignature(
  { suite, serial, keys, atc }: CardContents,
  hash: Uint8Array,
): Uint8Array {
  const signature = suiteOf(suite).sign(keys.settlement, cardMessage(serial, atc, hash));
  return concat([uintBytes(atc, ATC_BYTES), signature]);
}
