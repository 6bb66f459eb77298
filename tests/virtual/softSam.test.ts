import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex, utf8 } from '../../src/bytes.ts';
import { ONECARD_AID } from '../../src/card/index.ts';
import {
  cmac,
  diversifyAn10922,
  SecretKey,
  suiteOf,
  terminalMessage,
} from '../../src/crypto/index.ts';
import type { CardSerial, RandomSource, Sam, SamId } from '../../src/model/index.ts';
import { SoftSam } from '../../src/virtual/index.ts';

const RANDOM: RandomSource = { bytes: (count) => Uint8Array.from(randomBytes(count)) };
const ID = '9990010000000A01' as SamId;
const SERIAL = '9990010000000001' as CardSerial;
const OTHER = '9990010000000002' as CardSerial;
const MASTER = fromHex('00112233445566778899AABBCCDDEEFF');
const BODY = utf8('state body');

function sam(): SoftSam {
  return SoftSam.issue({ id: ID, stateMasterKey: new SecretKey(MASTER) });
}

describe('state proof', () => {
  test("is the CMAC of serial and body under the card's own key", async () => {
    const input = concat([fromHex(SERIAL), ONECARD_AID, utf8('STATE')]);
    const key = diversifyAn10922(new SecretKey(MASTER), input);
    const expected = cmac(1, key, concat([fromHex(SERIAL), BODY]));
    expect(await sam().macState(SERIAL, BODY)).toEqual(expected);
  });

  test('holds for this card and this body alone', async () => {
    const module: Sam = sam();
    const mac = await module.macState(SERIAL, BODY);
    expect(await module.checkState(SERIAL, BODY, mac)).toBe(true);
    expect(await module.checkState(OTHER, BODY, mac)).toBe(false);
    expect(await module.checkState(SERIAL, utf8('state bodz'), mac)).toBe(false);
    for (let index = 0; index < mac.length; index++) {
      const changed = mac.map((byte, at) => (at === index ? byte ^ 1 : byte));
      expect(await module.checkState(SERIAL, BODY, changed)).toBe(false);
    }
    expect(await module.checkState(SERIAL, BODY, mac.slice(0, 15))).toBe(false);
    expect(await module.checkState(SERIAL, BODY, new Uint8Array(0))).toBe(false);
  });

  test('is shared by the modules of one county, and by no other', async () => {
    const mac = await sam().macState(SERIAL, BODY);
    expect(await sam().checkState(SERIAL, BODY, mac)).toBe(true);
    const stranger = SoftSam.issue({ id: ID, stateMasterKey: SoftSam.generateMasterKey(RANDOM) });
    expect(await stranger.checkState(SERIAL, BODY, mac)).toBe(false);
  });
});

describe('signature', () => {
  const hash = Uint8Array.from(randomBytes(32));
  const cardSignature = Uint8Array.from(randomBytes(64));

  test("is over the module's own context, the hash, the counter and the card's signature", async () => {
    const module = sam();
    const signature = await module.sign(hash, 7, cardSignature);
    const message = terminalMessage(hash, 7, cardSignature);
    expect(suiteOf(1).verify(await module.publicKey(), message, signature)).toBe(true);
    const other = terminalMessage(hash, 8, cardSignature);
    expect(suiteOf(1).verify(await module.publicKey(), other, signature)).toBe(false);
    expect(suiteOf(1).verify(await sam().publicKey(), message, signature)).toBe(false);
  });

  test('is refused for anything but a hash and a signature', async () => {
    await expect(sam().sign(hash.slice(1), 7, cardSignature)).rejects.toThrow(RangeError);
    await expect(sam().sign(hash, 2 ** 32, cardSignature)).rejects.toThrow(RangeError);
    await expect(sam().sign(hash, 7, cardSignature.slice(1))).rejects.toThrow(RangeError);
  });
});

describe('its secrets', () => {
  test('come back from their file', async () => {
    const module = sam();
    const again = SoftSam.importSecrets(module.exportSecrets());
    expect(await again.id()).toBe(ID);
    expect(await again.publicKey()).toEqual(await module.publicKey());
    expect(await again.macState(SERIAL, BODY)).toEqual(await module.macState(SERIAL, BODY));
  });

  test('a changed file is refused', () => {
    const bytes = sam().exportSecrets();
    for (const bad of [bytes.slice(1), bytes.slice(0, -1), concat([bytes, bytes])]) {
      expect(() => SoftSam.importSecrets(bad)).toThrow('virtual.card-file-damaged');
    }
  });

  test('are never printed', () => {
    const module = sam();
    const printed = [String(module), JSON.stringify({ module }), inspect(module, { depth: 9 })];
    expect(printed).toEqual(['[secret]', '{"module":"[secret]"}', '[secret]']);
    expect(inspect(module, { showHidden: true })).not.toContain(toHex(MASTER));
  });
});

test("an id of another form is the caller's bug", () => {
  const stateMasterKey = new SecretKey(MASTER);
  expect(() => SoftSam.issue({ id: 'abc' as SamId, stateMasterKey })).toThrow(TypeError);
});
