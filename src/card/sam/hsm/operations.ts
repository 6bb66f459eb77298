/**
 * What can be asked of a remote module: `POST <url>/<operation>`, fields in, fields out (docs/sam.md).
 * Client and server speak from this one table.
 */

import { SIGNATURE_BYTES, STATEMENT_BYTES_MAX } from '../../../crypto/index.ts';
import { SAM_ROLES, type SuiteId } from '../../../model/index.ts';
import { STATE_BODY_BYTES_MAX } from '../../codec/slot.ts';
import {
  CARRIED_BYTES_MAX,
  HEAD_BYTES,
  HEAD_SEQUENCE_BYTES,
  ID_BYTES,
  MAC_BYTES,
} from '../application.ts';
import {
  bytes,
  choice,
  type Form,
  flag,
  integer,
  list,
  type Message,
  optional,
  text,
} from './forms.ts';

const suite: Form<SuiteId> = choice([1, 2]);
const serial = bytes(ID_BYTES);
const keyVersion = integer(0x01, 0x7f);
/** Given by the server: 16 random bytes, so that nobody guesses another's channel. */
const channel = bytes(16);
const mac = bytes(MAC_BYTES);
/** Random. The same id again gets the same answer and is counted once. */
const requestId = bytes(16);
/** Plain or protected, command or answer: what fits a module behind short APDUs. */
const command = bytes(4, CARRIED_BYTES_MAX);
const response = bytes(2, CARRIED_BYTES_MAX);
const stateBody = bytes(1, STATE_BODY_BYTES_MAX);
const day = text(/^\d{4}-\d{2}-\d{2}$/);

export const HSM_OPERATIONS = {
  identity: { request: {}, answer: { id: bytes(ID_BYTES), publicKey: bytes(1, 256) } },
  status: {
    request: {},
    answer: {
      id: bytes(ID_BYTES),
      role: choice(SAM_ROLES),
      suite,
      keyVersions: list(keyVersion, 16),
      expiresOn: day,
      pin: choice(['not-needed', 'needed', 'verified', 'blocked']),
      pinTriesLeft: optional(integer(0, 15)),
      usesLeft: integer(0, Number.MAX_SAFE_INTEGER),
      dailySumLeft: integer(0, Number.MAX_SAFE_INTEGER),
    },
  },
  'verify-pin': {
    request: { pin: text(/^\d{4,12}$/) },
    answer: {
      outcome: choice(['verified', 'wrong', 'blocked']),
      triesLeft: optional(integer(1, 15)),
    },
  },
  'open-channel': {
    request: { keyVersion, serial, size: choice(['S8', 'S16']) },
    answer: { channel, command },
  },
  'finish-channel': { request: { channel, response }, answer: { command } },
  wrap: { request: { channel, command }, answer: { command } },
  unwrap: { request: { channel, response }, answer: { response } },
  'close-channel': { request: { channel }, answer: {} },
  'key-block': {
    request: { serial, keyVersion, newKeyVersion: keyVersion },
    answer: { block: bytes(1, 255) },
  },
  'mac-state': { request: { requestId, suite, serial, body: stateBody }, answer: { mac } },
  'check-state': { request: { suite, serial, body: stateBody, mac }, answer: { isRight: flag } },
  sign: {
    request: {
      requestId,
      statement: bytes(1, STATEMENT_BYTES_MAX),
      atc: integer(0, 0xffff_ffff),
      cardSignature: bytes(SIGNATURE_BYTES),
    },
    answer: { signature: bytes(SIGNATURE_BYTES) },
  },
  'sign-head': {
    request: {
      requestId,
      sequence: integer(0, Number.MAX_SAFE_INTEGER),
      hash: bytes(HEAD_BYTES - HEAD_SEQUENCE_BYTES),
    },
    answer: { signature: bytes(SIGNATURE_BYTES) },
  },
} as const;

export type HsmOperation = keyof typeof HSM_OPERATIONS;
export type HsmRequest<Operation extends HsmOperation> = Message<
  (typeof HSM_OPERATIONS)[Operation]['request']
>;
export type HsmAnswer<Operation extends HsmOperation> = Message<
  (typeof HSM_OPERATIONS)[Operation]['answer']
>;
