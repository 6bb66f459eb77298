/** The channel of every driver, against the card's end of it. */

import { describe, expect, onTestFinished, test } from 'vitest';
import { concat, fromHex, toHex } from '../../../src/bytes.ts';
import {
  encodeCommand,
  encodeLogRecord,
  frameLogRecord,
  ONECARD_AID,
} from '../../../src/card/index.ts';
import { CardChannel, channelKeys, type SecretKey } from '../../../src/crypto/index.ts';
import type { ChannelSize, Sam, SamChannel, SamId, SuiteId } from '../../../src/model/index.ts';
import { amount } from '../../../src/money.ts';
import { codeOf } from '../../reader/codeOf.ts';
import { OTHER_SAM } from './contract.ts';
import type { DriverOptions, MakeDriver } from './drivers.ts';
import { ID, keyOf, NOW, SERIAL, statement } from './modules.ts';

const OK = fromHex('9000');
const READ = fromHex('00B0820000');

/** The card with the county's key of this version. */
function card(keyVersion: number, command: Uint8Array, master: SecretKey = keyOf(keyVersion)) {
  const suite: SuiteId = keyVersion >= 0x38 ? 2 : 1;
  const keys = channelKeys({ suite, master, keyVersion, serial: SERIAL, aid: ONECARD_AID });
  const begun = CardChannel.initialize({
    command,
    keysOf: (version) => (version === keyVersion ? keys : undefined),
    sequence: 1,
    aid: ONECARD_AID,
  });
  if (begun.outcome !== 'initialized') throw new Error('the card refused the channel');
  return begun;
}

function logRecord(samId: SamId): Uint8Array {
  return encodeLogRecord({
    sequence: 1,
    attempt: 1,
    kind: 'pending',
    writtenAt: NOW,
    provider: 'H99920200001',
    total: amount(100_000n),
    fundsPay: amount(62_500n),
    samId,
    settlementId: statement().id,
    coreHash: new Uint8Array(16),
    previousHash: new Uint8Array(16),
  });
}

async function opened(sam: Sam, keyVersion = 0x31, size: ChannelSize = 'S16') {
  const host = await sam.openChannel({ serial: SERIAL, keyVersion, size });
  const { channel, answer } = card(keyVersion, host.hostChallengeCommand);
  const { outcome } = channel.authenticate(await host.finish(answer));
  expect(outcome).toBe('authenticated');
  return { host, card: channel };
}

/** One command and its answer through both ends. */
async function through(
  ends: { readonly host: SamChannel; readonly card: CardChannel },
  command: Uint8Array,
  answer: Uint8Array,
) {
  const accepted = ends.card.unwrap(await ends.host.wrap(command));
  if (accepted.outcome !== 'accepted') throw new Error('the card refused the command');
  expect(toHex(accepted.command.subarray(0, 4))).toBe(toHex(command.subarray(0, 4)));
  return ends.host.unwrap(ends.card.wrap(concat([answer, OK])));
}

