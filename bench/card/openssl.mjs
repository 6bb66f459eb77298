/** OpenSSL's command line as the judge of signatures: one process a verdict. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** SubjectPublicKeyInfo up to the point (RFC 5480 §2): P-256 and sm2p256v1. */
const HEADS = {
  1: '3059301306072a8648ce3d020106082a8648ce3d030107034200',
  2: '3059301306072a8648ce3d020106082a811ccf5501822d034200',
};
const OPTIONS = {
  1: ['-rawin', '-digest', 'sha256'],
  2: ['-rawin', '-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678'],
};

export function opensslVerdicts(folder, suite, checks) {
  const path = (name, bytes) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  return checks.map(({ publicKey, message, signature }) => {
    const key = path('key.der', publicKeyDer(suite.id, publicKey));
    const files = ['-in', path('message', message), '-sigfile', path('signature', der(signature))];
    const args = ['pkeyutl', '-verify', '-pubin', '-keyform', 'DER', '-inkey', key, ...files];
    try {
      execFileSync('openssl', [...args, ...OPTIONS[suite.id]], { stdio: 'pipe' });
      return true;
    } catch {
      return false;
    }
  });
}

/** x and y are the last two byte strings of the COSE_Key, each with a head of 3 bytes. */
function publicKeyDer(suite, coseKey) {
  const [x, y] = [coseKey.slice(-67, -35), coseKey.slice(-32)];
  return Buffer.concat([Buffer.from(HEADS[suite], 'hex'), Buffer.of(4), x, y]);
}

function der(signature) {
  const numbers = [signature.slice(0, 32), signature.slice(32)].map(integer);
  const body = Buffer.concat(numbers);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

function integer(bytes) {
  const start = bytes.findIndex((byte) => byte !== 0);
  const significant = bytes.slice(start);
  const sign = significant[0] >= 0x80 ? [0] : [];
  return Buffer.concat([
    Buffer.of(0x02, significant.length + sign.length, ...sign),
    Buffer.from(significant),
  ]);
}
