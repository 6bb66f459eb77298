/** The card's two private keys, and the PIN, asked for more than they are for. */

import { fromHex, toHex } from '../../../../src/bytes.ts';
import { prepareCommit } from '../../../../src/card/index.ts';
import {
  authenticationMessage,
  cardMessage,
  encodeStatement,
  settlementHash,
  verifySettlement,
} from '../../../../src/crypto/index.ts';
import type { RandomSource } from '../../../../src/model/index.ts';
import { send } from '../../../virtual/apdus.ts';
import { alteringSam } from '../../altered.ts';
import { SERIAL, usageAfter } from '../../issued.ts';
import { type Attack, coreOf, type Ground, hostOf, refusedBy, statusOf, visit } from '../ground.ts';

const INS_CHALLENGE = 0x88;
const SET_KEY = '002241B603840182';
const HASH = '5a'.repeat(32);
const WRONG_BLOCK = '26000000FFFFFFFF';
const RIGHT_BLOCK = '26258025FFFFFFFF';
const VERIFY = `0020008108${WRONG_BLOCK}`;
/** A session's nonces that everybody knows beforehand. */
const KNOWN_NONCE: RandomSource = { bytes: (count) => new Uint8Array(count).fill(0x77) };

/** Key 0x81 is given `nonceOf(settlement hash)`, and its answer offered as the card's signature. */
async function answeredAsSignature(ground: Ground) {
  const made = await ground.card();
  const session = await ground.open(made);
  const { record } = await ground.verified(session);
  await session.close();
  const { statement } = prepareCommit(record, coreOf(ground, 1), usageAfter());
  const hash = settlementHash(ground.suite, statement);
  const answer = await send(await hostOf(ground, made), `0088008120${toHex(hash)}00`);
  const card = fromHex(answer).slice(0, 64);
  const fields = {
    statement,
    signatures: {
      atc: 1,
      card,
      terminal: await ground.sams.SETTLE.sign(encodeStatement(statement), 1, card),
    },
    cardKey: record.proven.authenticationKey,
    terminalKey: await ground.sams.SETTLE.publicKey(),
  };
  // Even who confuses the two keys is not deceived: the message has another context.
  const verification = verifySettlement(fields, ground.suite);
  return verification.outcome === 'valid' ? 'accepted' : verification.failed.join();
}

/** Key 0x82 signs what a challenge would be, and its answer is offered as that to the challenge. */
async function signatureAsAnswer(ground: Ground) {
  const made = await ground.card();
  const nonce = KNOWN_NONCE.bytes(32);
  const wanted = ground.suite.digest(authenticationMessage(SERIAL, nonce));
  const host = await hostOf(ground, made, 'SETTLE');
  await send(host, SET_KEY);
  const answer = fromHex(await send(host, `002A9E9A20${toHex(wanted)}00`));
  const forged = Uint8Array.from([...answer.slice(4, 68), 0x90, 0x00]);
  const sam = alteringSam(ground.sams.SETTLE, INS_CHALLENGE, () => forged);
  return visit(ground, made, { sam, random: KNOWN_NONCE });
}

const asked = (
  kind: 'oracle on key 0x81' | 'oracle on key 0x82' | 'guessing',
  tried: string,
  status: string,
  role: 'READ' | 'SETTLE' | undefined,
  ...commands: readonly string[]
): Attack => ({
  kind,
  tried,
  refusedBy: `status ${status}`,
  run: async (ground) => statusOf(await hostOf(ground, await ground.card(), role), ...commands),
});

export const ORACLES: readonly Attack[] = [
  {
    kind: 'oracle on key 0x81',
    tried: 'the hash of a settlement as challenge, the answer as signature under the settlement',
    refusedBy: 'card-signature',
    run: answeredAsSignature,
  },
  asked(
    'oracle on key 0x81',
    'a whole settlement message as challenge',
    '6700',
    undefined,
    `0088008139${toHex(cardMessage(SERIAL, 1, fromHex(HASH)))}00`,
  ),
  asked(
    'oracle on key 0x81',
    'key 0x81 chosen for the signature of a settlement',
    '6A88',
    'SETTLE',
    '002241B603840181',
  ),
  {
    kind: 'oracle on key 0x82',
    tried: 'a signature of key 0x82 as answer to a challenge',
    refusedBy: 'card-key: wrong-signature',
    run: signatureAsAnswer,
  },
  asked(
    'oracle on key 0x82',
    'a challenge answered by key 0x82',
    '6A88',
    'SETTLE',
    `0088008220${HASH}00`,
  ),
  asked('oracle on key 0x82', 'key 0x82 without a channel', '6982', undefined, SET_KEY),
  asked(
    'oracle on key 0x82',
    'a signature without a channel',
    '6982',
    undefined,
    `002A9E9A20${HASH}00`,
  ),
  asked(
    'oracle on key 0x82',
    'a signature with the keys of reading',
    '6982',
    'READ',
    `002A9E9A20${HASH}00`,
  ),
  asked(
    'oracle on key 0x82',
    'a longer message instead of a hash',
    '6700',
    'SETTLE',
    SET_KEY,
    `002A9E9A21${HASH}5a00`,
  ),
  asked(
    'guessing',
    'the holder’s PIN, a fourth time',
    '6983',
    undefined,
    VERIFY,
    VERIFY,
    VERIFY,
    VERIFY,
  ),
  asked(
    'guessing',
    'the holder’s PIN, the right one after three wrong ones',
    '6983',
    undefined,
    VERIFY,
    VERIFY,
    VERIFY,
    `0020008108${RIGHT_BLOCK}`,
  ),
  asked(
    'guessing',
    'the holder’s PIN by way of changing it',
    '6983',
    'READ',
    ...Array.from({ length: 4 }, () => `0024008110${WRONG_BLOCK}${RIGHT_BLOCK}`),
  ),
  {
    kind: 'guessing',
    tried: 'the holder’s PIN, power cut each time before the card can count it',
    refusedBy: 'status 6983',
    async run(ground) {
      const made = await ground.card();
      for (let tries = 0; tries < 3; tries++) {
        const host = await hostOf(ground, made);
        made.card.failAt({ kind: 'torn-write', nth: 1, ins: 0x20, bytesWritten: 1 });
        await refusedBy(() => send(host, VERIFY));
        made.card.powerUp();
      }
      return statusOf(await hostOf(ground, made), `0020008108${RIGHT_BLOCK}`);
    },
  },
  {
    kind: 'guessing',
    tried: 'the terminal’s proof of a channel, 65 times',
    refusedBy: 'status 6983',
    async run(ground) {
      const { keyVersions } = (await ground.card()).issue.card;
      const open = `8050${keyVersions[1].toString(16)}0008112233445566778800`;
      const host = await hostOf(ground, await ground.card());
      for (let tries = 0; tries < 64; tries++) {
        await send(host, open);
        await send(host, `8482330010${'AA'.repeat(16)}`);
      }
      return statusOf(host, open);
    },
  },
];