export function describeSamChannel(name: string, make: MakeDriver): void {
  async function driven(options?: DriverOptions) {
    const made = await make(options);
    onTestFinished(() => made.close());
    return made;
  }

  describe(`the channel of a security module ${name}`, () => {
    test.each(['S8', 'S16'] as const)('%s carries commands and answers', async (size) => {
      const { sam } = await driven();
      const ends = await opened(sam, 0x31, size);
      const data = new Uint8Array(200).fill(0x77);
      expect(await through(ends, READ, data)).toEqual(concat([data, OK]));
      expect(await through(ends, READ, new Uint8Array(0))).toEqual(OK);
      await ends.host.close();
      await ends.host.close();
      expect(await codeOf(ends.host.wrap(READ))).toMatch(/^(sam|crypto)\.channel-(lost|closed)$/);
    });

    test('carries what one protected command holds at most, and 223 bytes back', async () => {
      const { sam } = await driven();
      for (const [size, most] of [
        ['S8', 239],
        ['S16', 223],
      ] as const) {
        const ends = await opened(sam, 0x31, size);
        const update = (length: number) =>
          encodeCommand({
            cla: 0,
            ins: 0xd6,
            p1: 0x84,
            p2: 0,
            data: new Uint8Array(length),
            ne: 0,
          });
        expect((await ends.host.wrap(update(most))).length).toBeLessThanOrEqual(255);
        const again = await opened(sam, 0x31, size);
        expect(await through(again, READ, new Uint8Array(223))).toHaveLength(225);
        await expect(again.host.wrap(update(most + 1))).rejects.toThrow(RangeError);
      }
    });

    test('of role READ carries no write, of role SETTLE no issuing', async () => {
      const { sam } = await driven();
      const update = fromHex('00D6840001AA');
      const reading = await opened(sam, 0x30);
      expect(await codeOf(reading.host.wrap(update))).toBe('sam.role-not-allowed');
      const settling = await opened(sam, 0x31);
      expect(await codeOf(settling.host.wrap(fromHex('00D6820001AA')))).toBe(
        'sam.role-not-allowed',
      );
      const issuing = await opened(sam, 0x32);
      expect((await issuing.host.wrap(fromHex('00D6820001AA'))).length).toBeGreaterThan(20);
    });

    test('carries a log record that names this module, and no other', async () => {
      const { sam } = await driven();
      const own = logRecord(ID);
      const foreign = logRecord(OTHER_SAM);
      const append = (record: Uint8Array) =>
        encodeCommand({ cla: 0, ins: 0xe2, p1: 0, p2: 0x30, data: frameLogRecord(record), ne: 0 });
      const stage = (record: Uint8Array) =>
        encodeCommand({ cla: 0x80, ins: 0xea, p1: 0, p2: 0, data: record, ne: 0 });
      for (const command of [append, stage]) {
        const ends = await opened(sam);
        expect((await ends.host.wrap(command(own))).length).toBeGreaterThan(100);
        const other = await opened(sam);
        expect(await codeOf(other.host.wrap(command(foreign)))).toBe('sam.statement-refused');
        await other.host.close();
        await ends.host.close();
      }
      const garbage = (await opened(sam)).host.wrap(append(own).fill(0, 5, 40));
      expect(await codeOf(garbage)).toBe('card.malformed-frame');
    });

    test('dies of a card that does not prove itself', async () => {
      const { sam } = await driven();
      const host = await sam.openChannel({ serial: SERIAL, keyVersion: 0x31, size: 'S16' });
      const stranger = card(0x31, host.hostChallengeCommand, keyOf(0x66));
      expect(await codeOf(host.finish(stranger.answer))).toBe('crypto.channel-card-unproven');
      const dead = /^(sam|crypto)\.channel-(lost|closed)$/;
      expect(await codeOf(host.wrap(READ))).toMatch(dead);
      const refused = await sam.openChannel({ serial: SERIAL, keyVersion: 0x31, size: 'S16' });
      expect(await codeOf(refused.finish(fromHex('6A88')))).toBe('crypto.channel-refused');
    });

    test('dies of a forged answer, and of one that is too long', async () => {
      const { sam } = await driven();
      const ends = await opened(sam);
      ends.card.unwrap(await ends.host.wrap(READ));
      const answer = ends.card.wrap(concat([new Uint8Array(20), OK]));
      const forged = answer.with(3, answer[3]! ^ 1);
      expect(await codeOf(ends.host.unwrap(forged))).toBe('crypto.channel-response-forged');
      expect(await codeOf(ends.host.unwrap(answer))).toMatch(/channel-(lost|closed)$/);
      const other = await opened(sam);
      await other.host.wrap(READ);
      const long = codeOf(other.host.unwrap(new Uint8Array(400)));
      expect(await long).toMatch(
        /^(card\.malformed-response|crypto\.channel-response-forged|crypto\.channel-closed)$/,
      );
      expect(await codeOf(other.host.wrap(READ))).toMatch(/channel-(lost|closed)$/);
    });

    test('is one of several, each with its own session', async () => {
      const { sam } = await driven();
      const [first, second] = [await opened(sam, 0x30), await opened(sam, 0x31)];
      const data = Uint8Array.of(1, 2, 3);
      expect(await through(second, READ, data)).toEqual(concat([data, OK]));
      expect(await through(first, READ, data)).toEqual(concat([data, OK]));
      await first.host.close();
      expect(await through(second, READ, data)).toEqual(concat([data, OK]));
    });

    test('of role ISSUE gives the data that loads a key set', async () => {
      const { sam } = await driven({ issue: { role: 'ISSUE' } });
      const request = { serial: SERIAL, keyVersion: 0x32, newKeyVersion: 0x31 };
      expect((await sam.keyBlock(request)).length).toBeGreaterThan(60);
    });
  });
}
