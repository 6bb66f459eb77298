/** OpenSSL's command line and this room, both ways: SM2 with its user id, SM3, SM4, SM4-CMAC, P-256. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { toHex } from '../../src/bytes.ts';
import {
  CMAC_BYTES,
  cmac,
  exportPrivateKey,
  type PrivateKey,
  SecretKey,
  type Suite,
} from '../../src/crypto/index.ts';
import { pem, privateKeyDer, publicKeyDer, signatureDer, signatureOfDer } from './der.ts';
import { fixedKey, flipped, hex, SM, SUITES } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'onecard-openssl-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, contents: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
}

function openssl(args: readonly string[], input: Uint8Array = new Uint8Array()): Uint8Array {
  return Uint8Array.from(execFileSync('openssl', args, { input, stdio: 'pipe' }));
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();

/** x, y and d at the end of the COSE_Key: -2, -3, -4, each 32 bytes behind a head of 3. */
function numbersOf(key: PrivateKey): { x: Uint8Array; y: Uint8Array; d: Uint8Array } {
  const bytes = exportPrivateKey(key);
  const map = bytes.length - 3 * 35;
  // Canonical order of labels: 1, -1, -2, -3, -4.
  const part = (index: number) => bytes.slice(map + 35 * index + 3, map + 35 * (index + 1));
  return { x: part(0), y: part(1), d: part(2) };
}

/** Arguments that make OpenSSL sign and verify as the suite does. */
function options(suite: Suite): readonly string[] {
  const id = ['-pkeyopt', 'distid:1234567812345678'];
  return suite.id === 2 ? ['-rawin', '-digest', 'sm3', ...id] : ['-rawin', '-digest', 'sha256'];
}

describe.each(SUITES)('signatures of suite $name', (suite) => {
  const key = fixedKey(0x61, suite);
  const { x, y, d } = numbersOf(key);
  const publicPem = file(`public-${suite.id}.pem`, pem('PUBLIC KEY', publicKeyDer(suite.id, x, y)));
  const privatePem = file(
    `private-${suite.id}.pem`,
    pem('PRIVATE KEY', privateKeyDer(suite.id, d, x, y)),
  );
  const message = new TextEncoder().encode('结算 settlement');
  const messageFile = file(`message-${suite.id}`, message);

  function opensslVerifies(signature: Uint8Array, more = options(suite)): boolean {
    const path = file(`signature-${suite.id}`, signatureDer(signature));
    const args = ['pkeyutl', '-verify', '-pubin', '-inkey', publicPem, '-in', messageFile];
    try {
      return text(openssl([...args, '-sigfile', path, ...more])).includes('Successfully');
    } catch {
      return false;
    }
  }

  test('ours, verified there', () => {
    for (let count = 0; count < 5; count++) {
      const signature = suite.sign(key, message);
      expect(opensslVerifies(signature)).toBe(true);
      expect(opensslVerifies(flipped(signature, 40))).toBe(false);
    }
  });

  test('theirs, verified here', () => {
    const args = ['pkeyutl', '-sign', '-inkey', privatePem, '-in', messageFile, ...options(suite)];
    for (let count = 0; count < 5; count++) {
      const signature = signatureOfDer(openssl(args));
      expect(suite.verify(key.publicKey, message, signature)).toBe(true);
      expect(suite.verify(key.publicKey, message, flipped(signature, 3))).toBe(false);
    }
  });

  test('a pair made there is one here', () => {
    const curve = suite.id === 2 ? 'SM2' : 'prime256v1';
    const made = file(
      `made-${suite.id}.pem`,
      openssl(['genpkey', '-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`]),
    );
    const der = openssl(['pkey', '-in', made, '-outform', 'DER', '-traditional']);
    const scalar = der.slice(7, 39);
    const spki = openssl(['pkey', '-in', made, '-pubout', '-outform', 'DER']);
    const { publicKey } = suite.privateKeyOf(scalar);
    expect(toHex(publicKey)).toContain(toHex(spki.slice(-64, -32)));
    expect(toHex(publicKey)).toContain(toHex(spki.slice(-32)));
  });

  // Only SM2 has a user id.
  if (suite.id === 2) {
    test('another user id is another signature', () => {
      const args = ['pkeyutl', '-sign', '-inkey', privatePem, '-in', messageFile];
      const other = ['-rawin', '-digest', 'sm3', '-pkeyopt', 'distid:8765432187654321'];
      const signature = signatureOfDer(openssl([...args, ...other]));
      expect(suite.verify(key.publicKey, message, signature)).toBe(false);
      expect(opensslVerifies(signature, other)).toBe(true);
      expect(opensslVerifies(suite.sign(key, message), other)).toBe(false);
    });
  }
});

/** Around every block boundary. */
const LENGTHS = [0, 1, 15, 16, 17, 31, 32, 33, 55, 56, 63, 64, 65, 119, 120, 1000];
const bytesOf = (length: number) => Uint8Array.from({ length }, (_, index) => (7 * index) & 0xff);

test.each(LENGTHS)('SM3 of %i bytes', (length) => {
  const digest = text(openssl(['dgst', '-sm3', '-r'], bytesOf(length))).slice(0, 64);
  expect(toHex(SM.digest(bytesOf(length)))).toBe(digest);
});

test.each(LENGTHS)('CMAC of %i bytes under both ciphers', (length) => {
  const key = '0123456789abcdeffedcba9876543210';
  for (const [suite, cipher] of [
    [1, 'AES-128-CBC'],
    [2, 'SM4-CBC'],
  ] as const) {
    const args = ['mac', '-cipher', cipher, '-macopt', `hexkey:${key}`, 'CMAC'];
    const mac = text(openssl(args, bytesOf(length))).toLowerCase();
    expect(mac).toHaveLength(2 * CMAC_BYTES);
    expect(toHex(cmac(suite, new SecretKey(hex(key)), bytesOf(length)))).toBe(mac);
  }
});
