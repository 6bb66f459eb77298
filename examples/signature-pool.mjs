// Verifies a day's signatures in threads, with the key of the one who made them prepared.
import { SignaturePool, suiteOf } from 'onecard/crypto';

const suite = suiteOf(2);
const { privateKey, publicKey } = suite.generateKeyPair();
const checks = Array.from({ length: 100 }, (_, index) => {
  const message = Uint8Array.of(index);
  const signature = suite.sign(privateKey, message);
  if (index === 42) signature[0] ^= 1;
  return { suite: 2, publicKey, message, signature };
});

const pool = SignaturePool.open({ threads: 2 });
pool.prepare(2, publicKey);
const verdicts = await Promise.all(checks.map((check) => pool.verify(check)));
await pool.close();
console.log(verdicts.filter(Boolean).length, 'valid; not valid: number', verdicts.indexOf(false));
