/**
 * The bytes that card and security module sign (docs/formats/crypto.md, "Signed messages"). Each
 * begins with a context of its own, so that a signature made for one purpose is never one for another.
 */

import { concat, uintBytes, utf8 } from '../../bytes.ts';
import type { CardSerial, JournalHead, SettlementStatement } from '../../model/index.ts';
import { chipBytes, HASH_BYTES, sized } from '../forms.ts';
import { SIGNATURE_BYTES, type Suite } from '../suite/suite.ts';
import { encodeCore, encodeStatement, type StatementCore } from './statement.ts';

/** The number at the end is the version of what follows. */
export const MESSAGE_CONTEXTS = {
  authentication: 'OneCard/AUTH/1',
  card: 'OneCard/TXN/1',
  terminal: 'OneCard/TERM/1',
  core: 'OneCard/CORE/1',
  settlement: 'OneCard/SETTLEMENT/1',
  checkpoint: 'OneCard/JOURNAL-CHECKPOINT/1',
} as const;

/** A journal's sequence in the message of a checkpoint. */
const SEQUENCE_BYTES = 8;
/** Bytes of the nonce that a terminal sends to INTERNAL AUTHENTICATE. */
export const NONCE_BYTES = 32;
/** The card's transaction counter in its messages and answers. */
const ATC_BYTES = 4;

/** digest( `OneCard/CORE/1` ‖ canonical core ), 32 bytes: what the card's log keeps 16 bytes of. */
export function coreHash(suite: Suite, core: StatementCore): Uint8Array {
  return suite.digest(concat([utf8(MESSAGE_CONTEXTS.core), encodeCore(core)]));
}

/** digest( `OneCard/SETTLEMENT/1` ‖ canonical statement ), 32 bytes: the h of both signatures. */
export function settlementHash(suite: Suite, statement: SettlementStatement): Uint8Array {
  return suite.digest(concat([utf8(MESSAGE_CONTEXTS.settlement), encodeStatement(statement)]));
}

/** `OneCard/AUTH/1` ‖ serial(8) ‖ nonce(32): key 0x81 signs it for INTERNAL AUTHENTICATE. */
export function authenticationMessage(serial: CardSerial, nonce: Uint8Array): Uint8Array {
  return concat([
    utf8(MESSAGE_CONTEXTS.authentication),
    chipBytes(serial, 'serial'),
    sized(nonce, 'nonce', NONCE_BYTES),
  ]);
}

/** `OneCard/TXN/1` ‖ serial(8) ‖ ATC(4) ‖ h(32): key 0x82 signs it once it has raised the ATC. */
export function cardMessage(serial: CardSerial, atc: number, hash: Uint8Array): Uint8Array {
  return concat([
    utf8(MESSAGE_CONTEXTS.card),
    chipBytes(serial, 'serial'),
    uintBytes(atc, ATC_BYTES),
    sized(hash, 'hash', HASH_BYTES),
  ]);
}

/** `OneCard/TERM/1` ‖ h(32) ‖ ATC(4) ‖ card signature(64): the security module signs it last. */
export function terminalMessage(
  hash: Uint8Array,
  atc: number,
  cardSignature: Uint8Array,
): Uint8Array {
  return concat([
    utf8(MESSAGE_CONTEXTS.terminal),
    sized(hash, 'hash', HASH_BYTES),
    uintBytes(atc, ATC_BYTES),
    sized(cardSignature, 'cardSignature', SIGNATURE_BYTES),
  ]);
}

/** `OneCard/JOURNAL-CHECKPOINT/1` ‖ sequence(8) ‖ hash(32): where a terminal's journal stood. */
export function checkpointMessage({ sequence, hash }: JournalHead): Uint8Array {
  return concat([
    utf8(MESSAGE_CONTEXTS.checkpoint),
    uintBytes(sequence, SEQUENCE_BYTES),
    sized(hash, 'hash', HASH_BYTES),
  ]);
}
