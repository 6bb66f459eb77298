/** The module's commands as values: what is sent, and how its answer is read (`application.ts`). */

import { concat, fromHex, uintBytes } from '../../bytes.ts';
import { SIGNATURE_BYTES } from '../../crypto/index.ts';
import type {
  CardSerial,
  ChannelSize,
  JournalHead,
  SamId,
  SamPinResult,
  SamStatus,
  SecretPin,
  SuiteId,
} from '../../model/index.ts';
import { NC_SHORT_MAX, NE_SHORT_MAX } from '../apdu.ts';
import { type CardCommand, CLA_BASIC, exactly } from '../commands/command.ts';
import { countOf, SW_SUCCESS } from '../statusWord.ts';
import {
  ATC_BYTES,
  CLA_SAM,
  DATA_IDENTITY,
  DATA_STATUS,
  HEAD_SEQUENCE_BYTES,
  ID_BYTES,
  INS_SAM,
  MAC_BYTES,
  SAM_PIN_REFERENCE,
  SIGN_LAST,
  SIGN_MORE,
  SW_NO,
} from './application.ts';
import { parseSamStatus, samIdOf, strangeAnswer } from './statusCodec.ts';

const SW_PIN_BLOCKED = 0x6983;
/** 63Cx with one to fifteen tries left. */
const SW_PIN_WRONG = Array.from({ length: 15 }, (_, index) => 0x63c1 + index);

interface Place {
  readonly p1?: number;
  readonly p2?: number;
}

/** A command of class 80 that is answered by 9000 alone. */
function samCommand<Answer>(
  name: string,
  ins: number,
  { p1 = 0, p2 = 0 }: Place,
  data: Uint8Array,
  parse: (data: Uint8Array) => Answer,
  ne = NE_SHORT_MAX,
): CardCommand<Answer> {
  return {
    name,
    apdu: { cla: CLA_SAM, ins, p1, p2, data, ne },
    expected: [SW_SUCCESS],
    parse: (response) => parse(response.data),
  };
}

const NOTHING = new Uint8Array(0);

export interface SamIdentity {
  readonly id: SamId;
  /** COSE_Key bytes. */
  readonly publicKey: Uint8Array;
}

export function readIdentity(): CardCommand<SamIdentity> {
  const name = 'READ IDENTITY';
  return samCommand(name, INS_SAM.getData, { p2: DATA_IDENTITY }, NOTHING, (data) => {
    if (data.length <= ID_BYTES) throw strangeAnswer(name, 'length');
    return { id: samIdOf(data.subarray(0, ID_BYTES)), publicKey: data.slice(ID_BYTES) };
  });
}

export function readStatus(): CardCommand<SamStatus> {
  const place = { p2: DATA_STATUS };
  return samCommand('READ STATUS', INS_SAM.getData, place, NOTHING, parseSamStatus);
}

export function verifySamPin(pin: SecretPin): CardCommand<SamPinResult> {
  return {
    name: 'VERIFY',
    apdu: {
      cla: CLA_BASIC,
      ins: INS_SAM.verify,
      p1: 0,
      p2: SAM_PIN_REFERENCE,
      data: pin.reveal(),
      ne: 0,
    },
    expected: [SW_SUCCESS, SW_PIN_BLOCKED, ...SW_PIN_WRONG],
    parse({ sw }) {
      if (sw === SW_SUCCESS) return { outcome: 'verified' };
      if (sw === SW_PIN_BLOCKED) return { outcome: 'blocked' };
      return { outcome: 'wrong', triesLeft: countOf(sw)! };
    },
  };
}

/** The module's number of the channel, and the first command for the card. */
export interface OpenedChannel {
  readonly channel: number;
  readonly hostChallengeCommand: Uint8Array;
}

const CHALLENGE_BYTES = { S8: 8, S16: 16 } as const satisfies Record<ChannelSize, number>;

export function openSamChannel(
  keyVersion: number,
  serial: CardSerial,
  size: ChannelSize,
): CardCommand<OpenedChannel> {
  const name = 'OPEN CHANNEL';
  const place = { p1: keyVersion, p2: CHALLENGE_BYTES[size] };
  return samCommand(name, INS_SAM.openChannel, place, fromHex(serial), (data) => {
    // 80 50 KVN 00 Lc <challenge> 00
    const commandBytes = 6 + CHALLENGE_BYTES[size];
    exactly(data, 1 + commandBytes, name);
    return { channel: data[0]!, hostChallengeCommand: data.slice(1) };
  });
}

