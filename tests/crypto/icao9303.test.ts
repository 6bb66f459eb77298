/** ICAO 9303-11 appendices D and G: 3DES, retail MAC and CMAC as passports use them, command by command. */

import { describe, expect, test } from 'vitest';
import { concat, toHex, uintBytes } from '../../src/bytes.ts';
import { cmac, encryptTripleDes, retailMac, SecretKey } from '../../src/crypto/index.ts';
import { hex } from './support.ts';
import vectors from './vectors/icao9303.json' with { type: 'json' };

const BLOCK = 8;

/** CBC with a zero initial vector over the product's block encryption. */
function encryptCbc(key: SecretKey, blocks: Uint8Array): Uint8Array {
  let previous = new Uint8Array(BLOCK);
  const parts: Uint8Array[] = [];
  for (let start = 0; start < blocks.length; start += BLOCK) {
    const block = blocks.slice(start, start + BLOCK);
    previous = Uint8Array.from(
      encryptTripleDes(
        key,
        block.map((byte, i) => byte ^ previous[i]!),
      ),
    );
    parts.push(previous);
  }
  return concat(parts);
}

function padded(bytes: Uint8Array): Uint8Array {
  const blocks = new Uint8Array((Math.floor(bytes.length / BLOCK) + 1) * BLOCK);
  blocks.set(bytes);
  blocks[bytes.length] = 0x80;
  return blocks;
}

describe('appendix D.3, the cryptograms of basic access control', () => {
  const { bac } = vectors;
  test.each([
    ['host', bac.host],
    ['card', bac.card],
  ])('%s', (_name, { plain, cipher, mac }) => {
    expect(toHex(encryptCbc(new SecretKey(hex(bac.kEnc)), hex(plain)))).toBe(cipher);
    expect(toHex(retailMac(new SecretKey(hex(bac.kMac)), hex(cipher)))).toBe(mac);
  });
});

describe('appendix D.4, secure messaging', () => {
  const { ksEnc, ksMac, sendCounter, exchanges } = vectors.secureMessaging;
  const [enc, mac] = [new SecretKey(hex(ksEnc)), new SecretKey(hex(ksMac))];
  const counterAt = (step: number) => uintBytes(BigInt(`0x${sendCounter}`) + BigInt(step), BLOCK);
  const object = (tag: string, value: Uint8Array) =>
    value.length === 0 ? value : concat([hex(tag), Uint8Array.of(value.length), value]);
  const encrypted = (data: Uint8Array) =>
    data.length === 0 ? data : concat([hex('01'), encryptCbc(enc, padded(data))]);

  test.each(exchanges.map((exchange, index) => [exchange.name, exchange, index] as const))(
    '%s',
    (_name, { header, data, le, wrapped, response, plain }, index) => {
      const body = concat([object('87', encrypted(hex(data))), object('97', hex(le))]);
      const commandInput = concat([counterAt(2 * index + 1), padded(hex(header)), body]);
      const protectedBody = concat([body, object('8e', retailMac(mac, commandInput))]);
      const command = concat([
        hex(header),
        Uint8Array.of(protectedBody.length),
        protectedBody,
        hex('00'),
      ]);
      expect(toHex(command)).toBe(wrapped);

      const answer = concat([object('87', encrypted(hex(plain))), hex('99029000')]);
      const responseMac = retailMac(mac, concat([counterAt(2 * index + 2), answer]));
      expect(toHex(concat([answer, object('8e', responseMac), hex('9000')]))).toBe(response);
    },
  );
});

describe('appendix G.1, authentication tokens of PACE', () => {
  const { ksMac, head, tokens } = vectors.pace;
  test.each(tokens)('$name', ({ point, token }) => {
    const mac = cmac(1, new SecretKey(hex(ksMac)), hex(head + point));
    expect(toHex(mac.slice(0, 8))).toBe(token);
  });
});

describe('the retail MAC', () => {
  const key = new SecretKey(hex(vectors.secureMessaging.ksMac));

  test('begins with the challenge where there is one', () => {
    const challenge = hex('0102030400000000');
    expect(retailMac(key, hex('04d68400'), challenge)).not.toEqual(retailMac(key, hex('04d68400')));
    const folded = hex('04d68400 8000 0000').map((byte, index) => byte ^ challenge[index]!);
    expect(retailMac(key, hex('04d68400'), challenge)).toEqual(encryptTripleDes(key, folded));
  });

  test('takes 16 bytes of key', () => {
    expect(() => retailMac(new SecretKey(new Uint8Array(24)), hex('00'))).toThrow(RangeError);
  });
});
