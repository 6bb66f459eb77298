/** What every driver of a security module holds to, whatever is between it and the module. */

import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { encodeState, parseState } from '../../../src/card/index.ts';
import {
  checkpointMessage,
  encodeStatement,
  settlementHash,
  suiteOf,
  terminalMessage,
} from '../../../src/crypto/index.ts';
import type { CardSerial, Sam, SamId } from '../../../src/model/index.ts';
import { SecretPin } from '../../../src/model/index.ts';
import { amount, parseYuan } from '../../../src/money.ts';
import { addDays, instant } from '../../../src/time.ts';
import { codeOf } from '../../reader/codeOf.ts';
import type { DriverOptions, MakeDriver } from './drivers.ts';
import { ID, module, NOW, SERIAL, statement, TODAY } from './modules.ts';

export const BODY = encodeState({
  sequence: 0,
  attempt: 1,
  usage: { year: 2026, deductibleMet: amount(0n), benefitDrawn: amount(0n), admissions: 0 },
  writtenAt: NOW,
  samId: ID,
  logHash: new Uint8Array(32),
  offline: { count: 0, sum: amount(0n), centreMetAt: NOW },
});
const OTHER = '9990010000000002' as CardSerial;
export const OTHER_SAM = '9990010000000A02' as SamId;
const RIGHT = new SecretPin('2580');
const WRONG = new SecretPin('0000');
const CARD_SIGNATURE = Uint8Array.from(randomBytes(64));

/** Why a call was refused. */
function refusal(call: Promise<unknown>): Promise<unknown> {
  return codeOf(call);
}

function sign(sam: Sam, ...of: Parameters<typeof statement>): Promise<Uint8Array> {
  return sam.sign(encodeStatement(statement(...of)), 7, CARD_SIGNATURE);
}