export function finishSamChannel(channel: number, answer: Uint8Array): CardCommand<Uint8Array> {
  return carried('FINISH CHANNEL', INS_SAM.finishChannel, channel, answer);
}

export function wrapInSam(channel: number, command: Uint8Array): CardCommand<Uint8Array> {
  return carried('WRAP', INS_SAM.wrap, channel, command);
}

export function unwrapInSam(channel: number, response: Uint8Array): CardCommand<Uint8Array> {
  return carried('UNWRAP', INS_SAM.unwrap, channel, response);
}

function carried(
  name: string,
  ins: number,
  channel: number,
  bytes: Uint8Array,
): CardCommand<Uint8Array> {
  return samCommand(name, ins, { p1: channel }, bytes, (data) => {
    if (data.length < 2) throw strangeAnswer(name, 'length');
    return data;
  });
}

export function closeSamChannel(channel: number): CardCommand<void> {
  return silent('CLOSE CHANNEL', INS_SAM.closeChannel, { p1: channel }, NOTHING);
}

export function makeKeyBlock(
  serial: CardSerial,
  keyVersion: number,
  newKeyVersion: number,
): CardCommand<Uint8Array> {
  const name = 'KEY BLOCK';
  const place = { p1: keyVersion, p2: newKeyVersion };
  return samCommand(name, INS_SAM.keyBlock, place, fromHex(serial), (data) => {
    if (data.length === 0 || data.length > NC_SHORT_MAX) throw strangeAnswer(name, 'length');
    return data;
  });
}

export function macStateInSam(
  suite: SuiteId,
  serial: CardSerial,
  body: Uint8Array,
): CardCommand<Uint8Array> {
  const name = 'MAC STATE';
  const data = concat([fromHex(serial), body]);
  return samCommand(name, INS_SAM.macState, { p2: suite }, data, (mac) => {
    return exactly(mac, MAC_BYTES, name);
  });
}

export function checkStateInSam(
  suite: SuiteId,
  serial: CardSerial,
  body: Uint8Array,
  mac: Uint8Array,
): CardCommand<boolean> {
  const name = 'CHECK STATE';
  const data = concat([fromHex(serial), mac, body]);
  const command = silent(name, INS_SAM.checkState, { p2: suite }, data);
  return {
    ...command,
    expected: [SW_SUCCESS, SW_NO],
    parse: (response) => {
      exactly(response.data, 0, name);
      return response.sw === SW_SUCCESS;
    },
  };
}

/** The blocks of one signature: each is answered by 9000 and nothing, the last by the signature. */
export function signInSam(
  statement: Uint8Array,
  atc: number,
  cardSignature: Uint8Array,
): { readonly first: readonly CardCommand<void>[]; readonly last: CardCommand<Uint8Array> } {
  const name = 'SIGN';
  const data = concat([uintBytes(atc, ATC_BYTES), cardSignature, statement]);
  const lastIndex = Math.ceil(data.length / NC_SHORT_MAX) - 1;
  const block = (index: number) => data.slice(index * NC_SHORT_MAX, (index + 1) * NC_SHORT_MAX);
  const first = Array.from({ length: lastIndex }, (_, index) =>
    silent(name, INS_SAM.sign, { p1: SIGN_MORE, p2: index }, block(index)),
  );
  const place = { p1: SIGN_LAST, p2: lastIndex };
  const last = samCommand(name, INS_SAM.sign, place, block(lastIndex), (signature) =>
    exactly(signature, SIGNATURE_BYTES, name),
  );
  return { first, last };
}

export function signHeadInSam({ sequence, hash }: JournalHead): CardCommand<Uint8Array> {
  const name = 'SIGN HEAD';
  const data = concat([uintBytes(sequence, HEAD_SEQUENCE_BYTES), hash]);
  return samCommand(name, INS_SAM.signHead, {}, data, (signature) =>
    exactly(signature, SIGNATURE_BYTES, name),
  );
}

export function terminateSam(): CardCommand<void> {
  const command = silent('TERMINATE', INS_SAM.terminate, {}, NOTHING);
  return { ...command, apdu: { ...command.apdu, cla: CLA_BASIC } };
}

/** A command without an answer. */
function silent(name: string, ins: number, place: Place, data: Uint8Array): CardCommand<void> {
  return samCommand(name, ins, place, data, (answer) => void exactly(answer, 0, name), 0);
}