export function describeSam(name: string, make: MakeDriver): void {
  async function driven(options?: DriverOptions) {
    const made = await make(options);
    onTestFinished(() => made.close());
    return made;
  }

  describe(`a security module ${name}`, () => {
    test('says who it is and what it may', async () => {
      const { sam } = await driven({ issue: { pin: RIGHT } });
      expect(await sam.id()).toBe(ID);
      expect((await sam.publicKey()).length).toBeGreaterThan(64);
      expect(await sam.status()).toEqual({
        id: ID,
        role: 'SETTLE',
        suite: 1,
        keyVersions: [0x30, 0x31, 0x32],
        expiresOn: addDays(TODAY, 365),
        pin: 'needed',
        pinTriesLeft: 3,
        usesLeft: 1_000_000,
        dailySumLeft: parseYuan('2000.00'),
      });
    });

    test('without a PIN wants none', async () => {
      const { sam } = await driven();
      const status = await sam.status();
      expect(status).toMatchObject({ pin: 'not-needed' });
      expect(status).not.toHaveProperty('pinTriesLeft');
      expect(await sam.verifyPin(WRONG)).toEqual({ outcome: 'verified' });
    });

    test('proves states, for one card and one body alone', async () => {
      const { sam } = await driven();
      const mac = await sam.macState(1, SERIAL, BODY);
      expect(mac).toEqual(await (await module()).macState(1, SERIAL, BODY));
      expect(await sam.checkState(1, SERIAL, BODY, mac)).toBe(true);
      expect(await sam.checkState(1, OTHER, BODY, mac)).toBe(false);
      expect(await sam.checkState(1, SERIAL, BODY, mac.with(3, mac[3]! ^ 1))).toBe(false);
      expect(await sam.checkState(1, SERIAL, BODY, mac.slice(0, 8))).toBe(false);
      const foreign = encodeState({ ...parseState(BODY), samId: OTHER_SAM });
      expect(await refusal(sam.macState(1, SERIAL, foreign))).toBe('sam.statement-refused');
      const noState = BODY.slice(0, -1);
      expect(await refusal(sam.macState(1, SERIAL, noState))).toMatch(/^(card|crypto)\./);
    });

    test('signs a statement that it has read itself', async () => {
      const { sam } = await driven();
      const signature = await sign(sam);
      const suite = suiteOf(1);
      const hash = settlementHash(suite, statement());
      const message = terminalMessage(hash, 7, CARD_SIGNATURE);
      expect(suite.verify(await sam.publicKey(), message, signature)).toBe(true);
      const bytes = encodeStatement(statement());
      expect(await refusal(sam.sign(bytes.slice(1), 7, CARD_SIGNATURE))).toMatch(/^crypto\./);
      const foreign = sign(sam, 1, { samId: OTHER_SAM });
      expect(await refusal(foreign)).toBe('sam.statement-refused');
    });

    test("signs the head of its terminal's journal, and nothing else under that name", async () => {
      const { sam } = await driven();
      const head = { sequence: 4_294_967_297, hash: new Uint8Array(32).fill(7) };
      const signature = await sam.signHead(head);
      const publicKey = await sam.publicKey();
      const suite = suiteOf(1);
      expect(suite.verify(publicKey, checkpointMessage(head), signature)).toBe(true);
      const later = checkpointMessage({ ...head, sequence: head.sequence + 1 });
      expect(suite.verify(publicKey, later, signature)).toBe(false);
      const short = { ...head, hash: head.hash.slice(1) };
      await expect((async () => sam.signHead(short))()).rejects.toThrow(RangeError);
    });

    test('of role READ neither proves a state nor signs', async () => {
      const { sam } = await driven({ issue: { role: 'READ' } });
      expect(await refusal(sam.macState(1, SERIAL, BODY))).toBe('sam.role-not-allowed');
      expect(await refusal(sign(sam))).toBe('sam.role-not-allowed');
      const head = { sequence: 1, hash: new Uint8Array(32) };
      expect(await refusal(sam.signHead(head))).toBe('sam.role-not-allowed');
      const request = { serial: SERIAL, keyVersion: 0x30, newKeyVersion: 0x33 };
      expect(await refusal(sam.keyBlock(request))).toBe('sam.role-not-allowed');
      expect(await sam.checkState(1, SERIAL, BODY, new Uint8Array(16))).toBe(false);
    });

    test('signs no further once the day’s sum is reached, and what it counted stays counted', async () => {
      const limited = { dailySumMax: parseYuan('1250.00') };
      const made = await driven({ issue: limited });
      await sign(made.sam, 1);
      await sign(made.sam, 2);
      expect((await made.sam.status()).dailySumLeft).toBe(0n);
      expect(await refusal(sign(made.sam, 3))).toBe('sam.limit-reached');
      // The same settlement again is not a new sum.
      await sign(made.sam, 2);
      await made.restart();
      await made.sam.status().catch(() => undefined);
      expect(await refusal(sign(made.sam, 4))).toBe('sam.limit-reached');
      const tomorrow = instant(NOW + 86_400_000);
      await sign(made.sam, 5, { settledAt: tomorrow });
      expect((await made.sam.status()).dailySumLeft).toBe(parseYuan('625.00'));
    });

    test('ends with its uses', async () => {
      const { sam } = await driven({ issue: { usesMax: 2 } });
      await sam.macState(1, SERIAL, BODY);
      await sign(sam);
      expect((await sam.status()).usesLeft).toBe(0);
      expect(await refusal(sam.macState(1, SERIAL, BODY))).toBe('sam.uses-exhausted');
      expect(await refusal(sign(sam))).toBe('sam.uses-exhausted');
    });

    test('ends with its last day, by the latest time that it ever saw', async () => {
      const { sam } = await driven({ issue: { expiresOn: addDays(TODAY, 1) } });
      await sign(sam, 1);
      const late = instant(NOW + 3 * 86_400_000);
      expect(await refusal(sign(sam, 2, { settledAt: late }))).toBe('sam.expired');
      expect(await refusal(sign(sam, 3))).toBe('sam.expired');
      expect(await refusal(sam.macState(1, SERIAL, BODY))).toBe('sam.expired');
    });

    test('wants its PIN, and forgets it with its power', async () => {
      const made = await driven({ issue: { pin: RIGHT } });
      expect(await refusal(sign(made.sam))).toBe('sam.pin-needed');
      expect(await made.sam.verifyPin(WRONG)).toEqual({ outcome: 'wrong', triesLeft: 2 });
      expect(await made.sam.verifyPin(RIGHT)).toEqual({ outcome: 'verified' });
      expect(await made.sam.status()).toMatchObject({ pin: 'verified', pinTriesLeft: 3 });
      await sign(made.sam);
      await made.restart();
      // The call that finds out may fail; it says so by name.
      const status = await made.sam.status().catch((error) => error);
      if (status instanceof Error) expect(status).toMatchObject({ code: 'sam.unreachable' });
      expect(await refusal(sign(made.sam))).toBe('sam.pin-needed');
    });

    test('is blocked by three wrong PINs in a row, restarts or not', async () => {
      const made = await driven({ issue: { pin: RIGHT } });
      expect(await made.sam.verifyPin(WRONG)).toEqual({ outcome: 'wrong', triesLeft: 2 });
      expect(await made.sam.verifyPin(WRONG)).toEqual({ outcome: 'wrong', triesLeft: 1 });
      await made.restart();
      await made.sam.status().catch(() => undefined);
      expect(await made.sam.verifyPin(WRONG)).toEqual({ outcome: 'blocked' });
      expect(await made.sam.verifyPin(RIGHT)).toEqual({ outcome: 'blocked' });
      expect((await made.sam.status()).pin).toBe('blocked');
      expect(await refusal(sign(made.sam))).toBe('sam.pin-blocked');
      expect(await refusal(openSettling(made.sam))).toBe('sam.pin-blocked');
    });

    test('knows its own key versions alone', async () => {
      const { sam } = await driven();
      const request = { serial: SERIAL, keyVersion: 0x39, size: 'S16' } as const;
      expect(await refusal(sam.openChannel(request))).toBe('sam.key-version-unknown');
    });

    test('answers callers in turn', async () => {
      const { sam } = await driven();
      const numbers = [1, 2, 3, 4, 5];
      const macs = await Promise.all(numbers.map(() => sam.macState(1, SERIAL, BODY)));
      expect(new Set(macs.map((mac) => mac.join())).size).toBe(1);
      const [status] = await Promise.all([sam.status(), sam.id(), sign(sam)]);
      expect(status.usesLeft).toBe(1_000_000 - numbers.length);
    });

    test('prints nothing of what it holds', async () => {
      const { sam } = await driven({ issue: { pin: RIGHT } });
      await sam.verifyPin(RIGHT);
      const printed = [
        `${sam as unknown as string}`,
        JSON.stringify({ sam }),
        inspect(sam, { depth: 9, showHidden: true }),
      ];
      expect(printed.join('\n')).not.toMatch(/2580|(51){8}|(30){8}|key: /);
    });
  });
}

function openSettling(sam: Sam) {
  return sam.openChannel({ serial: SERIAL, keyVersion: 0x31, size: 'S16' });
}
